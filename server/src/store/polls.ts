// What was chosen in polls, and how they stand. What each asks stands with its message.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { numbersIn } from './columns.ts'
import type { Tx } from './schema.ts'

export type Standing = { readonly counts: readonly number[]; readonly voters: number; readonly closedAt: number | null }
export type Vote = { readonly user: UserId; readonly choice: number; readonly at: number }

export async function begin(tx: Tx, room: RoomId, id: MessageId, options: number): Promise<void> {
  const counts = JSON.stringify(zeros(options))
  await tx.insertInto('polls').values({ message_id: id, room_id: room, counts, voters: 0, closed_at: null }).execute()
}

export async function of(tx: Tx, ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, Standing>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('polls').selectAll().where('message_id', 'in', ids).execute()
  // Row mapping: only `begin` and `count` write this column. Where it cannot be read, the votes themselves say how it stands.
  const read = rows.map((row) => ({ ...row, known: countsIn(row.counts) }))
  const lost = await votes(
    tx,
    read.filter(({ known }) => known === undefined).map((row) => row.message_id),
  )
  return new Map(
    read.map(({ message_id: id, known, voters, closed_at: closedAt }) => [
      id,
      known === undefined ? { ...recount(lost.get(id) ?? []), closedAt } : { counts: known, voters, closedAt },
    ]),
  )
}

/** Every poll has options. */
function countsIn(json: string): number[] | undefined {
  const counts = numbersIn(json)
  return counts?.length === 0 ? undefined : counts
}

/** Up to the last option that anybody chose. */
function recount(all: readonly Vote[]): Pick<Standing, 'counts' | 'voters'> {
  const counts = zeros(Math.max(0, ...all.map(({ choice }) => choice + 1)))
  for (const { choice } of all) counts[choice] = (counts[choice] ?? 0) + 1
  return { counts, voters: new Set(all.map(({ user }) => user)).size }
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0)

/** What somebody chose in these, in rising order. */
export async function ofVoter(tx: Tx, user: UserId, ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, readonly number[]>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('votes')
    .select(['message_id', 'choice'])
    .where('user_id', '=', user)
    .where('message_id', 'in', ids)
    .orderBy('choice')
    .execute()
  return new Map(
    Array.from(
      Map.groupBy(rows, (row) => row.message_id),
      ([id, list]) => [id, list.map(({ choice }) => choice)],
    ),
  )
}

/** In the order they chose. */
export async function votes(tx: Tx, ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, readonly Vote[]>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('votes')
    .selectAll()
    .where('message_id', 'in', ids)
    .orderBy('at')
    .orderBy('user_id')
    .orderBy('choice')
    .execute()
  return new Map(
    Array.from(
      Map.groupBy(rows, (row) => row.message_id),
      ([id, list]) => [id, list.map(({ user_id: user, choice, at }) => ({ user, choice, at }))],
    ),
  )
}

export type Chosen = {
  readonly room: RoomId
  readonly id: MessageId
  readonly user: UserId
  readonly choices: readonly number[]
  readonly at: number
  /** How many options there are: what could not be read is as long again. */
  readonly options?: number
}

/** In place of what they chose before; gives how the poll stands then. */
export async function choose(tx: Tx, { room, id, user, choices, at, options = 0 }: Chosen): Promise<Standing> {
  const before = (await of(tx, [id])).get(id)
  if (before === undefined) throw new Error(`${id} is no poll`)
  const old = (await ofVoter(tx, user, [id])).get(id) ?? []
  await tx.deleteFrom('votes').where('message_id', '=', id).where('user_id', '=', user).execute()
  for (const choice of choices) await tx.insertInto('votes').values({ message_id: id, user_id: user, choice, room_id: room, at }).execute()
  const length = Math.max(options, before.counts.length, ...choices.map((choice) => choice + 1))
  const counts = zeros(length).map(
    (_, option) => (before.counts[option] ?? 0) - (old.includes(option) ? 1 : 0) + (choices.includes(option) ? 1 : 0),
  )
  const voters = before.voters - (old.length > 0 ? 1 : 0) + (choices.length > 0 ? 1 : 0)
  await tx
    .updateTable('polls')
    .set({ counts: JSON.stringify(counts), voters })
    .where('message_id', '=', id)
    .execute()
  return { counts, voters, closedAt: before.closedAt }
}

export async function close(tx: Tx, id: MessageId, at: number): Promise<void> {
  await tx.updateTable('polls').set({ closed_at: at }).where('message_id', '=', id).where('closed_at', 'is', null).execute()
}
