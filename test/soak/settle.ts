// People and rooms for a soak: everybody in the lobby and in two or three groups of a dozen.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Chance } from '../crash/chance.ts'
import { join } from '../harness/cast.ts'
import type { Server } from '../harness/server.ts'
import { connect, type Wire } from '../harness/wire.ts'

export type Resident = {
  readonly name: string
  readonly id: UserId
  readonly token: string
  /** The lobby first. */
  readonly rooms: readonly RoomId[]
}
export type Settled = { readonly people: readonly Resident[]; readonly rooms: readonly RoomId[] }

/** With a password: the others come as guests, for each password costs half a second of two cores. */
const ACCOUNTS = 8
const GROUP = 12

type Newcomer = { readonly name: string; readonly id: UserId; readonly token: string; readonly rooms: RoomId[] }

export async function settle(server: Server, count: number, chance: Chance): Promise<Settled> {
  const people: Newcomer[] = []
  for (let at = 0; at < count; at++) people.push(await arrive(server, at))
  const [first] = people
  if (first === undefined) throw new Error('nobody came')
  const rooms: RoomId[] = []
  const groups = Math.max(2, Math.ceil(count / 5))
  for (let group = 0; group < groups; group++) {
    const members = membersOf(people, group, groups, chance)
    const room = await found(server, members, `Room ${group}`)
    for (const member of members) member.rooms.push(room)
    rooms.push(room)
  }
  return { people, rooms: [...first.rooms.slice(0, 1), ...rooms] }
}

/** Everybody is in one at least. */
function membersOf(people: readonly Newcomer[], group: number, groups: number, chance: Chance): readonly Newcomer[] {
  const always = people.filter((_, at) => at % groups === group)
  const more = Array.from({ length: GROUP - always.length }, () => chance.pick(people))
  return [...new Set([...always, ...more.filter((one) => one !== undefined)])]
}

async function arrive(server: Server, at: number): Promise<Newcomer> {
  const name = `${at < ACCOUNTS ? 'person' : 'guest'}-${at}`
  if (at < ACCOUNTS) {
    const { wire, user, token, lobby } = await join(server, name)
    await wire.close()
    return { name, id: user.id, token, rooms: [lobby] }
  }
  await using wire = await connect(server)
  const { user, token = '' } = await wire.ask('guest.enter', { name })
  const { rooms } = await wire.ask('session.resume', { token })
  return { name, id: user.id, token, rooms: rooms.flatMap(({ id, kind }) => (kind === 'lobby' ? [id] : [])) }
}

async function found(server: Server, members: readonly Newcomer[], name: string): Promise<RoomId> {
  const [host, ...others] = members
  if (host === undefined) throw new Error(`${name} would be empty`)
  await using wire: Wire = await connect(server)
  await wire.ask('session.resume', { token: host.token })
  const { room } = await wire.ask('room.create', { kind: 'group', name, members: others.map(({ id }) => id) })
  return room.id
}
