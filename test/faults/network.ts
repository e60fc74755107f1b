// Weather for the fault proxy, and people who talk in it: what it does to each connection follows from a seed.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type Chance, createChance } from '../crash/chance.ts'
import { firstLife, roomy, wholeRoom } from '../crash/run.ts'
import { comeBack } from '../harness/cast.ts'
import type { Delivery, FinalRoom, Op, Record, Reset } from '../harness/checker.ts'
import { createMember, type Member, settleIn } from '../harness/member.ts'
import { type Proxy, startProxy, type Way, type Weather } from '../harness/proxy.ts'
import { startServer } from '../harness/server.ts'
import { everybodySettled } from '../harness/settled.ts'
import { until } from '../harness/until.ts'

export type Storm = {
  readonly record: Record
  /** What each still shows when all is well again, beside what the server holds: clients that differ. */
  readonly apart: readonly string[]
  readonly connections: number
}
export type StormGiven = {
  readonly data: string
  readonly seed: number
  /** Turns in which everybody does something. */
  readonly turns: number
  /** Lines go silent, too, and nobody says so: who sits there finds out after half a minute. Else that happens to all once, and they are told. */
  readonly patient: boolean
}

/** One connection's luck: most get through the greeting, and many break later, in the middle of whatever. */
function weatherOf(chance: Chance, patient: boolean): Weather {
  const bytes = (): number => (chance.next() < 0.3 ? chance.between(1, 2500) : chance.between(2500, 30_000))
  const ways: readonly (() => Way)[] = [
    () => ({}),
    () => ({ delayMs: chance.between(1, 40) }),
    () => ({ pieceBytes: chance.between(1, 400) }),
    () => ({ bytesPerSecond: chance.between(20_000, 200_000), pieceBytes: 1000 }),
    () => ({ after: { bytes: bytes(), then: 'break' } }),
    () => ({ after: { bytes: bytes(), then: 'break' }, pieceBytes: chance.between(50, 500) }),
    ...(patient ? [(): Way => ({ after: { bytes: bytes(), then: 'swallow' } })] : []),
  ]
  return { up: chance.pick(ways)?.() ?? {}, down: chance.pick(ways)?.() ?? {} }
}

/** People talk through a proxy in bad weather; then it clears, and everything is compared. */
export async function storm(given: StormGiven): Promise<Storm> {
  const chance = createChance(given.seed)
  const options = { data: given.data, env: roomy }
  const { people, rooms } = await firstLife(options)
  await using server = await startServer(options)
  await using proxy = await startProxy(server.run.httpsPort)
  const notes: { ops: Op[]; heard: (Delivery | Reset)[] } = { ops: [], heard: [] }
  proxy.weather(() => weatherOf(chance, given.patient))
  const members = people.map(({ name, user, token }, at) => {
    const own = createChance(given.seed + 1 + at)
    return createMember({ client: name, person: user.id, token, port: () => proxy.port, ca: server.ca, notes, chance: own.next })
  })
  try {
    const talking = members.map((member, at) => talk(member, rooms, createChance(given.seed + 100 + at), given))
    if (!given.patient) await pullCable(proxy, members, notes.ops)
    await Promise.all(talking)
    await clear(proxy, members)
    const back = await Promise.all(people.map(({ name, token }) => comeBack(server, name, token)))
    const [ada] = back
    if (!ada) throw new Error('nobody came back')
    const final: FinalRoom[] = []
    for (const room of rooms) final.push(await wholeRoom(server, ada, back, room))
    const apart = members.flatMap((member) => final.flatMap((room) => differs(member, room)))
    return { record: { ...notes, final }, apart, connections: proxy.seen }
  } finally {
    for (const member of members) member.close()
  }
}

/** In the middle of their talk nothing passes any more; then the phone says that the network is another one. */
async function pullCable(proxy: Proxy, members: readonly Member[], ops: readonly Op[]): Promise<void> {
  await until('some talk', () => ops.length > 40, { within: 60_000, seen: () => ops.length })
  proxy.silenceAll()
  for (const { client } of members) client.moved()
}

async function talk(member: Member, rooms: readonly RoomId[], chance: Chance, { turns }: StormGiven): Promise<void> {
  const { client, name, drop } = member
  await settleIn(member, rooms)
  for (let turn = 0; turn < turns; turn++) {
    const room = chance.pick(rooms)
    if (room === undefined) return
    const mine = client.state.timelines.get(room)?.messages.filter(({ author, text }) => author === client.state.me?.id && text !== null)
    const message = chance.pick(mine ?? [])
    const dice = chance.next()
    if (dice < 0.1 && message) await edited(client.ask('message.edit', { room, id: message.id, text: `${name} means ${turn}` }))
    else if (dice < 0.14 && message) await edited(client.ask('message.delete', { room, id: message.id }))
    else if (dice < 0.2) client.read(room, client.state.rooms.get(room)?.seq ?? 0)
    else if (dice < 0.24) drop()
    else client.send(room, `${name} says ${turn}`)
    await new Promise((next) => setTimeout(next, chance.between(0, 60)))
  }
}

/** Two changes of one message are one after the other: else nobody could say which was the last. */
const edited = (asking: Promise<unknown>): Promise<unknown> => asking.catch(() => undefined)

async function clear(proxy: Proxy, members: readonly Member[]): Promise<void> {
  proxy.weather(() => ({}))
  for (const { client } of members) client.moved()
  await everybodySettled(members, 120_000)
}

/** What a member still holds of a room, against all that is kept of it; nothing is right. */
export function differs({ client: { state }, name }: Member, { room, seq, messages }: FinalRoom): string[] {
  const known = [...state.rooms.values()].find(({ id }) => id === room)
  const held = known && state.timelines.get(known.id)
  if (known?.seq !== seq) return [`${name} knows ${room} up to ${known?.seq}, the server has ${seq}`]
  if (held === undefined || held.hasNewer) return [`${name} does not hold the end of ${room}`]
  const first = held.messages[0]?.seq ?? 0
  const shown = held.messages.map(({ id, text }) => `${id} ${text}`)
  const kept = messages.filter((message) => !held.hasOlder || message.seq >= first).map(({ id, text }) => `${id} ${text}`)
  return JSON.stringify(shown) === JSON.stringify(kept)
    ? []
    : [`${name} shows ${shown.length} messages of ${room}, not the ${kept.length} kept`]
}
