// One scenario, several servers, in one run: everybody is in before it begins, each has been warm, runs alternate, what counts is
// the middle one.
import { startGenerator } from './generator.ts'
import type { Delay, Ran } from './load/orders.ts'
import { cpuOf } from './load/party.ts'
import { allAtRest, middle } from './measure.ts'
import type { Scenario } from './scenarios.ts'
import type { Started } from './servers/start.ts'

export type Side = { readonly middle: Ran; readonly runs: readonly Ran[]; readonly atHalf?: Ran }
export type Compared = {
  readonly scenario: string
  readonly says: string
  readonly measured: string
  readonly sides: Readonly<Record<string, Side>>
  /** Hearth to each of the others, round by round, the middle of them: messages in a second, and processor time of a delivery. */
  readonly ratios: Readonly<Record<string, { readonly speed: number; readonly cpu: number }>>
  /** Who could not be measured, and why. */
  readonly absent: Readonly<Record<string, string>>
}
export type Times = {
  readonly rounds: number
  /** Of those at half the rate. */
  readonly halfRounds: number
  readonly seconds: number
  readonly warmSeconds: number
  /** One run of each that does not count, before those that do: code is compiled then. */
  readonly coldSeconds: number
  /** How long a server may work on after its run before the next one begins; none: it is stopped while others run. */
  readonly restSeconds?: number
}
/** All servers share a core: what one does behind its run must not fall into the run of another. */
export const shortTimes: Times = { rounds: 3, halfRounds: 1, seconds: 1, warmSeconds: 0.2, coldSeconds: 3 }
export const longTimes: Times = { rounds: 3, halfRounds: 3, seconds: 1.2, warmSeconds: 0.4, coldSeconds: 3, restSeconds: 15 }

/** Our index looks for work every two seconds: half a second of rest says nothing of it. */
const [QUIET_SECONDS, QUIET_SECONDS_OF_OURS] = [0.5, 2.3] as const

export type Starter = { readonly name: string; start(): Promise<Started> }

export async function compare(scenario: Scenario, starters: readonly Starter[], times: Times = shortTimes): Promise<Compared> {
  await using stack = new AsyncDisposableStack()
  const generator = stack.use(startGenerator())
  const servers = new Map<string, Started>()
  const absent: Record<string, string> = {}
  for (const { name, start } of starters) {
    try {
      const server = stack.use(await start())
      await generator.enter(name, server, scenario)
      servers.set(name, server)
    } catch (cause) {
      // Ours must be there; somebody else's may have its reasons.
      if (name === 'hearth') throw cause
      absent[name] = String(cause).split('\n')[0] ?? ''
    }
  }
  const names = [...servers.keys()]
  const runOne = async (party: string, server: Started, pace: number | undefined, seconds = times.seconds): Promise<Ran> => {
    const order = { party, pid: server.pid, seconds, warmSeconds: times.warmSeconds, ...(pace === undefined ? {} : { pace }) }
    const all = [...servers.values()]
    if (times.restSeconds === undefined) return await alone(server, all, () => generator.run(order))
    return await withRest(await generator.run(order), server, all, times.restSeconds)
  }
  const runAll = async (rounds: number, paceOf: (name: string) => number | undefined): Promise<Map<string, Ran[]>> => {
    const runs = new Map<string, Ran[]>(names.map((name) => [name, []]))
    for (let round = 0; round < rounds; round++)
      for (const [party, server] of servers) {
        // Who lost something would only lose more.
        if (runs.get(party)?.some(({ faults }) => faults.length > 0)) continue
        runs.get(party)?.push(await runOne(party, server, paceOf(party), scenario.seconds))
      }
    return runs
  }
  if (times.coldSeconds > 0) for (const [party, server] of servers) await runOne(party, server, undefined, times.coldSeconds)
  const whole = await runAll(times.rounds, () => scenario.pace)
  const middles = new Map([...whole].map(([name, runs]) => [name, middleRun(runs)]))
  const half = scenario.alsoAtHalf ? await runAll(times.halfRounds, (name) => (middles.get(name)?.messagesPerSecond ?? 0) / 2) : undefined
  const sides = names.map((name): [string, Side] => {
    const [runs, atHalf] = [whole.get(name) ?? [], half?.get(name)]
    return [name, { middle: middleRun(runs), runs, ...(atHalf === undefined ? {} : { atHalf: middleRun(atHalf) }) }]
  })
  return {
    scenario: scenario.name,
    says: scenario.says,
    measured: new Date().toISOString(),
    ratios: ratiosOf(whole),
    sides: Object.fromEntries(sides),
    absent,
  }
}

/** While one runs, nobody else has any of the core. */
export async function alone<T>(server: Started, all: readonly Started[], act: () => Promise<T>): Promise<T> {
  const others = all.filter((other) => other !== server)
  try {
    for (const { pid } of others) process.kill(pid, 'SIGSTOP')
    return await act()
  } finally {
    for (const { pid } of others) process.kill(pid, 'SIGCONT')
  }
}

async function withRest(ran: Ran, { pid, tongue }: Started, all: readonly Started[], within: number): Promise<Ran> {
  const before = cpuOf(pid)
  const quiet = tongue === 'hearth' ? QUIET_SECONDS_OF_OURS : QUIET_SECONDS
  const pids = all.map((other) => other.pid)
  const rested = await allAtRest(pids, quiet, within)
  return { ...ran, rested, afterwards: Math.round(((cpuOf(pid) - before) / ran.messages) * 1e7) / 10 }
}

function ratiosOf(whole: ReadonlyMap<string, readonly Ran[]>): Compared['ratios'] {
  const ours = whole.get('hearth') ?? []
  const others = [...whole].filter(([name]) => name !== 'hearth')
  return Object.fromEntries(
    others.map(([name, theirs]) => {
      const of = (pick: (ran: Ran) => number): number =>
        hundredths(middle(theirs.flatMap((ran, round) => (ours[round] ? [pick(ours[round]) / pick(ran)] : []))))
      return [name, { speed: of((ran) => ran.messagesPerSecond), cpu: of((ran) => ran.cpuPerMillion) }]
    }),
  )
}

/** Null in JSON where there is nothing to divide by. */
const hundredths = (value: number): number => (value > 10 ? Math.round(value) : Math.round(value * 100) / 100)

/** The middle of every number by itself; what went wrong in any of them. */
function middleRun(runs: readonly Ran[]): Ran {
  const of = (pick: (ran: Ran) => number): number => middle(runs.map(pick))
  const delayOf = (pick: (ran: Ran) => Delay): Delay => ({ p50: of((ran) => pick(ran).p50), p99: of((ran) => pick(ran).p99) })
  const nowhere: Delay = { p50: Number.NaN, p99: Number.NaN }
  return {
    messagesPerSecond: of((ran) => ran.messagesPerSecond),
    deliveriesPerSecond: of((ran) => ran.deliveriesPerSecond),
    cpuPerMillion: of((ran) => ran.cpuPerMillion),
    serverCore: of((ran) => ran.serverCore),
    loadCore: of((ran) => ran.loadCore),
    messages: of((ran) => ran.messages),
    ...(runs.every(({ afterwards }) => afterwards === undefined) ? {} : { afterwards: of((ran) => ran.afterwards ?? Number.NaN) }),
    rested: runs.every(({ rested }) => rested !== false),
    answered: delayOf((ran) => ran.answered),
    shown: runs.every(({ shown }) => shown) ? delayOf((ran) => ran.shown ?? nowhere) : null,
    faults: [...new Set(runs.flatMap(({ faults }) => faults))],
  }
}
