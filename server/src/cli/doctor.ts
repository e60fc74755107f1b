// hearth doctor: looks at everything that keeps people from getting in, or words from being kept.
import { existsSync } from 'node:fs'
import { access, constants, readdir, readFile, stat, statfs } from 'node:fs/promises'
import { request as httpsRequest } from 'node:https'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { addressesOf } from '#lan/addresses.ts'
import { find } from '#lan/mdns.ts'
import type { Config, Settled } from '#server/config.ts'
import { gatewayNames } from '#server/gateway-settings.ts'
import { operate, type RunningServer, runningServer } from './control.ts'
import * as about from './findings.ts'
import { printable } from './printable.ts'
import { say } from './table.ts'

const WAIT_MS = 3000

/** Exit code 0: nothing must be done; 1: something must. */
export async function examine(settled: Settled, { json }: { readonly json: boolean }): Promise<void> {
  const { config } = settled
  const running = runningServer(config.data)
  const findings = [
    ...about.aboutRuntime(process.version, process.getuid?.() === 0),
    ...(await aboutData(config)),
    about.aboutServer(config.data, stateOf(config.data, running)),
    await aboutDatabase(settled, running),
    ...(await aboutDoors(config, running)),
    ...(await aboutNetwork(config, running)),
    await aboutPlans(settled),
  ]
  if (json) say(JSON.stringify(findings, null, 2))
  else for (const line of about.linesOf(findings)) say(printable(line))
  process.exitCode = about.exitCodeOf(findings)
}

const stateOf = (data: string, running: RunningServer | undefined): about.ServerState =>
  running !== undefined ? 'running' : existsSync(join(data, 'run.json')) ? 'ended' : 'stopped'

async function aboutData({ data, limits }: Config): Promise<readonly about.Finding[]> {
  const there = existsSync(data)
  const writable = await access(there ? data : dirname(data), constants.W_OK).then(
    () => true,
    () => false,
  )
  const { bavail, bsize } = await statfs(there ? data : dirname(data)).catch(() => ({ bavail: 0, bsize: 0 }))
  const state = !there ? 'absent' : writable ? 'there' : 'refused'
  return [...about.aboutFolder(data, state, there ? await readableByOthers(data) : 0), about.aboutDisk(bavail * bsize, limits.freeBytes)]
}

/** Nobody comes to files through a folder that is closed to them. */
async function readableByOthers(folder: string): Promise<number> {
  const OTHERS = 0o077
  if (process.platform === 'win32' || ((await stat(folder)).mode & OTHERS) === 0) return 0
  const names = await readdir(folder).catch(() => [])
  const modes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ mode }) => mode,
        () => 0,
      ),
    ),
  )
  return modes.filter((mode) => (mode & OTHERS) !== 0).length
}

async function aboutDatabase(settled: Settled, running: RunningServer | undefined): Promise<about.Finding> {
  const { data, database } = settled.config
  if (running !== undefined) return about.aboutDatabase(await health(running, data))
  if (database === null && !existsSync(join(data, 'hearth.db'))) return about.aboutDatabase('absent')
  return operate(settled, 'backup.show', {}).then(
    () => about.aboutDatabase('fine'),
    (error: unknown) => about.aboutDatabase('fine', error instanceof Error ? error.message : String(error)),
  )
}

const health = (running: RunningServer, data: string): Promise<'fine' | 'full'> => {
  const given = {
    host: '127.0.0.1',
    port: running.httpsPort,
    path: '/healthz',
    headers: { host: 'localhost' },
    timeout: WAIT_MS,
    agent: false,
  }
  return new Promise((resolve) => {
    // The process lives on this machine, and the answer is one bit.
    httpsRequest({ ...given, rejectUnauthorized: false, servername: 'localhost' }, (answer) =>
      resolve(answer.statusCode === 200 ? 'fine' : 'full'),
    )
      .on('timeout', () => resolve('full'))
      .on('error', () => resolve(existsSync(data) ? 'fine' : 'full'))
      .end()
  })
}

async function aboutDoors(config: Config, running: RunningServer | undefined): Promise<readonly about.Finding[]> {
  const gateways = gatewayNames.flatMap((name): [string, number][] => {
    const port = running?.gateways?.[name] ?? config.gateways[name]?.port
    return port === undefined || port === 0 ? [] : [[`gateway ${name}`, port]]
  })
  const doors: [string, number][] = [
    ['https', running?.httpsPort ?? config.port],
    // As it was started, which may have been with other flags than this.
    ['the page that explains the certificate', (running === undefined ? config.httpPort : running.httpPort) ?? 0],
    ...gateways,
  ]
  const asked = doors.filter(([, port]) => port !== 0)
  return Promise.all(
    asked.map(async ([name, port]) =>
      about.aboutPort(name, port, running === undefined ? await isFree(config.bind, port) : await answers(port)),
    ),
  )
}

const answers = (port: number): Promise<'ours' | 'silent'> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: WAIT_MS })
    const end = (state: 'ours' | 'silent') => {
      socket.destroy()
      resolve(state)
    }
    socket
      .once('connect', () => end('ours'))
      .once('timeout', () => end('silent'))
      .once('error', () => end('silent'))
  })

const isFree = (bind: string, port: number): Promise<'free' | 'taken' | 'forbidden'> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve('code' in error && error.code === 'EACCES' ? 'forbidden' : 'taken'))
    server.listen(port, bind, () => server.close(() => resolve('free')))
  })

async function aboutNetwork({ mdns, data }: Config, running: RunningServer | undefined): Promise<readonly about.Finding[]> {
  const addresses = addressesOf()
  const [heard, shown, newest, neighbours] = await Promise.all([
    mdns ? heardNearby(running) : ('nobody' as const),
    running === undefined ? undefined : certificateOf(running),
    writtenLast(data),
    neighboursSeen(),
  ])
  return [
    about.aboutAddresses(addresses),
    about.aboutNeighbours(neighbours),
    about.aboutMulticast(mdns, running !== undefined, heard),
    about.aboutClock(
      Date.now(),
      newest,
      existsSync('/run/systemd/timesync') ? existsSync('/run/systemd/timesync/synchronized') : undefined,
    ),
    about.aboutCertificate(shown, addresses, Date.now()),
  ]
}

async function heardNearby(running: RunningServer | undefined): Promise<'self' | 'others' | 'nobody' | 'failed'> {
  const found = await find({ seconds: 2 }).catch(() => undefined)
  if (found === undefined) return 'failed'
  const own = addressesOf().map(({ address }) => address)
  const isSelf = found.some(({ port, addresses }) => port === running?.httpsPort && addresses.some((address) => own.includes(address)))
  return isSelf ? 'self' : found.length > 0 ? 'others' : 'nobody'
}

const certificateOf = ({ httpsPort }: RunningServer): Promise<about.Shown | undefined> =>
  new Promise((resolve) => {
    // What is shown is looked at, not trusted.
    const socket = connectTls(
      { host: '127.0.0.1', port: httpsPort, servername: 'localhost', rejectUnauthorized: false, timeout: WAIT_MS },
      () => {
        const { valid_from: from, valid_to: to, subjectaltname: names = '' } = socket.getPeerCertificate()
        socket.destroy()
        resolve({
          from: Date.parse(from),
          to: Date.parse(to),
          names: names.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')),
        })
      },
    )
    socket
      .once('timeout', () => socket.destroy())
      .once('error', () => resolve(undefined))
      .once('close', () => resolve(undefined))
  })

/** By the clock of then. */
async function writtenLast(data: string): Promise<number | undefined> {
  const times = await Promise.all(
    ['hearth.db', 'hearth.db-wal', 'run.json'].map((name) =>
      stat(join(data, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  const last = Math.max(...times)
  return last === 0 ? undefined : last
}

/** Linux keeps a table of those it has spoken with. */
const neighboursSeen = (): Promise<number | undefined> =>
  readFile('/proc/net/arp', 'utf8').then(
    (table) =>
      table
        .trim()
        .split('\n')
        .slice(1)
        .filter((line) => !line.includes('00:00:00:00:00:00')).length,
    () => undefined,
  )

async function aboutPlans(settled: Settled): Promise<about.Finding> {
  if (!existsSync(join(settled.config.data, 'hearth.db')) && settled.config.database === null) return about.aboutBackups('none', undefined)
  const shown = await operate(settled, 'backup.show', {}).catch(() => undefined)
  if (shown === undefined || shown.plan === null) return about.aboutBackups('none', undefined)
  const { last } = shown
  if (last?.says !== undefined) return about.aboutBackups('failing', last.says)
  return about.aboutBackups(
    'fine',
    last === null ? undefined : `the last one was made ${new Date(last.at).toISOString().slice(0, 16).replace('T', ' ')}`,
  )
}
