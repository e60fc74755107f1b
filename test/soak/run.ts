// A soak: many people through the client library, for an hour, on one server's data, whose process is killed again and again; then everything is compared.
import { type Chance, createChance } from '../crash/chance.ts'
import { checkFile, roomy, wholeRoom } from '../crash/run.ts'
import { differs } from '../faults/network.ts'
import { comeBack } from '../harness/cast.ts'
import { check, type FinalRoom, type Op } from '../harness/checker.ts'
import { createMember, type Member } from '../harness/member.ts'
import { type Server, startServer } from '../harness/server.ts'
import { everybodySettled } from '../harness/settled.ts'
import { createSender, fetchedHash } from '../harness/upload.ts'
import { createHeard, type Heard } from './heard.ts'
import { judgeMemory, type Verdict, watchMemory } from './memory.ts'
import { type Counts, live, type SentFile } from './person.ts'
import { type Settled, settle } from './settle.ts'

export type SoakGiven = {
  readonly data: string
  readonly minutes: number
  readonly people: number
  readonly seed: number
  /** Milliseconds between two deeds of one person, about. */
  readonly paceMs: number
  readonly tell: (line: string) => void
}
export type Soak = {
  readonly seed: number
  readonly kills: number
  readonly storms: number
  readonly counts: Counts
  readonly ops: readonly Op[]
  readonly heard: number
  readonly entries: number
  readonly files: number
  readonly connections: number
  readonly slowestStart: number
  readonly memory: Verdict
  /** Why lines ended, as whoever sat at them was told, and how often. */
  readonly ends: ReadonlyMap<string, number>
  /** How long it took, when all was well again, until everybody held the end of every room (milliseconds). */
  readonly settledIn: number
  /** Everything that is wrong, one sentence each. */
  readonly wrong: readonly string[]
}

type World = {
  server: Server
  readonly starts: number[]
  readonly ops: Op[]
  readonly heard: Heard
  readonly files: SentFile[]
  readonly counts: Counts
  readonly blame: string[]
}

/** Small, so that who stops reading is cut off; the rest is what everybody has. */
const limits = { HEARTH_LIMITS_OUTBOX_BYTES: '65536', HEARTH_LIMITS_FREE_BYTES: '1048576' }
const OURS = 'for a reason that is ours'

export async function soak(given: SoakGiven): Promise<Soak> {
  const { data, seed, people, minutes, tell } = given
  const chance = createChance(seed)
  const start = (env: Record<string, string> = limits): Promise<Server> => startServer({ data, flags: ['--plain-port', '0'], env })
  const server = await start()
  const world: World = {
    ...{ server, starts: [], ops: [], files: [], blame: [] },
    ...{ heard: createHeard(), counts: { stalls: 0, drops: 0, uploads: 0 } },
  }
  try {
    const settled = await settle(server, people, chance)
    tell(`${people} people in ${settled.rooms.length} rooms, seed ${seed}, ${minutes} minutes`)
    const members = settled.people.map((person, at) => enter(world, person, at, seed))
    let over = false
    const lives = members.map((member, at) => liveIn(world, given, member, settled, at, () => over))
    const end = performance.now() + minutes * 60_000
    const kills = await stormy(world, start, chance, end - (minutes * 60_000) / 2, given)
    const { storms, memory } = await calm(world, members, end, given)
    over = true
    await Promise.all(lives)
    const { final, settledIn } = await compare(world, settled, members, () => start({ ...limits, ...roomy }))
    return {
      ...{ seed, kills, storms, memory, counts: world.counts, ops: world.ops, heard: world.heard.count, wrong: world.blame },
      entries: final.reduce((sum, { seq }) => sum + seq, 0),
      files: world.files.length,
      connections: members.reduce((sum, { connected }) => sum + connected, 0),
      slowestStart: Math.round(Math.max(0, ...world.starts)),
      ends: countOf(members.flatMap(({ ends }) => ends)),
      settledIn,
    }
  } finally {
    await world.server[Symbol.asyncDispose]()
  }
}

function enter(world: World, person: Settled['people'][number], at: number, seed: number): Member {
  return createMember({
    ...{ client: person.name, person: person.id, token: person.token, notes: world, ca: world.server.ca },
    port: () => world.server.run.httpsPort,
    chance: createChance(seed + 10_000 + at).next,
    // As many addresses as a household has rooms: one for ten people.
    from: `127.0.1.${1 + Math.floor(at / 10)}`,
  })
}

function liveIn(
  world: World,
  { seed, paceMs }: SoakGiven,
  member: Member,
  { people }: Settled,
  at: number,
  isOver: () => boolean,
): Promise<void> {
  const person = people[at]
  if (person === undefined) throw new Error(`there is nobody at ${at}`)
  const sender = createSender(() => world.server.run.plainPort ?? 0, person.token)
  const { files, counts } = world
  return live({ member, sender, rooms: person.rooms, chance: createChance(seed + 20_000 + at), files, counts, paceMs, isOver })
}

/** The first half: the server is killed at moments nobody chose, and comes back on the same data. */
async function stormy(
  world: World,
  start: () => Promise<Server>,
  chance: Chance,
  until: number,
  { minutes, tell }: SoakGiven,
): Promise<number> {
  let kills = 0
  while (performance.now() < until) {
    await rest(Math.min(chance.between(4000 + minutes * 300, 12_000 + minutes * 1500), Math.max(0, until - performance.now())))
    await world.server.kill('SIGKILL')
    keepBlame(world)
    const began = performance.now()
    world.server = await start()
    world.starts.push(performance.now() - began)
    kills++
    tell(
      `killed ${kills} times, back after ${Math.round(world.starts.at(-1) ?? 0)} ms; ${world.ops.length} requests, ${world.heard.count} heard`,
    )
  }
  return kills
}

/** The second half: one life of the server, in which all lines break at once now and then. */
async function calm(
  world: World,
  members: readonly Member[],
  end: number,
  { tell }: SoakGiven,
): Promise<{ storms: number; memory: Verdict }> {
  const watch = watchMemory(world.server.run.pid)
  const third = (end - performance.now()) / 3
  let storms = 0
  while (performance.now() < end) {
    await rest(Math.min(third, Math.max(0, end - performance.now())))
    if (performance.now() >= end - 1000) break
    for (const member of members) member.drop()
    storms++
    tell(`every line broken at once; ${world.ops.length} requests, ${world.heard.count} heard`)
  }
  const memory = judgeMemory(watch.stop())
  if (memory.is === 'growing' || memory.is === 'too high') world.blame.push(`memory is ${memory.is}: ${JSON.stringify(memory)}`)
  return { storms, memory }
}

const rest = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

function keepBlame({ server, blame }: World): void {
  const lines = server.output().split('\n')
  blame.push(...lines.filter((line) => line.includes(OURS)).map((line) => `the log: ${line.slice(0, 300)}`))
}

/** Everybody says the last of it; then all that is kept is read, and held against what they did and heard. */
async function compare(
  world: World,
  { people, rooms }: Settled,
  members: readonly Member[],
  start: () => Promise<Server>,
): Promise<{ final: readonly FinalRoom[]; settledIn: number }> {
  const began = performance.now()
  await everybodySettled(members, 120_000)
  const settledIn = Math.round(performance.now() - began)
  for (const member of members) member.close()
  keepBlame(world)
  const ended = await world.server.stop()
  if (ended.code !== 0) world.blame.push(`the server did not stop as asked: ${JSON.stringify(ended)}`)
  world.blame.push(...checkFile(world.server.data))

  world.server = await start()
  const back = []
  for (const { name, token } of people) back.push(await comeBack(world.server, name, token))
  const final: FinalRoom[] = []
  for (const room of rooms) {
    const reader = back.find((person) => person.rooms.some(({ id }) => id === room))
    if (reader) final.push(await wholeRoom(world.server, reader, back, room))
  }
  world.blame.push(...check({ ops: world.ops, heard: world.heard.all(), final }).slice(0, 50))
  world.blame.push(...members.flatMap((member) => final.flatMap((room) => apart(member, room))).slice(0, 50))
  world.blame.push(...(await lostFiles(world, people, final)))
  return { final, settledIn }
}

const countOf = (words: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]))

/** Of the rooms somebody is in. */
const apart = (member: Member, room: FinalRoom): string[] =>
  [...member.client.state.rooms.keys()].some((id) => id === room.room) ? differs(member, room) : []

async function lostFiles({ files, server }: World, people: Settled['people'], final: readonly FinalRoom[]): Promise<string[]> {
  const said = new Map(final.flatMap(({ messages }) => messages.map((message) => [message.clientId, message] as const)))
  const wrong: string[] = []
  for (const { by, id, hash, clientId } of files) {
    const message = said.get(clientId)
    const token = people.find(({ name }) => name === by)?.token ?? ''
    if (message === undefined) wrong.push(`lost file: ${clientId} was posted and is not there`)
    if (message === undefined || message.text === null) continue
    const found = await fetchedHash(createSender(server.run.plainPort ?? 0, token), token, id).catch(String)
    if (found !== hash) wrong.push(`lost file: ${clientId} of ${by} has ${found}, not what was sent`)
  }
  return wrong
}
