// When all is well again: everybody has said everything and heard everything, and looks at the end of every room.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Member } from './member.ts'
import { until } from './until.ts'

/**
 * Waits until everybody is back. Who sits at a line that went silent without a word finds out after half a minute, so that to be connected is not enough:
 * each must know as much of every room as whoever knows most.
 * @param within in milliseconds
 */
export async function everybodySettled(members: readonly Member[], within: number): Promise<void> {
  const seqOf = (room: RoomId, { client: { state } }: Member): number => state.rooms.get(room)?.seq ?? 0
  const hasHeard = (member: Member): boolean =>
    [...member.client.state.rooms.values()].every(({ id, seq }) => seq >= Math.max(...members.map((other) => seqOf(id, other))))
  const isDone = ({ client: { state } }: Member): boolean =>
    state.connection.is === 'open' && state.me !== null && state.behind.size === 0 && state.outbox.every((one) => one.state === 'failed')
  const isSettled = (member: Member): boolean => isDone(member) && hasHeard(member)
  await until('everybody to be back, and to have said and heard everything', () => members.every(isSettled), {
    ...{ within, every: 200 },
    seen: () => members.filter((one) => !isSettled(one)).map(({ name, client: { state } }) => [name, state.connection, state.outbox]),
  })
  // Who was away for long stands where they had read, as a page does.
  for (const { client, name } of members) {
    const holds = (room: RoomId): boolean => client.state.timelines.get(room)?.hasNewer === false
    for (const room of client.state.rooms.keys())
      await until(`${name} to hold the end`, async () => (await client.jump(room, 'latest'), holds(room)), {
        ...{ within: 60_000, every: 200 },
        seen: () => [
          room,
          client.state.connection,
          client.state.rooms.get(room)?.seq,
          client.state.timelines.get(room)?.messages.at(-1)?.seq,
        ],
      })
  }
}
