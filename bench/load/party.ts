// Everybody of one scenario on one server: how they come in, and one run of their talk.
import { readFileSync } from 'node:fs'
import { until } from '#harness/until.ts'
import { seat } from '../scenarios.ts'
import { createLines } from './line.ts'
import type { Delay, Enter, Ran, Run } from './orders.ts'
import type { Party } from './tongue.ts'
import { tongues } from './tongues/all.ts'
import { createTraffic, flush, say, type Traffic } from './traffic.ts'

export type OpenParty = { run(order: Run): Promise<Ran>; verdict(): Promise<string[]>; close(): void }

export async function openParty({ tongue: name, address, scenario, recorded }: Enter): Promise<OpenParty> {
  const { echoes, make } = tongues[name]
  const seating = seat(scenario)
  const traffic = createTraffic(scenario, seating, echoes)
  const tongue = make(traffic, recorded)
  const lines = createLines(
    () => flush(traffic),
    () => (traffic.now = performance.now()),
  )
  const party: Party = { scenario, seating, address, lines, traffic }
  for (let first = 0; first < scenario.people; first += tongue.atOnce) {
    const some = Array.from({ length: Math.min(tongue.atOnce, scenario.people - first) }, (_, index) => first + index)
    await Promise.all(some.map(async (person) => (traffic.lines[person] = await tongue.enter(party, person))))
  }
  await tongue.settle?.(party)
  for (const person of traffic.witness) if (person >= 0 && traffic.lines[person]) traffic.lines[person].attentive = true
  for (const person of seating.talkers)
    traffic.templates[person] = (seating.rooms[person] ?? []).map((room) => tongue.template(party, person, room))
  return {
    run: (order) => run(traffic, order, scenario.window),
    verdict: async () => (await tongue.verdict?.(party)) ?? [],
    close: () => {
      for (const line of traffic.lines) line.socket.destroy()
    },
  }
}

async function run(traffic: Traffic, order: Run, window: number): Promise<Ran> {
  traffic.waits.length = 0
  traffic.screens.length = 0
  traffic.watching = order.pace !== undefined
  const [first, said] = [traffic.released, traffic.sent]
  const stop = order.pace === undefined ? flow(traffic, window) : pace(traffic, order.pace)
  await time(order.warmSeconds)
  const [began, released] = [performance.now(), traffic.released]
  const patience = (): boolean => performance.now() - began < SLOW_SECONDS * 1000
  while (traffic.released === first && patience()) await time(0.1)
  traffic.measuring = true
  const before = reading(traffic, order.pid)
  await time(order.seconds)
  while (order.pace === undefined && traffic.released - released < FEW && patience()) await time(0.1)
  const after = reading(traffic, order.pid)
  traffic.measuring = false
  stop()
  const faults = await drain(traffic)
  return { ...report(traffic, before, after, faults), messages: traffic.sent - said }
}

/** Who is so slow that a run would be over before it has done anything is measured for longer. */
const [FEW, SLOW_SECONDS] = [500, 6] as const

const time = (seconds: number): Promise<void> => new Promise((over) => setTimeout(over, seconds * 1000))

/** Everybody has `window` messages on their way, until stopped. */
function flow(traffic: Traffic, window: number): () => void {
  traffic.flowing = true
  for (const talker of traffic.seating.talkers) {
    const line = traffic.lines[talker]
    if (line) say(traffic, line, window)
  }
  return () => (traffic.flowing = false)
}

/** So many messages in a second, whatever comes back, by one talker after the other; what is late counts from when it was due. */
function pace(traffic: Traffic, rate: number): () => void {
  const { talkers } = traffic.seating
  const began = performance.now()
  let said = 0
  let stopped = false
  const dueAt = (count: number): number => began + (count / rate) * 1000
  const go = (): void => {
    if (stopped) return
    for (; dueAt(said + 1) <= performance.now(); said++) {
      const line = traffic.lines[talkers[said % talkers.length] ?? 0]
      if (line) say(traffic, line, 1, dueAt(said + 1))
    }
    const left = dueAt(said + 1) - performance.now()
    // A timer may be two milliseconds late, which is more than a server needs: the last ones are spent looking at the clock.
    if (left > LATE_MS || rate > SEPARATE) setTimeout(go, Math.max(1, left - LATE_MS))
    else setImmediate(go)
  }
  go()
  return () => (stopped = true)
}

/** How late a timer may be; and messages in a second that are said one by one, each at its time. More are said as a timer comes. */
const [LATE_MS, SEPARATE] = [2, 200] as const

type Reading = { readonly at: number; readonly heard: number; readonly released: number; readonly server: number; readonly load: number }

function reading(traffic: Traffic, pid: number): Reading {
  const { user, system } = process.cpuUsage()
  return { at: performance.now() / 1000, heard: traffic.heard, released: traffic.released, server: cpuOf(pid), load: (user + system) / 1e6 }
}

/** Seconds of processor time of a process with all its threads; the kernel counts in hundredths. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number)
  return (user + system) / 100
}

/** Whatever was said must arrive: everywhere, once, in order, and answered without a refusal. */
async function drain(traffic: Traffic): Promise<string[]> {
  const all = (): boolean => traffic.heard >= traffic.expected && traffic.released >= traffic.sent
  const gone = (): string | undefined => traffic.lines.find((line) => line.gone !== undefined)?.gone
  await until('all to arrive', () => all() || gone() !== undefined, { within: 15_000, every: 5 }).catch(() => false)
  const faults: string[] = []
  if (traffic.heard !== traffic.expected) faults.push(`${traffic.heard} deliveries arrived of ${traffic.expected}`)
  if (traffic.released !== traffic.sent) faults.push(`${traffic.released} of ${traffic.sent} messages came back to their talker`)
  if (traffic.refused > 0) faults.push(`${traffic.refused} were refused, the first: ${traffic.complaint}`)
  if (traffic.disorder > 0) faults.push(`order was broken ${traffic.disorder} times, first: ${traffic.firstDisorder}`)
  const left = traffic.lines.filter((line) => line.gone !== undefined)
  if (left.length > 0) faults.push(`${left.length} connections are gone, the first: ${left[0]?.gone}`)
  Object.assign(traffic, {
    expected: 0,
    heard: 0,
    released: traffic.sent,
    refused: 0,
    disorder: 0,
    complaint: undefined,
    firstDisorder: undefined,
  })
  return faults
}

function report(traffic: Traffic, before: Reading, after: Reading, faults: string[]): Omit<Ran, 'messages'> {
  const seconds = after.at - before.at
  const heard = after.heard - before.heard
  const server = after.server - before.server
  return {
    messagesPerSecond: Math.round((after.released - before.released) / seconds),
    deliveriesPerSecond: Math.round(heard / seconds),
    cpuPerMillion: rounded((server / heard) * 1e6),
    serverCore: rounded(server / seconds),
    loadCore: rounded((after.load - before.load) / seconds),
    answered: delay(traffic.waits),
    shown: traffic.watching ? delay(traffic.screens) : null,
    faults,
  }
}

function delay(times: readonly number[]): Delay {
  const sorted = Float64Array.from(times).sort()
  const at = (part: number): number => rounded(sorted[Math.floor(sorted.length * part)] ?? Number.NaN)
  return { p50: at(0.5), p99: at(0.99) }
}

const rounded = (value: number): number => (value > 100 ? Math.round(value) : Number(value.toPrecision(3)))
