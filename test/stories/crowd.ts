// People who are only there through the protocol, to give those in the browser something to read.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
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

const settings = '```\nspeed  18\npower  62\nthe last line is a very long one, longer than a phone is wide: passes=2 focus=-1.5 air=on\n```'
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** Things that are hard to draw: long words and names, code, answers, many reactions, big emoji, what is deleted and edited. */
export async function furnish(person: Person, other: Person, room: RoomId): Promise<void> {
  const { wire } = person
  const tell = (who: Person, text: string, replyTo?: MessageId) =>
    who.wire.ask('message.send', { room, text, clientId: clientId(), ...(replyTo ? { replyTo } : {}) })
  const first = await tell(
    person,
    'The **laser cutter** is free: `speed 18`, see https://house.lan/laser/with/a/long/way/to/it?and=more&than=enough, @Ada.',
  )
  await tell(other, `On my way with the ${long}.`, first.id)
  const code = await tell(person, `The settings:\n${settings}`)
  for (const emoji of ['👍', '🎉', '❤️', '🔥', '🙏', '😀', '🚀', '🪵']) await wire.ask('message.react', { room, id: code.id, emoji })
  await other.wire.ask('message.react', { room, id: code.id, emoji: '👍' })
  await tell(other, '🎉🔥')
  await tell(person, '> said before\n\n1. one\n2. two\n\n- a list\n- of things', code.id)
  const wrong = await tell(other, 'wrogn')
  await other.wire.ask('message.edit', { room, id: wrong.id, text: 'wrong, mended' })
  const gone = await tell(other, 'not for you')
  await other.wire.ask('message.delete', { room, id: gone.id })
  await tell(
    person,
    'Anybody for @Ada’s talk? It says a little more than one line, so that it has to be broken somewhere, on a desktop as well.',
  )
}

/** Somebody with a room of their own. */
export async function host(server: Server, name: string, room: string): Promise<{ person: Person; room: RoomId }> {
  const person = await join(server, name)
  const made = await person.wire.ask('room.create', { kind: 'group', name: room, public: true })
  return { person, room: made.room.id }
}
