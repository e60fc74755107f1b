// hearth top where it is meant to be: in a terminal, beside a server that runs and people who talk.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { join as enter, say } from '../harness/cast.ts'
import { hearth, root, type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const folder = temporary('top')
let server: Server
beforeAll(async () => {
  server = await startServer({ within: 60_000 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder.drop()
})

const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-S', join(folder.path, 'tmux'), '-f', '/dev/null', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

it('[CLI-11] in a terminal top paints the same place again and again, and Ctrl-C gives the terminal back', {
  timeout: 60_000,
}, async () => {
  // The shell outlives what Ctrl-C ends.
  const command = `trap : INT; ${join(root, 'bin/hearth')} top --data ${server.data}; echo over; read nothing`
  tmux('new-session', '-d', '-s', 'top', '-x', '90', '-y', '30', 'sh', '-c', command)
  const screen = (): string => tmux('capture-pane', '-p', '-t', 'top')
  const within = { within: 20_000, every: 100, seen: screen }
  await until('the figures', () => /people +\d/.test(screen()), within)
  const ada = await enter(server, 'ada')
  await say(ada, ada.lobby, 'Anybody there?')
  await until('Ada to be counted', () => /people +1/.test(screen()), within)
  // Painted over, not below: each row is there once.
  expect(screen().match(/^people /gm)).toHaveLength(1)
  expect(screen()).toMatch(/^Hearth \d/)
  tmux('send-keys', '-t', 'top', 'C-c')
  await until('the shell to go on', () => screen().includes('over'), within)
  tmux('kill-session', '-t', 'top')
  await ada.wire.close()
})

it('[CLI-10] doctor looks at ports, addresses, neighbours, multicast, clock, certificate, disk and database, a line each', {
  timeout: 60_000,
}, async () => {
  const { stdout } = await hearth(['doctor', '--data', server.data, '--json'], { within: 50_000 })
  const said = stdout.toLowerCase()
  for (const about of ['port', 'address', 'neighbour', 'multicast', 'clock', 'certificate', 'disk', 'database'])
    expect([about, said.includes(about)]).toEqual([about, true])
})

it('[CLI-10] [CLI-11] doctor knows how the server was started, and after a kill both say that none runs, and what to do', {
  timeout: 90_000,
}, async () => {
  const own = temporary('doctor')
  try {
    await using started = await startServer({ data: own.path })
    const ask = async (...words: string[]) => hearth([...words, '--data', own.path], { within: 50_000 })
    const well = await ask('doctor')
    expect(well.stdout).toMatch(/^ok +server +running$/m)
    // Without a page that explains the certificate, as it was started, nobody misses it.
    expect(well.stdout).not.toMatch(/^BAD +port/m)
    await started.kill('SIGKILL')
    const dead = await ask('doctor')
    expect([dead.code, dead.stdout]).toEqual([1, expect.stringMatching(/^BAD +server .*not asked to stop → .*bin\/hearth serve --data/m)])
    const top = await ask('top', '--once')
    expect([top.code, top.stderr]).toEqual([
      1,
      expect.stringMatching(/^hearth: No server is running on .* Start it with bin\/hearth serve/),
    ])
  } finally {
    own.drop()
  }
})
