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
}

/** Few people with many devices: what is weighed is a session, not the list of who else is there. */
const PEOPLE = 100
const AT_ONCE = 50

export async function measureMemory(sessions: number): Promise<Memory> {
  const plainKB = await sessionCost('plain', sessions)
  const barePlainKB = await bareCost('single', sessions)
  const tlsKB = await sessionCost('tls', sessions)
  const bareTlsKB = await bareCost('secure', sessions)
  const moreKB = tenths(tlsKB - bareTlsKB)
  return { idleMB: await idle(), sessions, plainKB, barePlainKB, tlsKB, bareTlsKB, moreKB }
}

async function idle(): Promise<number> {
  await using server = await startHearth()
  return megabytes(await restingMemory(server.pid))
}

async function sessionCost(way: 'plain' | 'tls', sessions: number): Promise<number> {
  await using server = await startHearth(way, { ...inspected, HEARTH_LIMITS_CONNECTIONS_PER_PERSON: String(sessions) })
  const crowd = createCrowd(server.address)
  const tokens = await many(PEOPLE, AT_ONCE, async (index) => {
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

async function bareCost(mode: 'single' | 'secure', connections: number): Promise<number> {
  await using server = await startFloor(mode, inspected)
  const lines = createLines(() => {})
  const scan = scanFrames(() => {})
  const open = async (index: number) => (await openWebSocket(lines, server.address, index, '/?rooms=0', scan)).socket
  // The first connections also pay for code that is compiled then.
  for (const socket of await many(200, AT_ONCE, open)) socket.destroy()
  return await weigh(server, connections, open)
}

/** Kilobytes of the server's memory for each connection that `open` makes, after a full collection before and behind. */
async function weigh(server: Started, count: number, open: (index: number) => Promise<{ destroy(): void }>): Promise<number> {
  const before = await tidyMemory(server.pid, server.output())
  const sockets = await many(count, AT_ONCE, open)
  const after = await tidyMemory(server.pid, server.output())
  for (const socket of sockets) socket.destroy()
  return tenths((after - before) / 1024 / count)
}

const tenths = (value: number): number => Math.round(value * 10) / 10
