import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const hearth = fileURLToPath(new URL('../../../bin/hearth', import.meta.url))
const PASSWORD = 'a sentence nobody guesses'

// What the tests themselves are told must not become settings.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HEARTH_')))

type Ended = { code: number | null; out: string; err: string }
type Server = { child: ChildProcess; out: () => string; ended: Promise<Ended> }

let folder: string
let data: string
let running: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-cli-'))
  data = join(folder, 'data')
  running = []
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(
    running
      .filter((child) => child.exitCode === null && child.signalCode === null)
      .map((child) => new Promise((resolve) => child.once('exit', resolve))),
  )
  rmSync(folder, { recursive: true, force: true })
})

function start(args: readonly string[], { input = '', command = hearth, cwd = folder } = {}): Server {
  const child = spawn(command, [...args], { cwd, env })
  running.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (part) => (out += part))
  child.stderr.on('data', (part) => (err += part))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })))
  return { child, out: () => out, ended }
}
const run = (args: readonly string[], options?: Parameters<typeof start>[1]) => start(args, options).ended
const onData = (...args: string[]) => [...args, '--data', data]
const addAda = () => run(onData('user', 'add', 'Ada', '--admin', '--password-stdin'), { input: `${PASSWORD}\n` })

async function serve(...args: string[]): Promise<Server> {
  const server = start(
    onData('serve', '--port', '0', '--http-port', '0', '--no-mdns', '--bind', '127.0.0.1', '--log-level', 'warn', ...args),
  )
  await vi.waitFor(() => expect(server.out()).toContain('Ctrl-C stops the server.'), { timeout: 15_000, interval: 50 })
  return server
}
/** Ada uploads and sends a file of so many bytes. */
async function sendFile(bytes: number): Promise<void> {
  const base = `http://127.0.0.1:${runFile().plainPort}`
  const ask = async (name: string, takes: object, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(`${base}/api/${name}`, { method: 'POST', headers, body: JSON.stringify(takes) })
    return JSON.parse(await answer.text()).ok
  }
  const { token } = await ask('session.open', { name: 'Ada', password: PASSWORD })
  const [room] = (await ask('room.list', {}, token)).rooms
  const begun = await fetch(`${base}/files`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' },
      ...{ 'upload-length': String(bytes), 'upload-metadata': `room ${btoa(room.id)}` },
    },
    body: new Uint8Array(bytes),
  })
  const files = [begun.headers.get('location')?.replace('/files/', '')]
  await ask('message.send', { room: room.id, text: '', clientId: 'one', files }, token)
}
const runFile = () => JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))

describe('[CLI-1] exit codes: 0 done, 1 could not be done, 2 asked for wrongly; each failure is one sentence', () => {
  test.each([[['help']], [['--help']], [['version']], [['serve', '--help']]])('[CLI-1] %s is 0', async (args) => {
    const { code, out } = await run(args)
    expect(code).toBe(0)
    expect(out).not.toBe('')
  })

  test.each([
    [[]],
    [['nonsense']],
    [['serve', '--nonsense']],
    [['serve', '--port', 'x']],
    [['serve', '--limit', 'nothing=1']],
    [['user', 'add']],
    [['user', 'add', 'Ada']],
    [['invite', '--uses', '0']],
    [['find', '--seconds', 'soon']],
    [['archive', 'Lobby']],
    [['archive', 'Lobby', 'soon']],
  ])('[CLI-1] %s is 2', async (args) => {
    const { code, err } = await run(args)
    expect(code).toBe(2)
    expect(err).not.toContain('    at ')
  })

  test('[CLI-1] a reader that has seen enough and hangs up is no failure', async () => {
    const { err } = await run(['-c', `'${hearth}' config explain --data '${data}' | true`], { command: 'sh' })
    expect(err).toBe('')
  })

  test('[CLI-1] a port in use, a folder that is a file, newer data, wrong settings: 1 and one sentence', { timeout: 40_000 }, async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const wrong = join(folder, 'wrong.toml')
    writeFileSync(wrong, 'port = "x"')
    await addAda()
    const database = new DatabaseSync(join(data, 'hearth.db'))
    database.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_later', '2099-01-01')")
    database.close()

    const base = ['serve', '--http-port', '0', '--no-mdns', '--bind', '127.0.0.1']
    const failures = await Promise.all([
      run([...base, '--data', join(folder, 'a'), '--port', port]),
      run([...base, '--data', file, '--port', '0']),
      run([...base, '--data', join(file, 'below'), '--port', '0']),
      run([...base, '--config', wrong]),
      run([...base, '--data', data, '--port', '0']),
      run([...base, '--data', join(folder, 'b'), '--port', '0', '--tls-cert', file, '--tls-key', file]),
    ])
    taken.close()
    for (const { code, err } of failures) {
      expect(err).toMatch(/^hearth: [^\n]+\n$/)
      expect(code).toBe(1)
    }
    expect(failures[0]?.err).toContain(`Port ${port} is in use`)
    expect(failures[1]?.err).toContain(file)
    expect(failures[3]?.err).toContain('port must be a whole number')
  })

  test('[CLI-1] it runs through a symlink, from any folder', async () => {
    const link = join(folder, 'my-hearth')
    symlinkSync(hearth, link)
    expect(await run(['version'], { command: link, cwd: '/' })).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})

describe('[CLI-2] the operator’s commands work with and without a running server', () => {
  test('[CLI-2] without one', async () => {
    expect(await addAda()).toMatchObject({ code: 0, out: 'Ada can sign in now, and looks after the server.\n' })
    await walkThrough()
    expect(statSync(data).mode & 0o777).toBe(0o700)
    expect(statSync(join(data, 'hearth.db')).mode & 0o777).toBe(0o600)
  }, 60_000)

  test('[CLI-2] with one, through it', async () => {
    const server = await serve()
    expect(await addAda()).toMatchObject({ code: 0 })
    await walkThrough()
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  }, 60_000)

  test('[CLI-2] a run.json left by kill -9 does no harm', async () => {
    const server = await serve()
    server.child.kill('SIGKILL')
    await server.ended
    expect(existsSync(join(data, 'run.json'))).toBe(true)
    expect(await addAda()).toMatchObject({ code: 0 })
    // The process id may belong to somebody else by now.
    writeFileSync(join(data, 'run.json'), JSON.stringify({ ...runFile(), pid: process.pid }))
    expect((await run(onData('user', 'list'))).out).toContain('Ada')
    const again = await serve()
    again.child.kill('SIGTERM')
    expect((await again.ended).code).toBe(0)
  }, 60_000)

  test('[CLI-2] a folder without data is told, and not filled', async () => {
    expect(await run(onData('user', 'list'))).toMatchObject({ code: 1, err: expect.stringContaining('There is no Hearth data in') })
    expect(existsSync(data)).toBe(false)
  })

  async function walkThrough(): Promise<void> {
    expect(await addAda()).toMatchObject({
      code: 1,
      err: 'hearth: Somebody has this name, or one that looks like it. Choose another, or add to it.\n',
    })
    expect((await run(onData('user', 'list'))).out).toMatch(/^Ada +Ada +admin/m)
    expect(await run(onData('user', 'password', 'Ada', '--password-stdin'), { input: 'another long sentence' })).toMatchObject({ code: 0 })
    expect(await run(onData('user', 'password', 'Bo', '--password-stdin'), { input: 'another long sentence' })).toMatchObject({ code: 1 })
    expect((await run(onData('invite', '--uses', '3', '--days', '2'))).out).toMatch(/^https:\/\/[^ ]+\/#invite=[\w-]{20,}\n$/)
    expect(await run(onData('ban', 'add', '10.1.0.0/16', '--reason', 'noise'))).toMatchObject({ code: 0 })
    expect((await run(onData('ban', 'list'))).out).toMatch(/^10\.1\.0\.0\/16 +address .* noise$/m)
    expect(await run(onData('ban', 'remove', '10.1.0.0/16'))).toMatchObject({ code: 0 })
    expect(await run(onData('ban', 'remove', '10.1.0.0/16'))).toMatchObject({ code: 1 })
  }
})

describe('[CLI-3] a password is one line on standard input', () => {
  test.each([
    ['', 'There is no password'],
    ['\n', 'There is no password'],
    ['one line\nand another\n', 'more than one line'],
    [`${PASSWORD}\n\n`, 'more than one line'],
    ['short\n', 'at least 8 characters'],
  ])('[CLI-3] %j is refused', async (input, sentence) => {
    expect(await run(onData('user', 'add', 'Ada', '--password-stdin'), { input })).toMatchObject({
      code: 1,
      err: expect.stringContaining(sentence),
    })
  })
})

describe('[CLI-4] serve says how to reach, trust and own the server, and stops when asked', () => {
  test('[CLI-4] addresses, QR code, fingerprint, and the one-time link only until there is an admin', async () => {
    const first = await serve()
    const { httpsPort, caFile } = runFile()
    expect(first.out()).toContain(`https://localhost:${httpsPort}`)
    expect(first.out()).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/)
    expect(first.out()).toMatch(/\/#setup=[\w-]{20,}/)
    expect(first.out()).toContain('█▀▀▀▀▀█')
    expect(caFile).toBe(join(data, 'tls/ca.crt'))
    await addAda()
    first.child.kill('SIGINT')
    expect((await first.ended).code).toBe(0)
    expect(existsSync(join(data, 'run.json'))).toBe(false)

    const second = await serve()
    expect(second.out()).not.toContain('#setup=')
    second.child.kill('SIGTERM')
    expect((await second.ended).code).toBe(0)
  }, 60_000)

  test('[CLI-4] a second server on the same data is refused; Ctrl-C that arrives twice at once is one', async () => {
    const first = await serve()
    expect(await run(onData('serve', '--port', '0', '--http-port', '0', '--no-mdns'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('Another Hearth is running on the data'),
    })
    const asked = performance.now()
    first.child.kill('SIGINT')
    first.child.kill('SIGINT')
    expect((await first.ended).code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(5000)
  }, 60_000)
})

describe('[CLI-5] config explain shows each setting, its value and where it came from', () => {
  test('[CLI-5] with secrets masked', async () => {
    mkdirSync(data)
    writeFileSync(join(data, 'hearth.toml'), 'name = "Workshop"\ndatabase = "postgres://ada:s3cret@db/hearth"\n')
    const { code, out } = await run(onData('config', 'explain', '--port', '9000', '--host', 'a.example', '--host', 'b.example'))
    expect(code).toBe(0)
    expect(out).toMatch(/^port +9000 +flag --port$/m)
    expect(out).toMatch(/^hosts +a\.example, b\.example +flag --host$/m)
    expect(out).toMatch(/^name +Workshop +\/.*hearth\.toml$/m)
    expect(out).toMatch(/^mdns +true +built in$/m)
    expect(out).toMatch(/^limits\.textChars +8000 +built in$/m)
    expect(out).toContain('postgres://ada:***@db/hearth')
    expect(out).not.toContain('s3cret')
  })
})

test('[CLI-8] what files and old messages take up is shown by room, person and kind, whether the server runs or not', {
  timeout: 60_000,
}, async () => {
  await addAda()
  const server = await serve('--plain-port', '0')
  await sendFile(2_500_000)
  const shown = await run(onData('storage'))
  expect(shown.out.split('\n')).toEqual([
    '2.4 MB in 1 file on the disk, each content once.',
    '',
    'ROOM   FILES  SIZE',
    'Lobby  1      2.4 MB',
    '',
    'PERSON  FILES  SIZE',
    'Ada     1      2.4 MB',
    '',
    'KIND   FILES  SIZE',
    'other  1      2.4 MB',
    '',
  ])
  expect(await run(onData('archive', 'lobby', '30'))).toMatchObject({
    code: 0,
    out: 'Old messages in Lobby are kept compressed: after 30 days. They are read and found as before.\n',
  })
  const more = await run(onData('storage'))
  expect(more.out).toBe(
    `${shown.out}\n0 old messages in 0 bytes, compressed.\n\nROOM   OLD MESSAGES  SIZE     COMPRESSED\nLobby  0             0 bytes  after 30 days\n`,
  )
  const hash = createHash('sha256').update(Buffer.alloc(2_500_000)).digest('hex')
  const blob = join(data, 'files/blobs', hash.slice(0, 2), hash)
  expect(await run(onData('storage', '--check'))).toEqual({ code: 0, out: '1 stored file, 2.4 MB: every byte is what it was.\n', err: '' })
  server.child.kill('SIGTERM')
  await server.ended
  expect(await run(onData('storage'))).toEqual(more)
  for (const [harm, is] of [
    [() => truncateSync(blob, 7), 'damaged'],
    [() => rmSync(blob), 'missing'],
  ] as const) {
    harm()
    const { code, out, err } = await run(onData('storage', '--check'))
    expect([
      code,
      out
        .split('\n')
        .slice(0, 2)
        .map((line) => line.split(/ {2,}/u).slice(0, 4)),
    ]).toEqual([
      3,
      [
        ['FILE', 'IS', 'ROOM', 'OF'],
        ['file', is, 'Lobby', 'Ada'],
      ],
    ])
    expect(err).toContain('hearth: 1 stored file, 2.4 MB: 1 content damaged or missing, in 1 file.')
  }
  expect(await run(onData('archive', 'Loft', 'never'))).toMatchObject({ code: 1, err: 'hearth: There is no room called Loft.\n' })
})
