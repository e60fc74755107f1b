// Calls with synthetic people (real ICE, DTLS and SRTP): what an engine forwards, what that takes, and how long it takes to be heard and seen.
// The people are in this process, on the second core; the server and its engine have the first. Both engines, one after the other.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type Caller, caller, engineOf } from '#harness/calling.ts'
import { memoryOf } from '#harness/raw.ts'
import { root, type Server, startServer } from '#harness/server.ts'
import { until } from '#harness/until.ts'
import { measureCallPage, type PageMeasured } from './call-page.ts'
import { cpuOf } from './load/party.ts'
import { megabytes, middle, onServerCore } from './measure.ts'

export type CallMeasured = {
  readonly people: number
  /** Packets that reached somebody, in a second. */
  readonly packetsPerSecond: number
  /** Milliseconds of the engine's CPU for a thousand of them. */
  readonly cpuPerThousandMs: number
  /** Of one core. */
  readonly cpuShare: number
  /** From sending to hearing, with both ends' own work in it. */
  readonly latencyP50Ms: number
  readonly latencyP95Ms: number
  /** What each but the first adds to the engine. */
  readonly memoryPerPersonKB: number
}
export type ComingMeasured = {
  /** From asking to join to the first packet of somebody who speaks, and of somebody's picture that needs none before it. */
  readonly heardP50Ms: number
  readonly heardP95Ms: number
  readonly seenP50Ms: number
  readonly seenP95Ms: number
  readonly joins: number
  readonly memoryAfterTenthMB: number
  readonly memoryAfterAllMB: number
}
export type EngineMeasured = ComingMeasured & {
  readonly engine: string
  readonly audio: readonly CallMeasured[]
  readonly video: CallMeasured
}
export type CallsMeasured = {
  readonly engines: readonly EngineMeasured[]
  /** Null where there is no browser. */
  readonly page: PageMeasured | null
}

const MEASURE_MS = 8000
const SETTLE_MS = 2000
const TALKERS = 8
const FRAMES_PER_SECOND = 15
/** Packets of one frame, by layer: some 150, 500 and 1,300 kilobits in a second. */
const LAYERS = [
  ['l', 180, 1],
  ['m', 360, 4],
  ['h', 720, 11],
] as const
/** Joins whose time is taken: one at a time. The others only come and go, several at once. */
const TIMED = 100
const AT_ONCE = 6

/** Mediasoup where it is installed. @param sizes of the calls with sound alone */
export async function measureCalls(joins: number, sizes: readonly number[] = [25, 100]): Promise<CallsMeasured> {
  const hasMediasoup = existsSync(join(root, '.tools/mediasoup/node_modules/mediasoup'))
  const engines: EngineMeasured[] = []
  for (const engine of ['werift', ...(hasMediasoup ? ['mediasoup'] : [])]) {
    const audio: CallMeasured[] = []
    for (const size of sizes) audio.push(await inAHouse(engine, size, speaking))
    const video = await inAHouse(engine, 6, filming)
    engines.push({ engine, audio, video, ...(await comingAndGoing(engine, joins)) })
  }
  return { engines, page: await measureCallPage(15) }
}

export function callsInWords({ engines, page }: CallsMeasured): (readonly string[])[] {
  const rows = (what: string, of: (one: EngineMeasured) => string): readonly string[] => [what, ...engines.map(of)]
  const about = (one: CallMeasured | undefined): string =>
    one === undefined
      ? ''
      : `${one.packetsPerSecond}/s, ${one.cpuPerThousandMs} ms per 1,000, ${Math.round(one.cpuShare * 100)} % of a core, ` +
        `after ${one.latencyP50Ms} ms (p95 ${one.latencyP95Ms}), ${one.memoryPerPersonKB} KB each`
  return [
    ['packets', ...engines.map(({ engine }) => engine)],
    ...(engines[0]?.audio ?? []).map(({ people }, at) =>
      rows(`${people} people, ${TALKERS} of them speak`, ({ audio }) => about(audio[at])),
    ),
    rows(`6 people, cameras of ${FRAMES_PER_SECOND} frames/s in three layers`, ({ video }) => about(video)),
    rows('joined to heard', ({ heardP50Ms, heardP95Ms }) => `${heardP50Ms} ms (p95 ${heardP95Ms})`),
    rows('joined to seen', ({ seenP50Ms, seenP95Ms }) => `${seenP50Ms} ms (p95 ${seenP95Ms})`),
    rows(
      `engine after ${(engines[0]?.joins ?? 0) / 10} and ${engines[0]?.joins} joins and leaves`,
      ({ memoryAfterTenthMB, memoryAfterAllMB }) => `${memoryAfterTenthMB} and ${memoryAfterAllMB} MB`,
    ),
    ...(page === null
      ? []
      : [['a page: click to first frame', `${page.firstFrameP50Ms} ms (p95 ${page.firstFrameP95Ms}), ${page.times} times`]]),
  ]
}

type House = {
  readonly server: Server
  readonly people: readonly Caller[]
  readonly room: RoomId
  readonly late: number[]
  /** Of the engine with one person in it. */
  readonly memoryOfOne: number
}
type Doing = (people: readonly Caller[]) => () => void

const openServer = (engine: string): Promise<Server> =>
  startServer({
    under: onServerCore,
    flags: [
      ...['--calls-address', '127.0.0.1', '--calls-engine', engine, '--limit', 'framesPerSecond=100000'],
      ...['--limit', 'waitingPerAddress=1000', '--limit', 'callPeople=200'],
    ],
    within: 120_000,
  })

async function inAHouse(engine: string, count: number, doing: Doing): Promise<CallMeasured> {
  await using server = await openServer(engine)
  const late: number[] = []
  const house = await fill(server, count, late)
  try {
    const stop = doing(house.people)
    const measured = await measure(house)
    stop()
    return measured
  } finally {
    for (const one of house.people) one.vanish()
  }
}

async function fill(server: Server, count: number, late: number[]): Promise<House> {
  const packet = (_mid: string, payload: Buffer): void => {
    const sent = payload.readDoubleBE(payload.length - 8)
    const took = performance.now() - sent
    if (took > 0 && took < 60_000) late.push(took)
  }
  const people: Caller[] = []
  for (let index = 0; index < count; index++) people.push(await caller(() => server, `person${index}`, { packet }))
  const [host, ...others] = people
  if (host === undefined) throw new Error('nobody came')
  const members = others.flatMap(({ client }) => client.state.me?.id ?? [])
  const { room } = await host.client.ask('room.create', { kind: 'group', name: 'Hall', members })
  const connected = (one: Caller): Promise<unknown> =>
    until(`${one.name} to be connected`, () => one.calls.mine.is === 'in' && one.calls.mine.link === 'connected', { within: 60_000 })
  await host.calls.join(room.id)
  await connected(host)
  const memoryOfOne = weightOf(server)
  for (const one of others) await one.calls.join(room.id)
  for (const one of others) await connected(one)
  return { server, people, room: room.id, late, memoryOfOne }
}

/** The engine's process, and the worker of mediasoup below it. */
function processesOf(server: Server): readonly number[] {
  const engine = engineOf(server)
  const { stdout } = spawnSync('ps', ['--ppid', String(engine), '-o', 'pid='])
  return [engine, ...stdout.toString().split('\n').map(Number)].filter((pid) => pid > 0)
}
const weightOf = (server: Server): number => processesOf(server).reduce((all, pid) => all + memoryOf(pid), 0)
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function measure({ server, people, late, memoryOfOne }: House): Promise<CallMeasured> {
  await rest(SETTLE_MS)
  const pids = processesOf(server)
  const cpu = () => pids.reduce((all, pid) => all + cpuOf(pid), 0)
  late.length = 0
  const [began, before] = [performance.now(), cpu()]
  await rest(MEASURE_MS)
  const [seconds, used] = [(performance.now() - began) / 1000, cpu() - before]
  const at = (part: number) => Math.round(middle(late, part) * 10) / 10
  return {
    people: people.length,
    packetsPerSecond: Math.round(late.length / seconds),
    cpuPerThousandMs: Math.round((used / Math.max(1, late.length)) * 1_000_000 * 10) / 10,
    cpuShare: Math.round((used / seconds) * 100) / 100,
    latencyP50Ms: at(0.5),
    latencyP95Ms: at(0.95),
    memoryPerPersonKB: Math.round((weightOf(server) - memoryOfOne) / 1024 / Math.max(1, people.length - 1)),
  }
}

function stamped(size: number): Buffer {
  const payload = Buffer.alloc(size)
  payload.writeDoubleBE(performance.now(), size - 8)
  return payload
}

/** Again and again, for each of them at a time of their own: devices do not keep time together. */
function often<T>(everybody: readonly T[], every: number, act: (one: T) => void): () => void {
  const timers = new Set<NodeJS.Timeout>()
  everybody.forEach((one, at) => {
    const start = setTimeout(() => timers.add(setInterval(() => act(one), every)), (at * every) / everybody.length)
    timers.add(start)
  })
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}

const speaking: Doing = (people) => often(people.slice(0, TALKERS), 20, (one) => one.peer()?.voice(25, stamped(80)))

/** Everybody looks at everybody, and films. */
const filming: Doing = (people) => {
  for (const one of people) {
    const videos = people.flatMap(({ calls }) =>
      one.calls !== calls && calls.mine.is === 'in' ? [{ participant: calls.mine.you, source: 'camera' as const, height: 360 }] : [],
    )
    one.calls.want(videos)
  }
  const stops = [speaking(people), filmed(people)]
  return () => stops.forEach((stop) => stop())
}

/** A keyframe every two seconds, and where one is asked for, as an encoder does. */
const filmed: Doing = (people) => {
  const cameras = people.map((one) => ({ one, frame: 0, asked: 0 }))
  return often(cameras, 1000 / FRAMES_PER_SECOND, (camera) => {
    const peer = camera.one.peer()
    const asks = peer?.said.get('206/1') ?? 0
    const keyframe = camera.frame++ % (FRAMES_PER_SECOND * 2) === 0 || asks > camera.asked
    camera.asked = asks
    for (const [rid, height, packets] of LAYERS)
      for (let index = 0; index < packets; index++)
        peer?.picture('camera', { rid, height, keyframe: keyframe && index === 0, stamp: stamped(1000) })
  })
}

async function comingAndGoing(engine: string, joins: number): Promise<ComingMeasured> {
  await using server = await openServer(engine)
  const { people, room } = await fill(server, 1 + AT_ONCE, [])
  const [host, first, ...others] = people
  if (host === undefined || first === undefined) throw new Error('two people are needed')
  const stops = [host.speak(), filmed([host])]
  for (const one of others) one.calls.leave()
  const times: { heard: number; seen: number }[] = []
  let [done, memoryAfterTenthMB] = [0, 0]
  const count = (): void => {
    if (++done === Math.floor(joins / 10)) memoryAfterTenthMB = megabytes(weightOf(server))
  }
  while (times.length < Math.min(TIMED, joins)) {
    times.push(await comeIn(first, host, room))
    count()
  }
  const comingOften = async (one: Caller): Promise<void> => {
    while (done < joins) {
      count()
      await comeIn(one, host, room)
    }
    one.calls.leave()
  }
  await Promise.all([first, ...others].map(comingOften))
  const memoryAfterAllMB = megabytes(weightOf(server))
  for (const stop of stops) stop()
  for (const one of people) one.vanish()
  const of = (name: 'heard' | 'seen', part: number) =>
    Math.round(
      middle(
        times.map((one) => one[name]),
        part,
      ),
    )
  return {
    ...{ heardP50Ms: of('heard', 0.5), heardP95Ms: of('heard', 0.95), seenP50Ms: of('seen', 0.5), seenP95Ms: of('seen', 0.95) },
    ...{ joins, memoryAfterTenthMB, memoryAfterAllMB },
  }
}

/** Out and in again, until the other is heard and seen. */
async function comeIn(one: Caller, host: Caller, room: RoomId): Promise<{ heard: number; seen: number }> {
  one.calls.leave()
  const began = performance.now()
  await one.calls.join(room)
  const seeing = { within: 30_000, every: 2, seen: () => one.calls.mine }
  const [heard, seen] = await Promise.all([
    until(`${one.name} to hear`, () => (one.from(host)?.packets ?? 0) > 0 && performance.now() - began, seeing),
    until(`${one.name} to see`, () => (one.from(host, 'camera')?.keyframes ?? 0) > 0 && performance.now() - began, seeing),
  ])
  return { heard, seen }
}
