// What people do with messages, so that all of it stands in an export.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { type createCast, say, type World } from '#core/testing/world.ts'

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
  await world.do(ada, 'message.unpin', { room: workshop.id, id: second })
}
