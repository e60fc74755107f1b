// Ways to measure that several benchmarks share.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import WebSocket from 'ws'
import { memoryOf } from '#harness/raw.ts'
import { until } from '#harness/until.ts'
import { cpuOf } from './load/party.ts'

const cores = hasTaskset()
/** The server has the first core, where there is taskset and there are two; bin/bench puts the load on the second. */
export const onServerCore: readonly string[] = cores ? ['taskset', '-c', '0'] : []
export const pinned = cores

function hasTaskset(): boolean {
  try {
    // Not `nproc`: it counts what this process may use, and the load has one core already.
    return cpus().length > 1 && execFileSync('taskset', ['-c', '0', 'true']).length === 0
  } catch {
    return false
  }
}

export const middle = (list: readonly number[], part = 0.5): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length * part)] ?? Number.NaN
export const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10

/** Resident memory once it has come to rest: the lowest of the last samples. */
export async function restingMemory(pid: number, seconds = 6): Promise<number> {
  const samples: number[] = []
  await until('memory to come to rest', () => samples.push(memoryOf(pid)) >= seconds * 4, { every: 250, within: seconds * 2_000 })
  return Math.min(...samples.slice(-8))
}

/** Lets a server be asked to tidy up before it is weighed: else what is measured is mostly when its collector last ran. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const

/** Resident memory after a full collection. */
export async function tidyMemory(pid: number, output: string): Promise<number> {
  const address = /ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/.exec(output)?.[0]
  if (!address) throw new Error('the server does not listen to an inspector')
  const inspector = await openInspector(address)
  for (let id = 1; id <= 3; id++) {
    const answered = once(inspector, 'message')
    inspector.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await answered
  }
  inspector.close()
  return restingMemory(pid, 2)
}

async function openInspector(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

/** The kernel counts in hundredths of a second: a server at rest uses less than two of a hundred. */
const REST_SHARE = 0.02
const LOOK_SECONDS = 0.1

/** Until all of them have been at rest for so long; false where they never were `within` the time. */
export async function allAtRest(pids: readonly number[], quietSeconds: number, withinSeconds: number): Promise<boolean> {
  const began = performance.now()
  const used = (): number[] => pids.map(cpuOf)
  let looks = [used()]
  const looksInQuiet = Math.round(quietSeconds / LOOK_SECONDS)
  // Half a tick: sums of hundredths are not exact.
  const most = quietSeconds * REST_SHARE + 0.005
  while (performance.now() - began < withinSeconds * 1000) {
    await new Promise((again) => setTimeout(again, LOOK_SECONDS * 1000))
    looks = [...looks, used()].slice(-looksInQuiet - 1)
    const [first, last] = [looks[0] ?? [], looks.at(-1) ?? []]
    if (looks.length > looksInQuiet && last.every((seconds, index) => seconds - (first[index] ?? 0) <= most)) return true
  }
  return false
}
