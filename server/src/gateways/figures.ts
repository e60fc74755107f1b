// How the server is doing just now. Looking costs a few system calls, and nothing while nobody looks.
import { stat, statfs } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Figures } from '@hearth/protocol/admin-shapes.ts'

export type FiguresGiven = {
  readonly version: string
  readonly now: () => number
  /** Where the data is. */
  readonly folder: string
  /** Undefined: elsewhere. */
  readonly database: string | undefined
  readonly people: () => number
  readonly connections: () => number
  readonly pulse: { readonly asked: number; readonly said: number }
  readonly gateways: () => Readonly<Record<string, number>>
}

const NANO = 1_000_000
/** What is measured longer ago says nothing of now. */
const FRESH_MS = 10_000

export type Meter = Disposable & { read(): Promise<Figures> }

export function createFigures({ version, now, folder, database, people, connections, pulse, gateways }: FiguresGiven): Meter {
  const startedAt = now()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let lagMs = 0
  let looked = performance.now()

  function lag(): number {
    if (performance.now() - looked < FRESH_MS && lagMs > 0) return lagMs
    // Twenty milliseconds are what it waits each time.
    lagMs = Math.max(0, Math.round((delay.percentile(99) / NANO - 20) * 10) / 10)
    looked = performance.now()
    delay.reset()
    return lagMs
  }

  return {
    async read() {
      const { user, system } = process.cpuUsage()
      return {
        ...{ version, at: now(), startedAt, people: people(), connections: connections(), asked: pulse.asked, said: pulse.said },
        ...{ memoryBytes: process.memoryUsage.rss(), processorMs: Math.round((user + system) / 1000), lagMs: lag() },
        databaseBytes: database === undefined ? 0 : (await sizeOf(database)) + (await sizeOf(`${database}-wal`)),
        diskFreeBytes: await freeIn(folder),
        gateways: Object.entries(gateways()).map(([name, port]) => ({ name, port })),
      }
    },
    [Symbol.dispose]: () => void delay.disable(),
  }
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  )

const freeIn = (folder: string): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
