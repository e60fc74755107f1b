// How much memory an idle server takes, and what one more session costs beside a bare connection.
import { once } from 'node:events'
import type WebSocket from 'ws'
import { startServer } from '#harness/server.ts'
import { connect } from '#harness/wire.ts'
import { inspected, megabytes, onServerCore, openSocket, restingMemory, startBare, tidyMemory } from './measure.ts'

export type Memory = {
  readonly idleMB: number
  readonly perSessionKB: number
  readonly perBareKB: number
  readonly moreKB: number
  readonly sessions: number
}

const PEOPLE = 100
const EACH = 10

export async function measureMemory(): Promise<Memory> {
  const perBareKB = await bareCost()
  const perSessionKB = await sessionCost()
  return { idleMB: megabytes(await idle()), perSessionKB, perBareKB, moreKB: perSessionKB - perBareKB, sessions: PEOPLE * EACH }
}

async function idle(): Promise<number> {
  await using server = await startServer({ under: onServerCore })
  return await restingMemory(server.run.pid, 10)
}

async function sessionCost(): Promise<number> {
  const env = { ...inspected, HEARTH_LIMITS_WAITING_PER_ADDRESS: '1000', HEARTH_LIMITS_CONNECTIONS_PER_PERSON: String(EACH + 2) }
  await using server = await startServer({ under: onServerCore, env })
  const tokens: string[] = []
  for (let index = 0; index < PEOPLE; index++) {
    await using wire = await connect(server)
    tokens.push((await wire.ask('guest.enter', { name: `guest-${index}` })).token ?? '')
  }
  const before = await tidyMemory(server.run.pid, server.output())
  const url = `wss://127.0.0.1:${server.run.httpsPort}/ws?protocol=1`
  for (const token of tokens) for (let index = 0; index < EACH; index++) await resume(await openSocket(url, server.ca), token)
  return kilobytes((await tidyMemory(server.run.pid, server.output())) - before)
}

async function resume(socket: WebSocket, token: string): Promise<void> {
  socket.send(JSON.stringify({ id: 1, do: 'session.resume', with: { token } }))
  for (;;) {
    const [bytes]: Buffer[] = await once(socket, 'message')
    if (bytes?.includes('"ok"')) return
  }
}

const kilobytes = (bytes: number): number => Math.round(bytes / 1024 / (PEOPLE * EACH))

async function bareCost(): Promise<number> {
  await using bare = await startBare()
  // The first connections also pay for code that is compiled then.
  for (let index = 0; index < PEOPLE; index++) (await openSocket(`wss://127.0.0.1:${bare.port}`, bare.ca)).terminate()
  const before = await tidyMemory(bare.pid, bare.output())
  for (let index = 0; index < PEOPLE * EACH; index++) await openSocket(`wss://127.0.0.1:${bare.port}`, bare.ca)
  return kilobytes((await tidyMemory(bare.pid, bare.output())) - before)
}
