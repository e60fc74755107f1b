// The servers that are compared, each started on the server's core.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startServer, temporary } from '#harness/server.ts'
import { inTime, until } from '#harness/until.ts'
import type { Address } from '../load/line.ts'
import type { TongueName } from '../load/tongues/all.ts'
import { onServerCore } from '../measure.ts'
import { type Peer, prepare, type SetUp } from './peers.ts'

export type Started = AsyncDisposable & {
  readonly tongue: TongueName
  readonly address: Address
  readonly pid: number
  output(): string
}
export type Env = Readonly<Record<string, string>>

/** Wide where a crowd comes from one address and asks as fast as it can; all else as it is out of the box. */
const crowd: Env = {
  HEARTH_LIMITS_FRAMES_PER_SECOND: '1000000',
  HEARTH_LIMITS_WAITING_PER_ADDRESS: '10000',
  HEARTH_LIMITS_WAITING_IN_ALL: '10000',
  HEARTH_LIMITS_ROOMS_PER_PERSON: '10000',
}

export async function startHearth(way: 'plain' | 'tls' = 'plain', env: Env = {}, data?: string): Promise<Started> {
  const server = await startServer({
    under: onServerCore,
    flags: ['--plain-port', '0'],
    env: { ...crowd, ...env },
    ...(data === undefined ? {} : { data }),
    within: 120_000,
  })
  const { httpsPort, plainPort, pid } = server.run
  return {
    tongue: 'hearth',
    address: way === 'tls' ? { port: httpsPort, ca: server.ca } : { port: plainPort ?? 0 },
    pid,
    output: server.output,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

export const startFloor = (mode: 'joined' | 'single' | 'secure', env: Env = {}): Promise<Started> =>
  startProgram('./floor.ts', [mode], 'bareRoom', env)

/** @param folder where it keeps what it is sent */
export const startStream = (folder: string): Promise<Started> => startProgram('./stream.ts', [folder], 'bareRoom')

export const startKept = (): Promise<Started> => startProgram('./kept.ts', [], 'keptLines')

/** A peer in one of its set-ups, on a free port, with what it writes in a folder that goes with it. */
export async function startPeer({ name, tongue }: Peer, setUp: SetUp): Promise<Started> {
  const folder = temporary('peer')
  const port = await freePort()
  const bench = fileURLToPath(new URL('..', import.meta.url))
  const { command, env } = prepare(setUp, { port: String(port), folder: folder.path, node: process.execPath, bench })
  const [program = '', ...args] = [...onServerCore, ...command]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder.path, env: { ...process.env, ...env } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-4000)))
  const gone = new Promise<void>((resolve) =>
    child.once('close', () => resolve()).once('error', (error) => ((said += error.message), resolve())),
  )
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
    folder.drop()
  }
  try {
    await until(`${name} to listen`, () => listens(port), { within: 30_000, every: 100, seen: () => said })
  } catch (cause) {
    await stop()
    throw cause
  }
  return { tongue, address: { port }, pid: child.pid ?? 0, output: () => said, [Symbol.asyncDispose]: stop }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })

/** A program of ours that says its address in one line when it is ready. */
async function startProgram(file: string, args: readonly string[], tongue: TongueName, env: Env = {}): Promise<Started> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const [command = '', ...rest] = [...onServerCore, process.execPath, program, ...args]
  const child: ChildProcess = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let said = ''
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()))
  const gone = once(child, 'close')
  const [line] = child.stdout ? await inTime(file, once(child.stdout, 'data'), 10_000, () => said) : []
  const address: Address = JSON.parse(String(line))
  return {
    tongue,
    address,
    pid: child.pid ?? 0,
    output: () => said,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await gone
    },
  }
}
