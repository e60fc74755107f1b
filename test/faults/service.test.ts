// What packaging/hearth.service asks of the system, without systemd: a user of its own, its umask, no capabilities, its limit of open files.
import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { connect as dial, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join as at } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { join, say } from '../harness/cast.ts'
import { noteFault } from '../harness/deep.ts'
import { root, type Server, startServer, temporary } from '../harness/server.ts'
import { inTime, until } from '../harness/until.ts'

/** Nobody's number, another one each time, so that whatever it owns was written by this server. */
const USER = 100_000 + (process.pid % 100_000)
const unit = readFileSync(at(root, 'packaging/hearth.service'), 'utf8')
const set = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? ''
const folder = temporary('service')
const data = at(folder.path, 'hearth')

beforeAll(() => {
  mkdirSync(data, { mode: 0o700 })
  chownSync(data, USER, USER)
  chownSync(folder.path, USER, USER)
})
afterAll(() => folder.drop())

/** As the unit runs it; each of these commands becomes the next, so that the process keeps its number. */
const asService = (openFiles: string): string[] => [
  ...['prlimit', `--nofile=${openFiles}`],
  ...['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'],
  ...['sh', '-c', `umask ${set('UMask')} && exec "$@"`, 'sh'],
]
const start = (openFiles: string): Promise<Server> => startServer({ data, under: asService(openFiles), env: { HOME: '/nonexistent' } })

it('[FAULT-4] S-46: as the unit says, the server starts as a user without rights, writes only below its folder, for itself alone, and stops in time', async () => {
  expect(set('ExecStart')).toMatch(/\/bin\/hearth serve --data \/var\/lib\/hearth$/)
  expect([set('User'), set('NoNewPrivileges'), set('CapabilityBoundingSet')]).toEqual(['hearth', 'yes', ''])
  await using server = await start(String(Math.min(Number(set('LimitNOFILE')), mostFiles())))
  const status = readFileSync(`/proc/${server.run.pid}/status`, 'utf8')
  expect(status).toMatch(new RegExp(`^Uid:\\s+${USER}\\s+${USER}`, 'm'))
  expect(status).toMatch(/^CapEff:\s+0+$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  const ada = await join(server, 'ada')
  await say(ada, ada.lobby, 'Hello, service.')
  const began = performance.now()
  expect(await server.stop()).toEqual({ code: 0, signal: null })
  expect(performance.now() - began).toBeLessThan(Number(set('TimeoutStopSec')) * 1000)
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' }))
    expect(statSync(at(data, name)).mode & 0o077, `${name} is closed to others`).toBe(0)
  const places = [tmpdir(), '/var/tmp', '/dev/shm', at(root, '.tools'), at(root, 'web')].filter((place) => existsSync(place))
  // Others come and go in these places meanwhile, about which it complains.
  const { stdout: elsewhere } = spawnSync(
    'find',
    [...places, '-maxdepth', '3', '-path', folder.path, '-prune', '-o', '-uid', String(USER), '-print'],
    {
      encoding: 'utf8',
    },
  )
  expect(elsewhere).toBe('')
})

it('[FAULT-4] S-46: the image starts the same command as a user without rights, and its look at the health is right while the server runs and after', async () => {
  const image = readFileSync(at(root, 'packaging/Containerfile'), 'utf8').replaceAll('\\\n', ' ')
  const said = (word: string): string[] => JSON.parse(new RegExp(`^${word}.*?(\\[.*\\])$`, 'm').exec(image)?.[1] ?? '[]')
  expect([said('ENTRYPOINT'), said('CMD')]).toEqual([
    ['sh', '/opt/hearth/bin/hearth'],
    ['serve', '--data', '/data'],
  ])
  expect(existsSync(at(root, 'bin/hearth'))).toBe(true)
  await using server = await start('1024')
  const [node = '', ...look] = said('HEALTHCHECK').map((word) => word.replace('port:8443', `port:${server.run.httpsPort}`))
  expect([node, look.length]).toEqual(['node', 2])
  const isWell = (): boolean => spawnSync(process.execPath, look, { timeout: 30_000 }).status === 0
  expect(isWell()).toBe(true)
  await server.stop()
  expect(isWell()).toBe(false)
})

it('[FAULT-4] F16: with 256 open files and 400 who connect, who is inside talks on, nothing crashes, and there is room when they go', {
  timeout: 120_000,
}, async () => {
  await using server = await start('256')
  const ada = await join(server, 'bo')
  const crowd: Socket[] = []
  try {
    for (let count = 0; count < 400; count++) {
      const socket = dial({ port: server.run.httpsPort, host: '127.0.0.1', localAddress: `127.0.${1 + (count % 40)}.1` })
      socket.on('error', () => {})
      crowd.push(socket)
    }
    const open = (): number => readdirSync(`/proc/${server.run.pid}/fd`).length
    await until('the last file to be open', () => open() >= 250, { within: 30_000, seen: open })
    for (let times = 0; times < 10; times++) await say(ada, ada.lobby, `still here ${times}`)
    const [before, since] = [processorTicks(server.run.pid), performance.now()]
    for (let times = 0; times < 10; times++) await say(ada, ada.lobby, `and here ${times}`)
    noteFault(
      'F16',
      undefined,
      `${open()} of 256 files open, ${processorTicks(server.run.pid) - before} ticks of the processor in ${Math.round(performance.now() - since)} ms`,
    )
  } finally {
    for (const socket of crowd) socket.destroy()
  }
  const late = await until('room for one more', () => inTime('an account', join(server, 'cy'), 10_000).catch(() => undefined), {
    within: 60_000,
    every: 200,
  })
  await say(late, late.lobby, 'in at last')
  await ada.wire.hears('message.said', ({ with: { text } }) => text === 'in at last')
  expect(await server.stop()).toEqual({ code: 0, signal: null })
})

it('[FAULT-4] a limit under which Node cannot even begin is one sentence that says what to do instead', () => {
  const tried = ['--as=314572800', '--data=314572800'].map((limit) =>
    spawnSync('prlimit', [limit, at(root, 'bin/hearth'), 'serve'], { encoding: 'utf8' }),
  )
  for (const { status, stderr } of tried) {
    expect(status).toBe(1)
    expect(stderr).toMatch(/^hearth: a limit of 300 MB \(ulimit -[vd]\) .* MemoryMax .*\.\n$/)
  }
})

/** In a container even root may be allowed fewer than the unit asks for. */
function mostFiles(): number {
  const said = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim()
  return said === 'unlimited' ? Number.POSITIVE_INFINITY : Number(said)
}

/** Hundredths of a second it has worked. */
function processorTicks(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = rest.split(' ')
  return Number(fields[11]) + Number(fields[12])
}
