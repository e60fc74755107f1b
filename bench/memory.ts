// How much memory an idle server takes, and what one more session costs beside a bare connection.
import { connect } from '../test/harness/wire.ts'
import { startServer } from '../test/harness/server.ts'
import { megabytes, onServerCore, openSocket, restingMemory, startBare } from './measure.ts'

export type Memory = { readonly idleMB: number; readonly perSessionKB: number; readonly perBareKB: number; readonly moreKB: number; readonly sessions: number }

const PEOPLE = 100
const EACH = 10

export async function measureMemory(): Promise<Memory> {
  const bare = await bareCost()
  await using server = await startServer({ under: onServerCore, env: { HEARTH_LIMITS_WAITING_PER_ADDRESS: '1000', HEARTH_LIMITS_CONNECTIONS_PER_PERSON: String(EACH + 2) } })
  const idle = await restingMemory(server.run.pid)
  const tokens: string[] = []
  for (let index = 0; index < PEOPLE; index++) {
    await using wire = await connect(server)
    tokens.push((await wire.ask('guest.enter', { name: `guest-${index}` })).token ?? '')
  }
  const before = await restingMemory(server.run.pid)
  const url = `wss://127.0.0.1:${server.run.httpsPort}/ws?protocol=1`
  for (const token of tokens) {
    for (let index = 0; index < EACH; index++) {
      const socket = await openSocket(url, server.ca)
      socket.send(JSON.stringify({ id: 1, do: 'session.resume', with: { token } }))
    }
  }
  const after = await restingMemory(server.run.pid)
  const perSessionKB = kilobytes(after - before)
  return { idleMB: megabytes(idle), perSessionKB, perBareKB: bare, moreKB: perSessionKB - bare, sessions: PEOPLE * EACH }
}

const kilobytes = (bytes: number): number => Math.round(bytes / 1024 / (PEOPLE * EACH))

async function bareCost(): Promise<number> {
  await using bare = await startBare()
  // The first connections also pay for code that is compiled then.
  for (let index = 0; index < PEOPLE; index++) (await openSocket(`wss://127.0.0.1:${bare.port}`, bare.ca)).terminate()
  const before = await restingMemory(bare.pid)
  for (let index = 0; index < PEOPLE * EACH; index++) await openSocket(`wss://127.0.0.1:${bare.port}`, bare.ca)
  return kilobytes((await restingMemory(bare.pid)) - before)
}
