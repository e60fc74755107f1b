// Calls with synthetic people (real ICE, DTLS and SRTP): what an engine forwards, what that takes, and how long it takes to be heard and seen.
// The people are in this process, on the second core; the server and its engine have the first. A few of each call are in a process of their own:
// what they say to each other tells how long the server keeps it (call-probe.ts). Both engines, one after the other.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { PeerHeard } from '@hearth/server/src/calls/testing/peer.ts'
import { type Caller, caller, engineOf } from '#harness/calling.ts'
import { memoryOf } from '#harness/raw.ts'
import { root, type Server, startServer } from '#harness/server.ts'
import { until } from '#harness/until.ts'
import { measureCallPage, type PageMeasured } from './call-page.ts'
import { enterProbe, type Probe } from './call-probe.ts'
import { connected, filmed, isMeant, PEOPLE, speaking, TALKERS, watched } from './call-traffic.ts'
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
  /** Of those who speak, so many reach each; null where there are pictures. */
  readonly voices: number | null
  /** From sending to hearing, between those who have a process of their own. */
  readonly latencyP50Ms: number
  readonly latencyP95Ms: number
  /** What each but the first adds to the engine. */
  readonly memoryPerPersonKB: number
  /** Of one core: what those who speak and hear took, here. Where that is nearly all of it, they are late, and not the server. */
  readonly loadShare: number
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
export type ComingsMeasured = {
  readonly engines: readonly (ComingMeasured & { readonly engine: string })[]
  readonly page: PageMeasured | null
}

const MEASURE_MS = 8000
/** Those who came last have shaken hands long ago, and what came of it is forgotten. */
const SETTLE_MS = 4000
/** Joins whose time is taken: one at a time. The others only come and go, several at once. */
const TIMED = 100
const AT_ONCE = 6

/** Mediasoup where it is installed. @param sizes of the calls with sound alone */
export async function measureCalls(joins: number, sizes: readonly number[] = [25, 100]): Promise<CallsMeasured> {
  const engines: EngineMeasured[] = []
  for (const engine of enginesHere())
    engines.push({ engine, ...(await measureLoad(engine, sizes)), ...(await comingAndGoing(engine, joins)) })
  return { engines, page: await measureCallPage(15) }
}

/** Only how fast one comes in, and what is left of those who left. */
export async function measureComings(joins: number): Promise<ComingsMeasured> {
  const engines = []
  for (const engine of enginesHere()) engines.push({ engine, ...(await comingAndGoing(engine, joins)) })
  return { engines, page: await measureCallPage(15) }
}

export const enginesHere = (): readonly string[] => [
  'werift',
  ...(existsSync(join(root, '.tools/mediasoup/node_modules/mediasoup')) ? ['mediasoup'] : []),
]

export async function measureLoad(engine: string, sizes: readonly number[]): Promise<Pick<EngineMeasured, 'audio' | 'video'>> {
  const audio: CallMeasured[] = []
  for (const size of sizes) audio.push(await measureCall(engine, size, false))
  return { audio, video: await measureCall(engine, PEOPLE, true) }
}

export const callsInWords = (calls: CallsMeasured): (readonly string[])[] => [...loadInWords(calls.engines), ...comingsInWords(calls)]

export function comingsInWords({ engines, page }: ComingsMeasured): (readonly string[])[] {
  const rows = (what: string, of: (one: ComingMeasured) => string): readonly string[] => [what, ...engines.map(of)]
  return [
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

/** A line for each call, a column for each engine. */
export function loadInWords(engines: readonly Pick<EngineMeasured, 'engine' | 'audio' | 'video'>[]): (readonly string[])[] {
  const about = (one: CallMeasured | undefined): string =>
    one === undefined
      ? ''
      : `${one.packetsPerSecond}/s, ${one.cpuPerThousandMs} ms per 1,000, ${Math.round(one.cpuShare * 100)} % of a core, ` +
        `${one.voices === null ? '' : `${one.voices} voices to each, `}after ${one.latencyP50Ms} ms (p95 ${one.latencyP95Ms}), ${one.memoryPerPersonKB} KB each; the load: ${Math.round(one.loadShare * 100)} %`
  return [
    ['packets', ...engines.map(({ engine }) => engine)],
    ...(engines[0]?.audio ?? []).map(({ people }, at) => [
      `${people} people, ${TALKERS} of them speak`,
      ...engines.map(({ audio }) => about(audio[at])),
    ]),
    [`${PEOPLE} people, cameras of 15 frames/s in the layers somebody looks at`, ...engines.map(({ video }) => about(video))],
  ]
}

type House = {
  readonly server: Server
  readonly people: readonly Caller[]
  readonly probe: Probe
  /** Packets that reached somebody here. */
  readonly heard: { many: number }
  /** Of the engine with one person in it. */
  readonly memoryOfOne: number
  readonly isFilming: boolean
}

const openServer = (engine: string): Promise<Server> =>
  startServer({
    under: onServerCore,
    flags: [
      ...['--calls-address', '127.0.0.1', '--calls-engine', engine, '--limit', 'framesPerSecond=100000'],
      ...['--limit', 'waitingPerAddress=1000', '--limit', 'callPeople=200'],
    ],
    within: 120_000,
  })

async function measureCall(engine: string, count: number, isFilming: boolean): Promise<CallMeasured> {
  await using server = await openServer(engine)
  // All who speak, and one who listens; or two with cameras.
  await using probe = await enterProbe(server, isFilming ? 2 : TALKERS + 1)
  const heard = { many: 0 }
  // To open what a hundred hear takes more than to seal it: the many count, and those of the probe open what comes.
  const sealed = (_mid: string, bytes: number): void => void (isMeant(bytes) && heard.many++)
  const people = await gather(server, count - probe.users.length, { sealed })
  // What the many do must not keep the few waiting.
  const calm = hurryLess()
  try {
    const { room, memoryOfOne } = await fill(server, people, probe.users)
    await probe.join(room, isFilming)
    const stops = isFilming ? [speaking(people), filmed(people), watched(people, room)] : []
    const measured = await measure({ server, people, probe, heard, memoryOfOne, isFilming })
    for (const stop of stops) stop()
    return measured
  } finally {
    calm()
    for (const one of people) one.vanish()
  }
}

/** On their core the few go first, at once. Gives back how to hurry again, where the system allows that: who may not has measured by then. */
function hurryLess(): () => void {
  const to = (policy: '--idle' | '--other'): void => void spawnSync('chrt', [policy, '--pid', '0', String(process.pid)])
  to('--idle')
  return () => to('--other')
}

async function gather(server: Server, count: number, heard: PeerHeard): Promise<readonly Caller[]> {
  const people: Caller[] = []
  for (let index = 0; index < count; index++) people.push(await caller(() => server, `person${index}`, heard))
  return people
}

/** Into one room, and into its call. */
async function fill(server: Server, people: readonly Caller[], more: readonly UserId[]): Promise<{ room: RoomId; memoryOfOne: number }> {
  const [host, ...others] = people
  if (host === undefined) throw new Error('nobody came')
  const members = [...others.flatMap(({ client }) => client.state.me?.id ?? []), ...more]
  const { room } = await host.client.ask('room.create', { kind: 'group', name: 'Hall', members })
  await host.calls.join(room.id)
  await connected(host)
  const memoryOfOne = weightOf(server)
  for (const one of others) await one.calls.join(room.id)
  for (const one of others) await connected(one)
  return { room: room.id, memoryOfOne }
}

/** The engine's process, and the worker of mediasoup below it. */
function processesOf(server: Server): readonly number[] {
  const engine = engineOf(server)
  const { stdout } = spawnSync('ps', ['--ppid', String(engine), '-o', 'pid='])
  return [engine, ...stdout.toString().split('\n').map(Number)].filter((pid) => pid > 0)
}
const weightOf = (server: Server): number => processesOf(server).reduce((all, pid) => all + memoryOf(pid), 0)
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function measure({ server, people, probe, heard, memoryOfOne, isFilming }: House): Promise<CallMeasured> {
  await rest(SETTLE_MS)
  const pids = processesOf(server)
  const cpu = () => pids.reduce((all, pid) => all + cpuOf(pid), 0)
  heard.many = 0
  const [began, before, mine] = [performance.now(), cpu(), process.cpuUsage()]
  const probed = await probe.listen(MEASURE_MS)
  const [seconds, used, own] = [(performance.now() - began) / 1000, cpu() - before, process.cpuUsage(mine)]
  const packets = heard.many + probed.packets
  const everybody = people.length + probe.users.length
  return {
    people: everybody,
    packetsPerSecond: Math.round(packets / seconds),
    cpuPerThousandMs: Math.round((used / Math.max(1, packets)) * 1_000_000 * 10) / 10,
    cpuShare: Math.round((used / seconds) * 100) / 100,
    voices: isFilming ? null : probed.voices,
    latencyP50Ms: probed.p50Ms,
    latencyP95Ms: probed.p95Ms,
    loadShare: Math.round((own.user + own.system) / seconds / 10_000) / 100,
    memoryPerPersonKB: Math.round((weightOf(server) - memoryOfOne) / 1024 / Math.max(1, everybody - 1)),
  }
}

async function comingAndGoing(engine: string, joins: number): Promise<ComingMeasured> {
  await using server = await openServer(engine)
  const people = await gather(server, 1 + AT_ONCE, {})
  const { room } = await fill(server, people, [])
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
