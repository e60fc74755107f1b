// Real servers as processes of their own, on temporary data.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTime, until } from './until.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a ready server writes to DATA/run.json. */
export type Running = {
  readonly pid: number
  readonly httpsPort: number
  readonly httpPort: number | null
  readonly plainPort: number | null
  readonly gateways: Readonly<Record<string, number>>
  readonly url: string
  readonly caFile: string | null
}

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Server = AsyncDisposable & {
  readonly data: string
  readonly run: Running
  readonly ca: string | undefined
  /** Everything the process printed, both streams. */
  output(): string
  kill(signal: NodeJS.Signals): Promise<Ended>
  /** Asks it to stop, as Ctrl-C does. */
  stop(): Promise<Ended>
}

export type StartOptions = {
  readonly data?: string
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** A command put before the server's, say `ip netns exec NAME`. */
  readonly under?: readonly string[]
  readonly within?: number
}

/** A new empty folder; `drop` removes it. */
export function temporary(name: string): { readonly path: string; drop(): void } {
  const path = mkdtempSync(join(tmpdir(), `hearth-${name}-`))
  return { path, drop: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Runs `bin/hearth ARGS` to its end. */
export async function hearth(
  args: readonly string[],
  { input = '', env = {}, within = 60_000 }: { input?: string; env?: Record<string, string>; within?: number } = {},
): Promise<Ended & { stdout: string; stderr: string }> {
  const child = spawn(join(root, 'bin/hearth'), args, { env: { ...plainEnvironment(), ...env }, stdio: 'pipe' })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  try {
    return { ...(await inTime(`hearth ${args.join(' ')} to end`, ended(child), within, () => stdout + stderr)), stdout, stderr }
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL')
  }
}

/** Our environment without anybody's settings of Hearth. */
const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HEARTH_')))

export const standardFlags: readonly string[] = [
  '--port',
  '0',
  '--http-port',
  '0',
  '--bind',
  '127.0.0.1',
  '--no-mdns',
  '--log-level',
  'warn',
]

/** Starts a server and waits until it is ready. Without `data` its folder is temporary and goes when the server is disposed of. */
export async function startServer(options: StartOptions = {}): Promise<Server> {
  const own = options.data === undefined ? temporary('data') : undefined
  const data = options.data ?? own?.path ?? ''
  const command = [...(options.under ?? []), join(root, 'bin/hearth'), 'serve', '--data', data, ...standardFlags, ...(options.flags ?? [])]
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { ...plainEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = printed(child)
  const end = ended(child)
  const kill = async (signal: NodeJS.Signals): Promise<Ended> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return inTime(`the server to end after ${signal}`, end, 30_000, output)
  }
  try {
    // A server in namespaces of its own may see another file system: it is looked at through its eyes.
    const eyes = options.under ? `/proc/${child.pid}/root` : ''
    const run = await until('the server to be ready', () => ready(eyes + data, child), { within: options.within ?? 60_000, seen: output })
    const ca = run.caFile ? readFileSync(eyes + run.caFile, 'utf8') : undefined
    const dispose = async (): Promise<void> => {
      await kill('SIGKILL')
      own?.drop()
    }
    return { data, run, ca, output, kill, stop: () => kill('SIGTERM'), [Symbol.asyncDispose]: dispose }
  } catch (cause) {
    child.kill('SIGKILL')
    own?.drop()
    throw cause
  }
}

/** What run.json says, once it is this process that wrote it. */
function ready(data: string, child: ChildProcess): Running | undefined {
  if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
  try {
    const run: Running = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))
    return run.pid === child.pid ? run : undefined
  } catch {
    return undefined
  }
}

function printed(child: ChildProcess): () => string {
  let text = ''
  const add = (piece: Buffer): void => {
    text = (text + piece.toString()).slice(-200_000)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    child.once('error', () => resolve({ code: -1, signal: null }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
