// Ways to measure that several benchmarks share.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'
import { memoryOf } from '#harness/raw.ts'
import { until } from '#harness/until.ts'

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
  const inspector = await openSocket(address, undefined)
  for (let id = 1; id <= 3; id++) {
    const answered = once(inspector, 'message')
    inspector.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await answered
  }
  inspector.close()
  return restingMemory(pid)
}

export type Bare = AsyncDisposable & { readonly port: number; readonly ca: string; readonly pid: number; output(): string }

/** Starts the bare server on the server's core. */
export async function startBare(): Promise<Bare> {
  const program = fileURLToPath(new URL('./bare.ts', import.meta.url))
  const [command, ...args]: readonly string[] = [...onServerCore, process.execPath, program]
  const child: ChildProcess = spawn(command ?? process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...inspected },
  })
  let said = ''
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()))
  const [line] = child.stdout ? await once(child.stdout, 'data') : []
  const { port, ca }: { port: number; ca: string } = JSON.parse(String(line))
  return {
    port,
    ca,
    pid: child.pid ?? 0,
    output: () => said,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

/** A connection that only counts what it gets. */
export async function openSocket(url: string, ca: string | undefined, onText: (bytes: Buffer) => void = () => {}): Promise<WebSocket> {
  const socket = new WebSocket(url, { ...(ca === undefined ? {} : { ca }), perMessageDeflate: false })
  socket.on('message', (bytes: Buffer) => onText(bytes))
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}
