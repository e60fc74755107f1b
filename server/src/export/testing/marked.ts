// What people do with messages, so that all of it stands in an export.
import type { CallId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { makeId, threadOfCall } from '@hearth/protocol/make-id.ts'
import { append } from '#core/log.ts'
import { type createCast, say, type World } from '#core/testing/world.ts'
import * as calls from '#store/calls.ts'
import type { Tx } from '#store/open.ts'

export async function mark(
  world: World,
  { ada, bo, lobby, workshop }: Awaited<ReturnType<typeof createCast>>,
  first: MessageId,
  second: MessageId,
): Promise<void> {
  for (const { id } of [{ id: first }, { id: second }]) await world.do(bo, 'message.pin', { room: workshop.id, id })
  await world.do(bo, 'message.send', { room: workshop.id, text: 'In a thread', clientId: 'threaded', thread: first, also: true })
  const poll = await world.do(ada, 'poll.create', { room: workshop.id, question: 'Tea?', options: ['Yes', 'No'], clientId: 'asked' })
  for (const who of [ada, bo]) await world.do(who, 'poll.vote', { room: workshop.id, id: poll.id, options: [0] })
  await world.do(ada, 'poll.close', { room: workshop.id, id: poll.id })
  const tea = await say(world, ada, workshop.id, 'There is tea.')
  await world.do(bo, 'message.forward', { room: lobby, from: workshop.id, id: tea.id, clientId: 'forwarded' })
  await world.do(bo, 'message.star', { room: workshop.id, id: first })
  const thread = threadOfCall(await called(world, workshop.id, [ada.id, bo.id]))
  await world.do(bo, 'message.send', { room: workshop.id, text: 'Beside a call', clientId: 'beside', thread })
  await world.do(ada, 'message.unpin', { room: workshop.id, id: second })
}

/** A call of the first of them. */
function called({ store }: World, room: RoomId, people: readonly [UserId, UserId]): Promise<CallId> {
  const [by] = people
  const id = makeId<CallId>(1_800_000_000_000, new Uint8Array(16).fill(7))
  return store.write(async (tx) => {
    const at = 1_800_000_000_000
    const { seq } = await append(tx, room, by, at, 'call.started', { call: id, by, at, video: false })
    await calls.add(tx, { id, room, seq, by, at, video: false, people: [...people], ended: null })
    await append(tx, room, by, at, 'call.ended', { call: id, by, at, why: 'ended', people: [...people] })
    await calls.end(tx, id, { at, why: 'ended', by })
    return id
  })
}

/** What of it stands in tables of its own. */
export const marksIn = async (tx: Tx) => ({
  pins: await tx.selectFrom('pins').selectAll().execute(),
  stars: await tx.selectFrom('stars').selectAll().execute(),
  calls: await tx.selectFrom('calls').selectAll().execute(),
  threads: await tx.selectFrom('threads').selectAll().orderBy('root_id').execute(),
  polls: await tx.selectFrom('polls').selectAll().execute(),
  votes: await tx.selectFrom('votes').selectAll().orderBy('user_id').execute(),
  hidden: await tx.selectFrom('reading_hidden').selectAll().execute(),
})
