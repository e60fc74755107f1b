// When files end. Clocks jump, above all on machines without the internet: a time is over only if the server has lived through it.
import { UPLOAD_HOURS } from '@hearth/protocol/limits.ts'
import { FileKind } from '@hearth/protocol/shapes.ts'
import * as rows from '#store/files.ts'
import type { Tx } from '#store/open.ts'
import type { Core } from './context.ts'
import { append, tellRoom } from './log.ts'
import type { Telling } from './outcome.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const KINDS: readonly FileKind[] = FileKind.anyOf.map(({ const: kind }) => kind)

/** So many of those whose time is over become cards that say so. `count` below `limit`: there are no more. */
export async function expireSome(core: Core, tx: Tx, limit: number): Promise<{ count: number; tellings: readonly Telling[] }> {
  const over = await overdue(core, tx, limit)
  const at = core.now()
  const tellings: Telling[] = []
  if (over.length > 0)
    await rows.expire(
      tx,
      over.map(({ id }) => id),
    )
  for (const { id: file, room, message: id, owner } of over) {
    if (room === null || id === null) continue
    tellings.push(tellRoom(await append(tx, room, owner, at, 'file.gone', { id, file, why: 'expired', at })))
  }
  return { count: over.length, tellings }
}

async function overdue(core: Core, tx: Tx, limit: number): Promise<rows.FileRow[]> {
  const { limits } = core.settings
  const now = core.now()
  const over = await rows.overdueInRooms(tx, now, limit)
  for (const kind of KINDS) {
    const days = [limits.fileDays, limits[`${kind}Days`]].filter((each) => each > 0)
    if (days.length === 0 || over.length >= limit) continue
    const found = await rows.sentBefore(tx, kind, now - Math.min(...days) * DAY_MS, limit)
    over.push(...found.filter(({ id }) => over.every((other) => other.id !== id)))
  }
  return over.slice(0, limit)
}

/** Forgets so many uploads that nobody went on with, or sent. Gives them. */
export async function dropUnsent(core: Core, tx: Tx, limit: number): Promise<rows.FileRow[]> {
  const over = await rows.unsentBefore(tx, core.now() - UPLOAD_HOURS * HOUR_MS, limit)
  await rows.remove(
    tx,
    over.map(({ id }) => id),
  )
  return over
}
