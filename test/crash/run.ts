// A crash run: many lives of one server on the same data, each ended by kill -9 at a chosen or random moment, under load; then the record of it all.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { comeBack, type Person, join as register } from '../harness/cast.ts'
import { aboutOf, type FinalRoom, type Record } from '../harness/checker.ts'
import { type Server, type StartOptions, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { type Chance, createChance } from './chance.ts'
import { createTalker, type Notes, type Talker } from './talker.ts'

export type CrashRun = { readonly record: Record; readonly starts: readonly number[]; readonly integrity: readonly string[] }
type Given = {
  readonly data: string
  readonly points: number
  readonly seed: number
  readonly flags?: readonly string[]
  /** What the server is run under. */
  readonly under?: readonly string[]
  /** How a life ends, when its moment has come; without it, by `kill -9`. */
  readonly end?: (server: Server) => Promise<unknown>
  /** What the database says of its file; without it, SQLite's word. */
  readonly look?: () => readonly string[]
}

/** Wide limits: this is about keeping, not about pace. */
export const roomy = {
  HEARTH_LIMITS_FRAMES_PER_SECOND: '100000',
  HEARTH_LIMITS_RESUME_ENTRIES: '1000000',
  HEARTH_LIMITS_OUTBOX_BYTES: '268435456',
}

const killIt = (server: Server): Promise<unknown> => server.kill('SIGKILL')

export async function crashRun({ data, points, seed, flags = [], under = [], end = killIt, look }: Given): Promise<CrashRun> {
  const chance = createChance(seed)
  const notes: Notes = { ops: [], heard: [] }
  const options: StartOptions = { data, flags, env: roomy, ...(under.length > 0 && { under }) }
  const starts: number[] = []
  const integrity: string[] = []
  const lookAt = look ?? (() => (flags.includes('--database') ? [] : checkFile(data)))
  let moment: (what: string) => void = () => {}

  const { people, rooms } = await firstLife(options)
  const talkers = people.flatMap(({ name, user, token }, index) =>
    [1, 2].map((device) =>
      createTalker({
        client: `${name}-${device}`,
        person: user.id,
        token,
        rooms,
        chance: createChance(seed + index * 10 + device),
        notes,
        moment: (what) => moment(what),
        quiet: device === 2 && index > 1,
        emojis: device === 1 ? ['👍', '🔥'] : ['🎉'],
      }),
    ),
  )
  for (let point = 0; point < points; point++) {
    const began = performance.now()
    const server = await startServer(options)
    starts.push(performance.now() - began)
    await oneLife({ server, talkers, chance, end, watch: (next) => (moment = next) })
    if (point % 10 === 9) integrity.push(...lookAt())
  }
  moment = () => {}
  const final = await lastLife(options, people, rooms, talkers)
  integrity.push(...lookAt())
  return { record: { ...notes, final }, starts, integrity }
}

export async function firstLife(options: StartOptions): Promise<{ people: Person[]; rooms: RoomId[] }> {
  await using server = await startServer(options)
  const people: Person[] = []
  for (const name of ['ada', 'bo', 'cy', 'dee']) people.push(await register(server, name))
  const [ada, ...others] = people
  if (!ada) throw new Error('nobody is there')
  const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: others.map(({ user }) => user.id) })
  await Promise.all(people.map(({ wire }) => wire.close()))
  await server.stop()
  return { people, rooms: [room.id, ada.lobby] }
}

type Life = {
  readonly server: Server
  readonly talkers: readonly Talker[]
  readonly chance: Chance
  readonly end: (server: Server) => Promise<unknown>
  readonly watch: (moment: (what: string) => void) => void
}

/** Everybody talks; after so many moments of a kind, or so much time, it is over. */
async function oneLife({ server, talkers, chance, end, watch }: Life): Promise<void> {
  const kind = chance.pick(['time', 'sent', 'answered', 'resuming'])
  let left = kind === 'resuming' ? chance.between(1, talkers.length) : chance.between(1, 250)
  let dead = false
  const killed = new Promise<void>((resolve, reject) => {
    const kill = (): void => {
      if (dead) return
      dead = true
      end(server).then(() => resolve(), reject)
    }
    watch((what) => {
      if (what === kind && --left === 0) kill()
    })
    setTimeout(kill, kind === 'time' ? chance.between(5, 700) : 1500)
  })
  await Promise.all([killed, ...talkers.map((talker) => talker.live(server, () => dead))])
}

/** No more kills: what was unsure is said again, then everything is read. */
async function lastLife(
  options: StartOptions,
  people: readonly Person[],
  rooms: readonly RoomId[],
  talkers: readonly Talker[],
): Promise<FinalRoom[]> {
  await using server = await startServer(options)
  let rounds = 0
  await Promise.all(talkers.filter(({ client }) => client.endsWith('-1')).map((talker) => talker.live(server, () => ++rounds > 100)))
  const back = await Promise.all(people.map(({ name, token }) => comeBack(server, name, token)))
  const [ada] = back
  if (!ada) throw new Error('nobody came back')
  const final: FinalRoom[] = []
  for (const room of rooms) final.push(await wholeRoom(server, ada, back, room))
  await server.stop()
  return final
}

/** All that is kept of a room, by the word of its server. */
export async function wholeRoom(server: Server, ada: Person, people: readonly Person[], room: RoomId): Promise<FinalRoom> {
  const seats = people.flatMap(({ user, rooms }) =>
    rooms.filter(({ id }) => id === room).map(({ readSeq, unread }) => ({ person: user.id, readSeq, unread })),
  )
  const seq = ada.rooms.find(({ id }) => id === room)?.seq ?? 0
  const reader = await comeBack(server, 'reader', ada.token, { [room]: 0 })
  const entries = () => reader.wire.heard.filter((event) => event.room === room && event.seq !== undefined)
  await until(`the whole log up to ${seq}`, () => entries().some((event) => event.seq === seq), {
    within: 60_000,
    seen: () => entries().length,
  })
  const log = entries().map((event) => ({ seq: event.seq ?? 0, event: event.event, about: aboutOf(event) }))
  return { room, seq, log, messages: await wholeHistory(ada, room), seats }
}

async function wholeHistory({ wire }: Person, room: RoomId): Promise<FinalRoom['messages']> {
  const all: FinalRoom['messages'][number][] = []
  for (let after = 0; ; after = all.at(-1)?.seq ?? 0) {
    const { messages } = await wire.ask('room.history', { room, after, limit: 50 })
    if (messages.length === 0) return all
    all.push(...messages)
  }
}

/** SQLite's own word on its file, while nobody has it open. */
export function checkFile(data: string): string[] {
  using database = openReadOnly(join(data, 'hearth.db'))
  const rows = [...database.db.prepare('PRAGMA integrity_check').all(), ...database.db.prepare('PRAGMA foreign_key_check').all()]
  return rows.map((row) => JSON.stringify(row)).filter((row) => row !== '{"integrity_check":"ok"}')
}

/** Throws where there is no such file. */
function openReadOnly(path: string): Disposable & { readonly db: DatabaseSync } {
  const db = new DatabaseSync(path, { readOnly: true })
  return { db, [Symbol.dispose]: () => db.close() }
}
