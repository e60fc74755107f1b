// A real PostgreSQL of the tests' own: a new cluster in a temporary folder, on loopback, gone afterwards.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { temporary } from './server.ts'
import { inTime, until } from './until.ts'

export type Postgres = AsyncDisposable & {
  /** Of the database `postgres`, as a user who may make others. */
  readonly url: string
  /** A new empty database. */
  database(name: string): string
  /** Runs one of its programs against it, say pg_amcheck. */
  run(program: string, ...args: string[]): string
}

/**
 * Starts PostgreSQL, as another user when we are root, which it refuses to run as.
 * @param durable false: what it says it keeps would not outlive a power cut, which no test can tell, and each commit is quicker
 */
export async function startPostgres({ durable = true } = {}): Promise<Postgres> {
  const bin = whereItIs()
  const folder = temporary('postgres')
  const as = process.getuid?.() === 0 ? otherUser(folder.path) : {}
  const run = (program: string, ...args: string[]): string =>
    execFileSync(join(bin, program), args, {
      ...as,
      cwd: folder.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    })
  const data = join(folder.path, 'data')
  run('initdb', '-D', data, '-U', 'hearth', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync')
  const port = await freePort()
  const settings = [
    '-p',
    String(port),
    '-k',
    folder.path,
    '-h',
    '127.0.0.1',
    '-c',
    `fsync=${durable ? 'on' : 'off'}`,
    '-c',
    `full_page_writes=${durable ? 'on' : 'off'}`,
    '-c',
    'max_connections=120',
    '-c',
    'log_min_messages=fatal',
  ]
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...settings], { ...as, cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] })
  const problems: string[] = []
  child.stderr?.on('data', (piece: Buffer) => problems.push(piece.toString()))
  const answers = (): boolean => isReady(run, port)
  try {
    await until('PostgreSQL to answer', answers, { every: 100, within: 30_000, seen: () => problems.join('') })
  } catch (cause) {
    child.kill('SIGKILL')
    folder.drop()
    throw cause
  }
  const url = (database: string): string => `postgres://hearth@127.0.0.1:${port}/${database}`
  return {
    url: url('postgres'),
    run: (program, ...args) => run(program, '-h', '127.0.0.1', '-p', String(port), '-U', 'hearth', ...args),
    database: (name) => {
      run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'hearth', name)
      return url(name)
    },
    [Symbol.asyncDispose]: async () => {
      await stop(child)
      folder.drop()
    },
  }
}

function isReady(run: (program: string, ...args: string[]) => string, port: number): boolean {
  try {
    run('pg_isready', '-q', '-h', '127.0.0.1', '-p', String(port), '-U', 'hearth')
    return true
  } catch {
    return false
  }
}

/** Fast shutdown (SIGINT); at last by force. */
async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  child.kill('SIGINT')
  try {
    await inTime('PostgreSQL to stop', gone)
  } catch {
    child.kill('SIGKILL')
  }
}

const places = [
  '/usr/lib/postgresql/15/bin',
  '/usr/lib/postgresql/16/bin',
  '/usr/lib/postgresql/17/bin',
  '/opt/homebrew/opt/postgresql@15/bin',
]

function whereItIs(): string {
  const place = places.find((one) => existsSync(join(one, 'initdb')))
  if (!place) throw new Error('PostgreSQL 15 is missing; install it with: bin/setup --for-tests')
  return place
}

/** Gives the folder to a user who is not root and returns who that is. */
function otherUser(folder: string): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
      )
      chownSync(folder, uid, gid)
      return { uid, gid }
    } catch {
      // The next one, then.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody')
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
