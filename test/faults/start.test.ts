import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join as at } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, it } from 'vitest'
import { comeBack, join, say } from '../harness/cast.ts'
import { hearth, standardFlags, startServer, temporary } from '../harness/server.ts'
import { connect, refusal, Unanswered } from '../harness/wire.ts'

let folder = temporary('start')
afterEach(() => {
  folder.drop()
  folder = temporary('start')
})
const serve = (...flags: string[]) => hearth(['serve', '--data', folder.path, ...standardFlags, ...flags])

/** One sentence for people: no stack, not a page. */
function expectSentence(text: string): void {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(lines.length, text).toBeLessThanOrEqual(2)
  expect(text).toMatch(/\.\s*$/)
  expect(text).not.toMatch(/\n\s+at |Error:|node:internal/)
}

it('[TEST-8] a port in use is one sentence and exit code 1', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { code, stderr } = await serve('--port', String(port))
  taken.close()
  expect(code).toBe(1)
  expect(stderr).toContain(String(port))
  expectSentence(stderr)
})

it('[TEST-8] a data folder that cannot be written is one sentence and exit code 1', async () => {
  const file = at(folder.path, 'a-file')
  writeFileSync(file, '')
  const { code, stderr } = await hearth(['serve', '--data', at(file, 'data'), ...standardFlags])
  expect(code).toBe(1)
  expect(stderr).toContain(file)
  expectSentence(stderr)
})

it('[TEST-8] F33: a second server on the same data refuses with one sentence, and the first is not disturbed', async () => {
  await using first = await startServer({ data: folder.path })
  const ada = await join(first, 'ada')
  const { code, stderr } = await serve()
  expect(code).toBe(1)
  expect(stderr).toContain(folder.path)
  expectSentence(stderr)
  await say(ada, ada.lobby, 'still here')
  expect(JSON.parse(readFileSync(at(folder.path, 'run.json'), 'utf8')).pid).toBe(first.run.pid)
})

it('[TEST-8] data of a newer version, and of another one, is refused with one sentence and left as it is', {
  timeout: 120_000,
}, async () => {
  const first = await startServer({ data: folder.path })
  await first.stop()
  const ofLayouts: readonly (readonly [string, RegExp])[] = [
    // As a later version would leave it: one more migration than this build knows.
    ["INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_from_the_future', '2099-01-01')", /newer/],
    [
      "UPDATE kysely_migration SET name = '0000_other' WHERE name LIKE '9999%'",
      /has the layout 0000_other.* Start the Hearth that wrote it/,
    ],
  ]
  for (const [change, says] of ofLayouts) {
    changeData(at(folder.path, 'hearth.db'), change)
    const { code, stderr } = await serve()
    expect(code).toBe(1)
    expect(stderr).toMatch(says)
    expectSentence(stderr)
  }
})

function changeData(file: string, statement: string): void {
  if (!existsSync(file)) throw new Error(`there is no ${file}`)
  const database = new DatabaseSync(file)
  database.exec(statement)
  database.close()
}

it.each([
  ['an unknown flag', ['serve', '--colour', 'red']],
  ['an unknown command', ['dance']],
  ['a port that is no number', ['serve', '--port', 'many']],
  ['a flag without its value', ['serve', '--data']],
  ['user without a name', ['user', 'add']],
])('[TEST-8] %s is wrong usage: exit code 2', async (_what, args) => {
  const { code, stderr } = await hearth(args)
  expect(code).toBe(2)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(stderr.trim()).not.toBe('')
})

it('[TEST-9] SIGTERM: clients are told, all is flushed, exit code 0 within five seconds, run.json is gone', async () => {
  const server = await startServer({ data: folder.path })
  const ada = await join(server, 'ada')
  const { id } = await say(ada, ada.lobby, 'the last word')
  const start = performance.now()
  const ended = await server.stop()
  expect(ended).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(5_000)
  expect(ada.wire.heard.map(({ event }) => event)).toContain('server.stopping')
  expect(existsSync(at(folder.path, 'run.json'))).toBe(false)

  await using again = await startServer({ data: folder.path })
  const back = await comeBack(again, 'ada', ada.token)
  expect((await back.wire.ask('room.history', { room: back.lobby })).messages.at(-1)?.id).toBe(id)
})

it('[TEST-9] what is open when the server stops is answered or known to be unknown, never hangs', async () => {
  const server = await startServer({ data: folder.path })
  const ada = await join(server, 'ada')
  const asking = Promise.allSettled(Array.from({ length: 30 }, (_, index) => say(ada, ada.lobby, `${index}`)))
  await server.stop()
  for (const result of await asking)
    if (result.status === 'rejected')
      expect(result.reason instanceof Unanswered || result.reason.code === 'shutting_down' || result.reason.code === 'slow_down').toBe(true)
})

// How long it takes is measured in bench/: a test that shares its machine cannot say.
it('[TEST-9] a second start finds what the first one made, and makes nothing anew', async () => {
  const first = await startServer({ data: folder.path })
  const { token } = await join(first, 'ada')
  const authority = readFileSync(at(folder.path, 'tls/ca.crt'), 'utf8')
  await first.stop()
  await using second = await startServer({ data: folder.path })
  expect(readFileSync(at(folder.path, 'tls/ca.crt'), 'utf8')).toBe(authority)
  const wire = await connect(second)
  expect((await wire.ask('session.resume', { token })).user.name.toLowerCase()).toBe('ada')
})

it('[TEST-9] a stale run.json after kill -9 harms nobody', async () => {
  const first = await startServer({ data: folder.path })
  await first.kill('SIGKILL')
  expect(existsSync(at(folder.path, 'run.json'))).toBe(true)
  await using second = await startServer({ data: folder.path })
  await join(second, 'ada')
})

it('[TEST-9] an outdated client is told which version is needed', async () => {
  await using server = await startServer({ data: folder.path })
  const wire = await connect(server, { protocol: 0, greeted: false })
  await wire.closed
  expect(wire.complaints[0]).toMatchObject({ code: 'outdated_client', needs: 1 })
})

it('[TEST-17] the data folder and everything in it are for their owner only', async () => {
  chmodSync(folder.path, 0o755)
  const data = at(folder.path, 'inner')
  await using server = await startServer({ data })
  await join(server, 'ada')
  expect(modeOf(data)).toBe('700')
  const inside = readdirSync(data, { recursive: true, encoding: 'utf8' })
  for (const name of ['hearth.db', 'control.key', at('tls', 'ca.key'), 'run.json']) expect(inside).toContain(name)
  const open = inside.map((name) => at(data, name)).filter((path) => modeOf(path) !== (statSync(path).isDirectory() ? '700' : '600'))
  expect(open).toEqual([])
})

it('[TEST-17] nobody may do anything before signing in', async () => {
  await using server = await startServer({ data: folder.path })
  await using wire = await connect(server)
  expect(await refusal(wire.ask('room.list', {}))).toBe('not_signed_in')
})

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
