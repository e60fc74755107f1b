// How much memory an idle server takes, and what one more session costs beside a bare connection, with and without TLS.
import { createCrowd, many } from './crowd.ts'
import { openWebSocket, scanFrames } from './load/frames.ts'
import { createLines } from './load/line.ts'
import { inspected, megabytes, restingMemory, tidyMemory } from './measure.ts'
import { type Started, startFloor, startHearth } from './servers/start.ts'

export type Memory = {
  readonly idleMB: number
  readonly sessions: number
  readonly plainKB: number
  readonly barePlainKB: number
  readonly tlsKB: number
  readonly bareTlsKB: number
  /** Over TLS, more than bare https and ws. */
  readonly moreKB: number
  /** Many sessions of many people, on the plain port; `sessions` is how many came within the time. */
  readonly full?: { readonly sessions: number; readonly people: number; readonly plainKB: number }
}

/** Few people with many devices: what is weighed is a session, not the list of who else is there. */
const PEOPLE = 100
const AT_ONCE = 50
/** A full house. */
const [FULL_SESSIONS, FULL_PEOPLE] = [10_000, 1_000] as const
/** Who has not come by then is left out, and the house is said to be less full. */
const OPEN_WITHIN_MS = 40_000

export async function measureMemory(sessions: number, alsoFull: boolean): Promise<Memory> {
  const plainKB = (await sessionCost('plain', sessions)).eachKB
  const barePlainKB = (await bareCost('single', sessions)).eachKB
  const tlsKB = (await sessionCost('tls', sessions)).eachKB
  const bareTlsKB = (await bareCost('secure', sessions)).eachKB
  const moreKB = tenths(tlsKB - bareTlsKB)
  const full = alsoFull ? { full: await fullHouse() } : {}
  return { idleMB: await idle(), sessions, plainKB, barePlainKB, tlsKB, bareTlsKB, moreKB, ...full }
}

async function fullHouse(): Promise<NonNullable<Memory['full']>> {
  const { eachKB, sessions } = await sessionCost('plain', FULL_SESSIONS, FULL_PEOPLE)
  return { sessions, people: FULL_PEOPLE, plainKB: eachKB }
}

async function idle(): Promise<number> {
  await using server = await startHearth()
  return megabytes(await restingMemory(server.pid))
}

async function sessionCost(way: 'plain' | 'tls', sessions: number, people = PEOPLE): Promise<Weight> {
  await using server = await startHearth(way, { ...inspected, HEARTH_LIMITS_CONNECTIONS_PER_PERSON: String(sessions) })
  const crowd = createCrowd(server.address)
  const tokens = await many(people, AT_ONCE, async (index) => {
    const line = await crowd.open()
    const { token = '' } = await crowd.ask(line, 'guest.enter', { name: `guest-${index}` })
    line.socket.destroy()
    return token
  })
  return await weigh(server, sessions, async (index) => {
    const line = await crowd.open()
    await crowd.ask(line, 'session.resume', { token: tokens[index % tokens.length] ?? '' })
    return line.socket
  })
}

async function bareCost(mode: 'single' | 'secure', connections: number): Promise<Weight> {
  await using server = await startFloor(mode, inspected)
  const lines = createLines(() => {})
  const scan = scanFrames(() => {})
  const open = async (index: number) => (await openWebSocket(lines, server.address, index, '/?rooms=0', scan)).socket
  // The first connections also pay for code that is compiled then; as many as got their tokens from Hearth, for what they leave is used again.
  for (const socket of await many(PEOPLE, AT_ONCE, open)) socket.destroy()
  return await weigh(server, connections, open)
}

type Weight = { readonly eachKB: number; readonly sessions: number }

/** Kilobytes of the server's memory for each connection that `open` makes, after a full collection before and behind. */
async function weigh(server: Started, count: number, open: (index: number) => Promise<{ destroy(): void }>): Promise<Weight> {
  const before = await tidyMemory(server.pid, server.output())
  const until = performance.now() + OPEN_WITHIN_MS
  const sockets: { destroy(): void }[] = []
  while (sockets.length < count && performance.now() < until) {
    const first = sockets.length
    sockets.push(...(await many(Math.min(AT_ONCE, count - first), AT_ONCE, (index) => open(first + index))))
  }
  const after = await tidyMemory(server.pid, server.output())
  for (const socket of sockets) socket.destroy()
  return { eachKB: tenths((after - before) / 1024 / sockets.length), sessions: sockets.length }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
