// The sixty lines of docs/first-client against a real server: what they need is all in docs/protocol.md.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, startServer, temporary } from './harness/server.ts'
import { until } from './harness/until.ts'

const program = join(root, 'docs/first-client/talk.mjs')

type Talker = Disposable & { say(text: string): void; lines(): string[]; reads(line: string): Promise<unknown> }

function talker(url: string, caFile: string | null, name: string): Talker {
  const address = `${url.replace('https:', 'wss:')}/ws`
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [program, address, name, 'a long walk by the sea'], {
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

test('[CLIENT-16] it registers, joins, talks, and after a drop resumes with nothing missed and nothing twice', async () => {
  const folder = temporary('first-client')
  try {
    let server = await startServer({ data: folder.path })
    const { url, caFile, httpsPort } = server.run
    const here = url.replace(/\/\/[^/:]+/, '//127.0.0.1')
    using ada = talker(here, caFile, 'Ada')
    using bo = talker(here, caFile, 'Bo')
    await ada.reads('* in as Ada')
    await bo.reads('* in as Bo')
    ada.say('anybody home?')
    await bo.reads('Ada: anybody home?')
    await server.stop()
    bo.say('I am, even while the server is away')
    server = await startServer({ data: folder.path, flags: ['--port', String(httpsPort)] })
    await ada.reads('Bo: I am, even while the server is away')
    ada.say('good')
    await bo.reads('Ada: good')
    const said = (talk: Talker) => talk.lines().filter((line) => !line.startsWith('*'))
    expect(said(ada)).toEqual(['Ada: anybody home?', 'Bo: I am, even while the server is away', 'Ada: good'])
    expect(said(bo)).toEqual(said(ada))
    await server.stop()
  } finally {
    folder.drop()
  }
})
