// People who are only there through the protocol, to give those in the browser something to read.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { clientId, join, type Person } from '../harness/cast.ts'
import type { Server } from '../harness/server.ts'

/** Limits wide enough for somebody who says very much at once. */
export const wide = { HEARTH_LIMITS_FRAMES_PER_SECOND: '100000' }

/** Says so many numbered things, in order. */
export async function fill(
  person: Person,
  room: RoomId,
  count: number,
  words = (number: number): string => `line ${number}`,
): Promise<void> {
  for (let from = 0; from < count; from += 200) {
    const some = Array.from({ length: Math.min(200, count - from) }, (_, index) => from + index)
    await Promise.all(some.map((number) => person.wire.ask('message.send', { room, text: words(number), clientId: clientId() })))
  }
}

/** Somebody with a room of their own. */
export async function host(server: Server, name: string, room: string): Promise<{ person: Person; room: RoomId }> {
  const person = await join(server, name)
  const made = await person.wire.ask('room.create', { kind: 'group', name: room, public: true })
  return { person, room: made.room.id }
}
