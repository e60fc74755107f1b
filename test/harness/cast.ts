// The one cast: Ada, Bo, Cy, Dee.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import type { Reachable } from './running.ts'
import { connect, type Wire } from './wire.ts'

export const password = 'three stones and a spark'

/** Somebody who is signed in. */
export type Person = {
  readonly name: string
  readonly wire: Wire
  readonly user: User
  readonly token: string
  readonly rooms: readonly Room[]
  readonly lobby: RoomId
}

/** Makes an account and signs in with it. */
export async function join(server: Reachable, name: string): Promise<Person> {
  const wire = await connect(server)
  const { token = '' } = await wire.ask('account.register', { name, password })
  return here(name, wire, token, await wire.ask('session.resume', { token }))
}

/** Signs in on one more connection with a token. */
export async function comeBack(
  server: Reachable,
  name: string,
  token: string,
  since: Readonly<Record<string, number>> = {},
): Promise<Person> {
  const wire = await connect(server)
  return here(name, wire, token, await wire.ask('session.resume', { token, since }))
}

function here(name: string, wire: Wire, token: string, { user, rooms }: Gives<'session.resume'>): Person {
  const lobby = rooms.find((room) => room.kind === 'lobby')
  if (!lobby) throw new Error(`${name} is not in the lobby`)
  return { name, wire, user, token, rooms, lobby: lobby.id }
}

let said = 0
/** A clientId never used before. */
export const clientId = (): string => `t${process.pid}-${said++}`

/** Says something and waits for the answer. */
export const say = (person: Person, room: RoomId, text: string): Promise<Gives<'message.send'>> =>
  person.wire.ask('message.send', { room, text, clientId: clientId() })
