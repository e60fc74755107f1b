// What goes before what in a running server, by the system's own account of its threads.
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { engineOf } from './harness/calling.ts'
import { join, password } from './harness/cast.ts'
import { startServer } from './harness/server.ts'
import { until } from './harness/until.ts'
import { connect } from './harness/wire.ts'

type Thread = { readonly number: number; readonly nice: number }

/** `12 (node) S 1 …`: of what follows the name, the seventeenth is the priority. */
const threadsOf = (pid: number): readonly Thread[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      return [{ number: Number(thread), nice: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]) }]
    } catch {
      return []
    }
  })

const ours = getPriority()

test('[CORE-9] passwords are sealed in a thread of the server that steps back, and nothing else of it does', async () => {
  await using server = await startServer()
  const back = () => threadsOf(server.run.pid).filter(({ nice }) => nice === Math.min(19, ours + 10))
  expect(back()).toEqual([])
  await join(server, 'ada')
  const wire = await connect(server)
  await wire.ask('session.open', { name: 'ada', password })
  expect(back().length).toBeGreaterThan(0)
  const others = threadsOf(server.run.pid).filter(({ nice }) => nice !== ours)
  expect(others.toSorted((a, b) => a.number - b.number)).toEqual(back().toSorted((a, b) => a.number - b.number))
  await wire.close()
})

test('[CALLS-16] who carries packets goes before all else where the system allows it, and its helpers do not', async () => {
  await using server = await startServer()
  const ada = await join(server, 'ada')
  await ada.wire.ask('call.join', { room: ada.lobby })
  const pid = await until('the engine of calls', () => engineOf(server) || undefined)
  // Root may, and nobody else by default.
  const before = process.getuid?.() === 0 ? -10 : ours
  await until('it to go before, and those beside it not', () => isInOrder(threadsOf(pid), pid, before), { seen: () => threadsOf(pid) })
  await ada.wire.close()
})

/** The compiler and the collector have four threads between them; what begins later is as its process. */
const isInOrder = (threads: readonly Thread[], pid: number, before: number): boolean =>
  threads.some(({ number, nice }) => number === pid && nice === before) &&
  threads.filter(({ number, nice }) => number !== pid && nice === ours).length >= 4
