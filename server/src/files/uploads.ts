// An upload from its announcement to the whole file. It stands where the disk says it stands: nothing else remembers an offset.
//
//   begin ── row, nothing on the disk
//   take ─── bytes behind those that are there, on the disk before it is answered; any number of times, after any crash
//   whole ── hash, look, link the bytes under their hash, sync, commit the row, drop the upload's own name
//
// A crash between two of these leaves an upload that goes on, or bytes that nobody refers to, which the sweep takes away.
import type { Readable } from 'node:stream'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import { UPLOAD_HOURS } from '@hearth/protocol/limits.ts'
import type { Core } from '#core/context.ts'
import { safeName } from '#core/file-name.ts'
import * as rules from '#core/files.ts'
import { checkMayAsk } from '#core/may-ask.ts'
import type { Member } from '#core/outcome.ts'
import { noting } from '#core/refused.ts'
import { checkStillIn } from '#core/signin.ts'
import * as rows from '#store/files.ts'
import type { Checks } from './checks.ts'
import type { Disk } from './disk.ts'
import type { Hashing } from './hashing.ts'
import { type Checksum, takeIn } from './intake.ts'
import { kindOf } from './kinds.ts'
import type { Space } from './space.ts'
import type { Studio } from './studio.ts'
import type { Turns } from './turns.ts'

export type Announced = rules.Announced
export type Standing = {
  readonly id: FileId
  readonly offset: number
  readonly size: number
  /** When it is forgotten, if nothing more comes. */
  readonly until: number
  readonly isWhole: boolean
}
export type Arriving = {
  readonly offset: number
  readonly bytes: Readable
  readonly length?: number | undefined
  readonly checksum?: Checksum | undefined
  /** Told of each piece that is on the disk: its memory is no longer needed here. */
  readonly spent?: (piece: Uint8Array) => void
}

export type Uploads = {
  begin(caller: Member, announced: Announced): Promise<Standing>
  /** Where it stands. One that has all its bytes is made whole. */
  stand(caller: Member, id: FileId): Promise<Standing>
  /** Takes bytes in, after those that are still coming in for the same upload over an older connection, if it still lives. */
  take(caller: Member, id: FileId, arriving: Arriving): Promise<Standing>
  cancel(caller: Member, id: FileId): Promise<void>
}

export type UploadsGiven = {
  readonly core: Core
  readonly disk: Disk
  readonly hashing: Hashing
  readonly studio: Studio
  readonly space: Space
  readonly inTurn: Turns
  readonly checks: Checks
  /** Content that was damaged or lost is there again, for everybody who keeps it. */
  readonly mended: (hash: string) => Promise<void>
}

/** `at`: when something came. */
type Taking = { readonly user: string; readonly bytes: Readable; at: number }

const HOUR_MS = 3_600_000
/** Uploads that take bytes in at the same time. */
const MOST_OF_ONE_PERSON = 8
const MOST_IN_ALL = 256
const COME_BACK_MS = 1000
/** What a whole file may be refused for, when it is known what it is. */
const FINAL: ReadonlySet<string> = new Set(['file_kind_refused', 'file_too_large', 'room_files_full'])
/** Who brings nothing for so long, while another asks for the same upload, has gone. */
const QUIET_MS = 1000

export function createUploads({ core, disk, hashing, studio, space, inTurn, checks, mended }: UploadsGiven): Uploads {
  /** Whose bytes come in just now. */
  const taking = new Map<FileId, Taking>()

  const rowOf = (caller: Member, id: FileId) => core.store.read((tx) => rules.checkOwn(tx, caller, id))
  const standing = (row: rules.FileRow, offset: number): Standing => {
    return { id: row.id, offset, size: row.size, until: row.at + UPLOAD_HOURS * HOUR_MS, isWhole: row.hash !== null }
  }

  /**
   * Alone with an upload of one's own. Whoever is still at it is waited for as long as something comes: two pages that send the same
   * file would otherwise cut each other off for ever. A connection that brings nothing more has ended without a word, and is cut off.
   */
  async function alone<T>(caller: Member, id: FileId, work: () => Promise<T>): Promise<T> {
    checkMayAsk(core, caller, 'file.bring')
    await rowOf(caller, id)
    const watch = setInterval(() => {
      const other = taking.get(id)
      // What has come and waits for a slow disk is no silence.
      const isQuiet = other !== undefined && other.bytes.readableLength === 0 && performance.now() > other.at + QUIET_MS
      if (isQuiet) other.bytes.destroy(new ChatError('upload_offset'))
    }, QUIET_MS / 4)
    return inTurn(id, () => {
      clearInterval(watch)
      return work()
    })
  }

  async function stand(caller: Member, id: FileId): Promise<Standing> {
    const row = await rowOf(caller, id)
    if (row.hash !== null) return standing(row, row.size)
    const offset = await disk.arrived(id)
    return offset === row.size ? standing(await finish(caller, row), row.size) : standing(row, offset)
  }

  async function take(caller: Member, id: FileId, { length, ...arriving }: Arriving): Promise<Standing> {
    const { offset } = arriving
    const row = await rules.goOn(core, await rowOf(caller, id))
    if (row.hash !== null && offset === row.size) return standing(row, row.size)
    if (row.hash !== null || offset !== (await disk.arrived(id))) throw new ChatError('upload_offset')
    if (length !== undefined && offset + length > row.size) throw new ChatError('file_too_large')
    await space.check(length ?? 0)
    const upTo = await receive(caller, id, arriving, row.size)
    return upTo === row.size ? standing(await finish(caller, row), upTo) : standing(row, upTo)
  }

  async function receive(caller: Member, id: FileId, arriving: Omit<Arriving, 'length'>, end: number): Promise<number> {
    const own = [...taking.values()].filter(({ user }) => user === caller.user).length
    if (own >= MOST_OF_ONE_PERSON || taking.size >= MOST_IN_ALL) throw new ChatError('slow_down', { retryAfterMs: COME_BACK_MS })
    const mine: Taking = { user: caller.user, bytes: arriving.bytes, at: performance.now() }
    taking.set(id, mine)
    try {
      await using file = await disk.openPartial(id)
      const came = () => void (mine.at = performance.now())
      const written = (upTo: number, pieces?: readonly Uint8Array[]) => {
        came()
        hashing.feed(disk.partial(id), upTo, pieces)
      }
      return await takeIn(file, { ...arriving, end, space, came, written })
    } finally {
      taking.delete(id)
    }
  }

  async function finish(caller: Member, row: rules.FileRow): Promise<rules.FileRow> {
    const { id, size } = row
    const path = disk.partial(id)
    if (size === 0) await (await disk.openPartial(id)).close()
    const [first, { isChanged, ...seen }] = await Promise.all([hashing.digest(path, size), studio.look(path)])
    // The sender's sums were compared before; from here on it is what it is without where it was taken.
    const hash = isChanged ? await hashing.digest(path, size) : first
    const content = { ...seen, hash, size, kind: kindOf(seen.type) }
    try {
      rules.checkKind(core.settings.limits, content.kind, size)
      return await inTurn(hash, () => keep(caller, id, content))
    } catch (refusal) {
      // Whatever comes of it later, this file does not: nobody is to send it again and again.
      if (refusal instanceof ChatError && FINAL.has(refusal.code)) await forget(caller, id)
      throw refusal
    }
  }

  /** In turn with whoever brings or forgets the same bytes. Those that are there already are taken only when they are still what they were. */
  async function keep(caller: Member, id: FileId, content: rows.Content): Promise<rules.FileRow> {
    const { hash, size } = content
    const isThere = await checks.isSound(hash)
    const isCounted = (await core.store.read((tx) => rows.knownBlobs(tx, [hash]))).has(hash)
    // Others may have become whole since this one began.
    if (!isCounted) space.checkKept(size)
    if (!isThere) await disk.keep(id, hash)
    const whole = await core.store
      .write(async (tx) => {
        checkStillIn(core, caller)
        return rules.complete(core, tx, caller, id, content)
      })
      .catch(async (refusal: unknown) => {
        const isOurs = !isThere && !isCounted && refusal instanceof ChatError && FINAL.has(refusal.code)
        if (isOurs) await disk.dropBlob(hash)
        throw refusal
      })
    if (!isCounted) space.kept(size)
    await disk.dropPartial(id)
    if (!isThere) await checks.wasSound(hash)
    if (!isThere && isCounted) await mended(hash)
    return whole
  }

  async function forget(caller: Member, id: FileId): Promise<void> {
    await core.store.write((tx) => rules.cancel(tx, caller, id))
    hashing.forget(disk.partial(id))
    await disk.dropPartial(id)
  }

  async function begin(caller: Member, announced: Announced): Promise<Standing> {
    checkMayAsk(core, caller, 'file.bring')
    await space.check(announced.size)
    const named = { ...announced, name: safeName(announced.name) }
    const row = await core.store.write(async (tx) => {
      checkStillIn(core, caller)
      return rules.begin(core, tx, caller, named)
    })
    return row.size === 0 ? standing(await finish(caller, row), 0) : standing(row, 0)
  }

  const noted = (caller: Member, work: () => Promise<Standing>) => noting(core, caller, 'file.bring', work)
  return {
    begin: (caller, announced) => noted(caller, () => begin(caller, announced)),
    stand: (caller, id) => noted(caller, () => alone(caller, id, () => stand(caller, id))),
    take: (caller, id, arriving) => noted(caller, () => alone(caller, id, () => take(caller, id, arriving))),
    cancel: (caller, id) => alone(caller, id, () => forget(caller, id)),
  }
}
