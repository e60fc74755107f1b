// Ways to measure that several benchmarks share.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'
import { memoryOf } from '../test/harness/raw.ts'
import { until } from '../test/harness/until.ts'

const cores = hasTaskset()
/** The server has the first core, the load the second, where there is taskset and there are two. */
export const onServerCore: readonly string[] = cores ? ['taskset', '-c', '0'] : []
export const pinned = cores

/** Moves this process to the load's core. */
export function moveToLoadCore(): void {
  if (cores) execFileSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)], { stdio: 'ignore' })
}

function hasTaskset(): boolean {
  try {
    return Number(execFileSync('nproc', { encoding: 'utf8' })) > 1 && execFileSync('taskset', ['-c', '0', 'true']).length === 0
  } catch {
    return false
  }
}

export const middle = (list: readonly number[], part = 0.5): number => list.toSorted((a, b) => a - b)[Math.floor(list.length * part)] ?? Number.NaN
export const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10

/** Resident memory once it has come to rest: the lowest of the last samples. */
export async function restingMemory(pid: number, seconds = 6): Promise<number> {
  const samples: number[] = []
  await until('memory to come to rest', () => samples.push(memoryOf(pid)) >= seconds * 4, { every: 250, within: seconds * 2_000 })
  return Math.min(...samples.slice(-8))
}

export type Bare = AsyncDisposable & { readonly port: number; readonly ca: string; readonly pid: number }

/** Starts the bare server on the server's core. */
export async function startBare(): Promise<Bare> {
  const [command = '', ...args] = [...onServerCore, process.execPath, fileURLToPath(new URL('./bare.ts', import.meta.url))]
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = child.stdout ? await once(child.stdout, 'data') : []
  const { port, ca }: { port: number; ca: string } = JSON.parse(String(line))
  return {
    port,
    ca,
    pid: child.pid ?? 0,
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
