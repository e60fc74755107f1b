// Who is to wait before they are let in, and who is told that somebody does.
//
// 1. The list is bounded, and so is the part that strangers from one address have of it.
// 2. Who comes when it is full is taken in all the same: of strangers from where most come, the first one goes. Who was invited stays.
import type { Registration } from '@hearth/protocol/admin-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { MOST_PENDING, MOST_PENDING_OF_ADDRESS } from '@hearth/protocol/pending-commands.ts'
import type { InviteRow } from '#store/invites.ts'
import type { Tx } from '#store/open.ts'
import type { Pending, UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { isThisMachine, networkOf, plainAddress } from './bans.ts'
import type { Core } from './context.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'

/** So many wait: told to moderators. */
export async function waiting(tx: Tx): Promise<Telling> {
  const how = { event: 'pending.changed', with: { waiting: await users.countWaiting(tx) } } as const
  return tell(how, { to: 'users', users: await users.staffIds(tx) })
}

type Way = Pick<InviteRow, 'room' | 'role' | 'by' | 'opens' | 'asks'>
type Asking = { readonly registration: Registration; readonly way: Way | undefined; readonly address: string }

/**
 * Does somebody who makes an account by this way wait first? An invitation of an admin says so itself; whoever has none, or one into a room
 * alone, waits where accounts are made with approval. Throws too_many_waiting, too_many_waiting_here.
 */
export async function pendingBy(core: Pick<Core, 'now'>, tx: Tx, { registration, way, address }: Asking): Promise<Pending | undefined> {
  const waits = way?.opens ? way.asks : registration === 'approval'
  if (!waits) return undefined
  const from = way === undefined ? { from: plainAddress(address) } : {}
  await checkPlace(tx, from.from)
  return {
    at: core.now(),
    ...from,
    ...(way?.by ? { by: way.by } : {}),
    ...(way?.room ? { room: way.room, role: way.role } : {}),
    // A room's own invitation that asks means its admins; they are asked once the house is open.
    ...(way?.room && way.asks && !way.opens ? { asks: true as const } : {}),
  }
}

async function checkPlace(tx: Tx, from: string | undefined): Promise<void> {
  const list = await users.waiting(tx, MOST_PENDING)
  const own = list.filter(({ pending }) => pending?.from === from)
  // Behind a reverse proxy nobody has told of, everybody comes from this machine.
  const isCounted = from !== undefined && !isThisMachine(from)
  if (isCounted && own.length >= MOST_PENDING_OF_ADDRESS) throw new ChatError('too_many_waiting_here')
  if (list.length >= MOST_PENDING && firstToGo(list, from) === undefined) throw new ChatError('too_many_waiting')
}

/** Where more wait than may, with the one who came just now: who goes. */
export async function goesFor(tx: Tx, newcomer: UserRow): Promise<UserRow | undefined> {
  const list = await users.waiting(tx, MOST_PENDING + 1)
  const others = list.filter(({ id }) => id !== newcomer.id)
  return list.length > MOST_PENDING ? firstToGo(others, newcomer.pending?.from) : undefined
}

/** Of those from where most strangers come, and from where the newcomer does where as many come from there, the longest waiting. */
function firstToGo(list: readonly UserRow[], from: string | undefined): UserRow | undefined {
  const placeOf = (address: string | undefined): string => (address === undefined ? '' : networkOf(address))
  const strangers = list.filter(({ pending }) => pending?.from !== undefined)
  const places = Map.groupBy(strangers, ({ pending }) => placeOf(pending?.from))
  const own = places.get(placeOf(from)) ?? []
  const [most = []] = [own, ...places.values()].toSorted((one, other) => other.length - one.length)
  // Who is alone from somewhere makes room for nobody.
  return most.length > 1 || most === own ? most[0] : undefined
}
