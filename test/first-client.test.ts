// The sixty lines of docs/first-client against a real server: what they need is all in docs/protocol.md.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join as at } from 'node:path'
import { errors } from '@hearth/protocol/errors.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { comeBack, join, password } from './harness/cast.ts'
import { root, type Server, startServer, temporary } from './harness/server.ts'
import { until } from './harness/until.ts'

const program = at(root, 'docs/first-client/talk.mjs')

type Talker = Disposable & { say(text: string): void; lines(): string[]; reads(line: string): Promise<unknown> }

function talker({ run: { httpsPort, caFile } }: Server, name: string, password: string, ...code: string[]): Talker {
  const address = `wss://127.0.0.1:${httpsPort}/ws`
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [program, address, name, password, ...code], {
    env: { ...process.env, ...(caFile === null ? {} : { NODE_EXTRA_CA_CERTS: caFile }) },
  })
  let output = ''
  child.stdout.on('data', (piece: Buffer) => void (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => void (output += piece.toString()))
  const lines = () => output.split('\n').filter((line) => line !== '')
  return {
    say: (text) => void child.stdin.write(`${text}\n`),
    lines,
    reads: (line) => until(`${name} to read “${line}”`, () => lines().includes(line), { within: 20_000, seen: lines }),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

test('[CLIENT-16] the first client fits in sixty lines', () => {
  expect(readFileSync(program, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(60)
})

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '[CLIENT-16] it registers, joins by a code, talks, and after %s of the server resumes with nothing missed and nothing twice',
  async (signal) => {
    const folder = temporary('first-client')
    let server = await startServer({ data: folder.path })
    try {
      const cy = await join(server, 'cy')
      const { room } = await cy.wire.ask('room.create', { kind: 'group', name: 'Workshop' })
      if (!room.code) throw new Error('the group has no code')
      using ada = talker(server, 'Ada', password, room.code)
      using bo = talker(server, 'Bo', password, room.code)
      await ada.reads('* in as Ada')
      await bo.reads('* in as Bo')
      ada.say('anybody home?')
      await bo.reads('Ada: anybody home?')
      const flags = ['--port', String(server.run.httpsPort)]
      await server.kill(signal)
      bo.say('I am, even while the server is away')
      server = await startServer({ data: folder.path, flags })
      await ada.reads('Bo: I am, even while the server is away')
      ada.say('good')
      await Promise.all([ada.reads('Ada: good'), bo.reads('Ada: good')])
      const said = (talk: Talker) => talk.lines().filter((line) => !line.startsWith('*'))
      expect(said(ada)).toEqual(['Ada: anybody home?', 'Bo: I am, even while the server is away', 'Ada: good'])
      expect(said(bo)).toEqual(said(ada))
      const back = await comeBack(server, 'cy', cy.token)
      const kept = async (where: RoomId) => (await back.wire.ask('room.history', { room: where })).messages.map(({ text }) => text)
      expect(await kept(room.id)).toEqual(['anybody home?', 'I am, even while the server is away', 'good'])
      expect(await kept(back.lobby)).toEqual([])
    } finally {
      await server[Symbol.asyncDispose]()
      folder.drop()
    }
  },
)

test('[CLIENT-16] without a code it talks in the lobby; a second time it signs in with the same name', async () => {
  await using server = await startServer()
  const cy = await join(server, 'cy')
  for (const text of ['the first time', 'the second time']) {
    using ada = talker(server, 'Ada', password)
    await ada.reads('* in as Ada')
    ada.say(text)
    await cy.wire.hears('message.said', (event) => event.room === cy.lobby && event.with.text === text)
  }
})

test('[CLIENT-16] it says what it is refused, and signs in only where the name is taken', async () => {
  await using server = await startServer()
  using ada = talker(server, 'Ada', 'short')
  await ada.reads(`* ${errors.password_weak.says}`)
  await join(server, 'bo')
  using bo = talker(server, 'Bo', 'not the one that was chosen')
  await bo.reads(`* ${errors.bad_credentials.says}`)
})
