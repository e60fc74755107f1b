// Calls with synthetic people (real ICE, DTLS and SRTP): what the engine forwards, what that takes, and how long it takes to be heard.
// The people are in this process, on the second core; the server and its engine have the first.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type Caller, caller, engineOf, hears } from '#harness/calling.ts'
import { memoryOf } from '#harness/raw.ts'
import { type Server, startServer } from '#harness/server.ts'
import { until } from '#harness/until.ts'
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
  readonly memoryPerPersonKB: number
}
export type CallsMeasured = {
  readonly audio: readonly CallMeasured[]
  readonly video: CallMeasured
  /** From asking to join to the first packet of somebody who speaks. */
  readonly joinP50Ms: number
  readonly joinP95Ms: number
  readonly joins: number
  readonly memoryAfterTenthMB: number
  readonly memoryAfterAllMB: number
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

/** @param sizes of the calls with sound alone */
export async function measureCalls(joins: number, sizes: readonly number[] = [25, 100]): Promise<CallsMeasured> {
  const audio: CallMeasured[] = []
  for (const size of sizes) audio.push(await inAHouse(size, speaking))
  const video = await inAHouse(6, filming)
  return { audio, video, ...(await comingAndGoing(joins)) }
}

export function callsInWords({ audio, video, joins, ...rest }: CallsMeasured): (readonly string[])[] {
  const row = (what: string, one: CallMeasured): readonly string[] => [
    `${one.people} people, ${what}`,
    `${one.packetsPerSecond} packets/s, ${one.cpuPerThousandMs} ms CPU per 1,000, ${Math.round(one.cpuShare * 100)} % of a core, ` +
      `heard after ${one.latencyP50Ms} ms (p95 ${one.latencyP95Ms}), ${one.memoryPerPersonKB} KB each`,
  ]
  return [
    ['', 'werift'],
    ...audio.map((one) => row(`${TALKERS} of them speak`, one)),
    row(`cameras of ${FRAMES_PER_SECOND} frames/s in three layers`, video),
    ['joined to heard', `${rest.joinP50Ms} ms (p95 ${rest.joinP95Ms})`],
    [`engine after ${joins / 10} and ${joins} joins and leaves`, `${rest.memoryAfterTenthMB} and ${rest.memoryAfterAllMB} MB`],
  ]
}

type House = { readonly server: Server; readonly people: readonly Caller[]; readonly room: RoomId; readonly late: number[] }
type Doing = (people: readonly Caller[]) => () => void

const openServer = (): Promise<Server> =>
  startServer({
    under: onServerCore,
    flags: ['--calls-address', '127.0.0.1', '--limit', 'framesPerSecond=100000', '--limit', 'waitingPerAddress=1000'],
    within: 120_000,
  })

async function inAHouse(count: number, doing: Doing): Promise<CallMeasured> {
  await using server = await openServer()
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
  for (const one of people) await one.calls.join(room.id)
  for (const one of people)
    await until(`${one.name} to be connected`, () => one.calls.mine.is === 'in' && one.calls.mine.link === 'connected', { within: 60_000 })
  return { server, people, room: room.id, late }
}

async function measure({ server, people, late }: House): Promise<CallMeasured> {
  const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await rest(SETTLE_MS)
  const pid = engineOf(server)
  late.length = 0
  const [began, before] = [performance.now(), cpuOf(pid)]
  await rest(MEASURE_MS)
  const [seconds, cpu] = [(performance.now() - began) / 1000, cpuOf(pid) - before]
  const at = (part: number) => Math.round(middle(late, part) * 10) / 10
  return {
    people: people.length,
    packetsPerSecond: Math.round(late.length / seconds),
    cpuPerThousandMs: Math.round((cpu / Math.max(1, late.length)) * 1_000_000 * 10) / 10,
    cpuShare: Math.round((cpu / seconds) * 100) / 100,
    latencyP50Ms: at(0.5),
    latencyP95Ms: at(0.95),
    memoryPerPersonKB: Math.round(memoryOf(pid) / 1024 / people.length),
  }
}

function stamped(size: number): Buffer {
  const payload = Buffer.alloc(size)
  payload.writeDoubleBE(performance.now(), size - 8)
  return payload
}

const speaking: Doing = (people) => {
  const timer = setInterval(() => {
    for (const one of people.slice(0, TALKERS)) one.peer()?.voice(25, stamped(80))
  }, 20)
  return () => clearInterval(timer)
}

const filming: Doing = (people) => {
  for (const one of people) {
    const videos = people.flatMap(({ calls }) =>
      one.calls !== calls && calls.mine.is === 'in' ? [{ participant: calls.mine.you, source: 'camera' as const, height: 360 }] : [],
    )
    one.calls.want(videos)
  }
  let frame = 0
  const voices = speaking(people)
  const timer = setInterval(() => {
    const keyframe = frame++ % (FRAMES_PER_SECOND * 2) === 0
    for (const one of people)
      for (const [rid, height, packets] of LAYERS)
        for (let index = 0; index < packets; index++)
          one.peer()?.picture('camera', { rid, height, keyframe: keyframe && index === 0, stamp: stamped(1000) })
  }, 1000 / FRAMES_PER_SECOND)
  return () => {
    clearInterval(timer)
    voices()
  }
}

async function comingAndGoing(
  joins: number,
): Promise<Pick<CallsMeasured, 'joinP50Ms' | 'joinP95Ms' | 'joins' | 'memoryAfterTenthMB' | 'memoryAfterAllMB'>> {
  await using server = await openServer()
  const { people, room } = await fill(server, 2, [])
  const [ada, bo] = people
  if (ada === undefined || bo === undefined) throw new Error('two people are needed')
  const stop = ada.speak()
  const times: number[] = []
  let memoryAfterTenthMB = 0
  for (let index = 0; index < joins; index++) {
    bo.calls.leave()
    const began = performance.now()
    await bo.calls.join(room)
    await hears(bo, ada)
    times.push(performance.now() - began)
    if (index === Math.floor(joins / 10)) memoryAfterTenthMB = megabytes(memoryOf(engineOf(server)))
  }
  const memoryAfterAllMB = megabytes(memoryOf(engineOf(server)))
  stop()
  for (const one of people) one.vanish()
  return { joinP50Ms: Math.round(middle(times)), joinP95Ms: Math.round(middle(times, 0.95)), joins, memoryAfterTenthMB, memoryAfterAllMB }
}
