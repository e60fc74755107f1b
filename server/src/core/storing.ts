// What files and old messages take up, how long rooms keep files, and when they put messages away.
import type { Storage } from '@hearth/protocol/shapes.ts'
import * as old from '#store/archive.ts'
import * as files from '#store/files.ts'
import * as rooms from '#store/rooms.ts'
import { type Handler, inRead, inWrite, quietly } from './context.ts'
import { mostOf } from './files.ts'
import { checkMay } from './permissions.ts'
import { checkIn } from './seats.ts'

export const ofAccount: Handler<'account.storage'> = (core, caller) =>
  inRead(async (tx) => {
    const { fileBytesPerPerson: mostBytes, filesPerPerson: mostCount } = core.settings.limits
    const kinds = await files.kindsOf(tx, { owner: caller.user })
    return quietly({ storage: storageOf(kinds, mostBytes, mostCount) })
  })

export const ofRoom: Handler<'room.storage'> = (core, caller, { room: id }) =>
  inRead(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'keepFiles')
    const { bytes: mostBytes, count: mostCount } = mostOf(core.settings.limits, room)
    const kinds = await files.kindsOf(tx, { room: id })
    const archived = { afterDays: room.archiveDays, ...(await old.sizeOf(tx, id)) }
    return quietly({ storage: storageOf(kinds, mostBytes, mostCount), ...ownOf(room), archive: archived })
  })

const ownOf = ({ fileDays: days, fileBytes: bytes, fileCount: count }: rooms.RoomRow) => ({ days, bytes, count })

/** What is there already stays, however many there are. */
export const keep: Handler<'room.keep'> = (_core, caller, { room: id, days, bytes, count }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'keepFiles')
    await rooms.change(tx, id, {
      ...(days === undefined ? {} : { fileDays: days }),
      ...(bytes === undefined ? {} : { fileBytes: bytes }),
      ...(count === undefined ? {} : { fileCount: count }),
    })
    return quietly({})
  })

/** Nobody is told: what people see stays the same. */
export const archive: Handler<'room.archive'> = (_core, caller, { room: id, afterDays }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'archive')
    await rooms.change(tx, id, { archiveDays: afterDays })
    return quietly({})
  })

function storageOf(kinds: readonly files.OfKind[], mostBytes: number, mostCount: number): Storage {
  const sum = (what: 'bytes' | 'count') => kinds.reduce((all, kind) => all + kind[what], 0)
  return { bytes: sum('bytes'), count: sum('count'), mostBytes, mostCount, kinds: [...kinds] }
}
