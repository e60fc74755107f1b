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
  const command = `${join(root, 'bin/hearth')} top --data ${server.data}; echo over; read nothing`
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

it('[CLI-10] doctor looks at ports, addresses, neighbours, multicast, clock, certificate, disk, database and gateways, a line each', {
  timeout: 60_000,
}, async () => {
  const { stdout } = await hearth(['doctor', '--data', server.data, '--json'], { within: 50_000 })
  const said = stdout.toLowerCase()
  for (const about of ['port', 'address', 'neighbour', 'multicast', 'clock', 'certificate', 'disk', 'database', 'gateway'])
    expect([about, said.includes(about)]).toEqual([about, true])
})
