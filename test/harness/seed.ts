// bin/seed: fills a running server with the cast and believable talk. Twice is once.
import { parseArgs } from 'node:util'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { clientId, password } from './cast.ts'
import { findRunning } from './running.ts'
import { talk } from './talk.ts'
import { connect, Refused, type Wire } from './wire.ts'

type Somebody = { readonly wire: Wire; readonly id: UserId; readonly token: string }

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const server = findRunning(values.data)
const cast = new Map<string, Somebody>()
for (const { name, displayName, status, colour } of talk.people) cast.set(name, await arrive(name, displayName, status, colour))
const rooms = await createRooms()
if (rooms.size > 0) await converse(rooms)
for (const { wire } of cast.values()) await wire.close()
console.log(`${rooms.size > 0 ? 'Seeded' : 'Already seeded'}: ${[...cast.keys()].join(', ')}; everybody's password is "${password}".`)

function person(name: string): Somebody {
  const somebody = cast.get(name)
  if (!somebody) throw new Error(`${name} is not in the cast`)
  return somebody
}

async function arrive(name: string, displayName: string, status: string, colour: number): Promise<Somebody> {
  const wire = await connect(server)
  const { user, token = '' } = await wire.ask('account.register', { name, password, displayName }).catch((cause: unknown) => {
    if (cause instanceof Refused && cause.code === 'name_taken') return wire.ask('session.open', { name, password })
    throw cause
  })
  await wire.ask('session.resume', { token })
  await wire.ask('account.change', { status, colour })
  return { wire, id: user.id, token }
}

/** The rooms by name; none where they are there already. */
async function createRooms(): Promise<Map<string, RoomId>> {
  const ada = person('ada')
  const { rooms: there } = await ada.wire.ask('room.list', {})
  const made = new Map<string, RoomId>()
  if (there.some(({ name }) => name === talk.rooms[0]?.name)) return made
  for (const lobby of there.filter(({ kind }) => kind === 'lobby')) made.set('Lobby', lobby.id)
  for (const { kind, name, topic, members } of talk.rooms) {
    const { room } = await ada.wire.ask('room.create', {
      kind,
      name,
      topic,
      public: kind === 'group',
      members: members.map((member) => person(member).id),
    })
    made.set(name, room.id)
  }
  const { room } = await ada.wire.ask('room.direct', { user: person('bo').id })
  return made.set('ada and bo', room.id)
}

async function converse(made: ReadonlyMap<string, RoomId>): Promise<void> {
  for (const { in: where, lines } of talk.lines) {
    const room = made.get(where)
    if (room === undefined) throw new Error(`there is no room ${where}`)
    const said: { readonly id: MessageId }[] = []
    for (const { by, says, to, likes } of lines) {
      const message = await speak(person(by).wire, room, says, to === undefined ? undefined : said[to]?.id)
      said.push(message)
      for (const [who, emoji] of likes ?? []) await person(who).wire.ask('message.react', { room, id: message.id, emoji })
    }
  }
}

function speak(wire: Wire, room: RoomId, text: string, replyTo: MessageId | undefined): Promise<{ id: MessageId }> {
  return wire.ask('message.send', { room, text, clientId: clientId(), ...(replyTo === undefined ? {} : { replyTo }) })
}
