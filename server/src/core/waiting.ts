// Who is to wait before they are let in, and who is told that somebody does.
import type { Registration } from '@hearth/protocol/admin-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { MOST_PENDING } from '@hearth/protocol/pending-commands.ts'
import type { InviteRow } from '#store/invites.ts'
import type { Tx } from '#store/open.ts'
import type { Pending } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'

/** So many wait: told to moderators. */
export async function waiting(tx: Tx): Promise<Telling> {
  const how = { event: 'pending.changed', with: { waiting: await users.countWaiting(tx) } } as const
  return tell(how, { to: 'users', users: await users.staffIds(tx) })
}

type Way = Pick<InviteRow, 'room' | 'role' | 'by' | 'opens' | 'asks'>

/**
 * Does somebody who makes an account by this way wait first? An invitation of an admin says so itself; whoever has none, or one into a room
 * alone, waits where accounts are made with approval. Throws too_many_waiting.
 */
export async function pendingBy(
  core: Pick<Core, 'now'>,
  tx: Tx,
  registration: Registration,
  way: Way | undefined,
): Promise<Pending | undefined> {
  const waits = way?.opens ? way.asks : registration === 'approval'
  if (!waits) return undefined
  if ((await users.countWaiting(tx)) >= MOST_PENDING) throw new ChatError('too_many_waiting')
  return {
    at: core.now(),
    ...(way?.by ? { by: way.by } : {}),
    ...(way?.room ? { room: way.room, role: way.role } : {}),
    // A room's own invitation that asks means its admins; they are asked once the house is open.
    ...(way?.room && way.asks && !way.opens ? { asks: true as const } : {}),
  }
}
