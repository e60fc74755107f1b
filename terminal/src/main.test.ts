// The program as people run it: in a terminal of its own (tmux) and in a pipe, against a real server.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'terminal/src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'hearth-terminal-'))
const socket = join(folder, 'tmux')
const password = 'a long walk by the sea'
type Run = { pid: number; httpsPort: number; caFile: string }

let server: ReturnType<typeof spawn>
let run: Run

async function serve(port = 0): Promise<void> {
  const flags = [
    '--port',
    `${port}`,
    '--http-port',
    '0',
    '--bind',
    '127.0.0.1',
    '--no-mdns',
    '--log-level',
    'warn',
    '--data',
    join(folder, 'data'),
  ]
  server = spawn(join(root, 'bin/hearth'), ['serve', ...flags], { stdio: 'ignore' })
  run = await until('the server', () => {
    const now: Run = JSON.parse(readFileSync(join(folder, 'data/run.json'), 'utf8'))
    return now.pid === server.pid ? now : undefined
  })
}

async function stopServer(): Promise<void> {
  const ended = new Promise((resolve) => server.once('close', resolve))
  server.kill('SIGTERM')
  await ended
}

beforeAll(() => serve())
afterAll(async () => {
  // The server of these terminals is on a socket of its own: nobody else's is touched.
  await stopServer()
  attempt(() => execFileSync('tmux', ['-S', socket, 'kill-server'], { stdio: 'ignore' }))
  rmSync(folder, { recursive: true, force: true })
})

const options = (name: string) => [
  '--server',
  `https://127.0.0.1:${run.httpsPort}`,
  '--ca',
  run.caFile,
  '--kept',
  join(folder, `${name}.json`),
]

/** A terminal of 90 × 30 with the program in it. */
function terminal(name: string) {
  const tmux = (...args: string[]) => execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
  tmux('new-session', '-d', '-s', name, '-x', '90', '-y', '30', process.execPath, program, ...options(name))
  const screen = () => tmux('capture-pane', '-p', '-t', name)
  return {
    screen,
    type: (text: string) => tmux('send-keys', '-t', name, '-l', text) + tmux('send-keys', '-t', name, 'Enter'),
    shows: (text: string) => until(`“${text}” on the screen of ${name}`, () => screen().includes(text) || undefined, screen),
  }
}

/** The program in a pipe: all its lines at once, then the end of input. */
function piped(name: string, lines: string[], args = options(name)): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args])
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => void (output += piece.toString()))
    child.on('close', (code) => resolve({ code, output }))
    child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  })
}

test('[TERM-2] [TERM-3] [TERM-4] two people talk in two terminals, over a restart of the server', { timeout: 60_000 }, async () => {
  const ada = terminal('Ada')
  const bo = terminal('Bo')
  for (const [name, one] of [
    ['Ada', ada],
    ['Bo', bo],
  ] as const) {
    await one.shows('guest?')
    one.type('n')
    await one.shows('Name:')
    one.type(name)
    await one.shows('Password:')
    one.type(password)
    await one.shows(`welcome, ${name}`)
    await one.shows('[Lobby]')
    expect(one.screen()).not.toContain(password)
  }
  ada.type('anybody home?')
  await bo.shows('Ada: anybody home?')
  bo.type('/msg Ada just the two of us')
  await ada.shows('* 1 unread in Bo')
  ada.type('/join Bo')
  await ada.shows('Bo: just the two of us')
  ada.type('/who')
  await ada.shows('+ Bo (Bo)')

  await stopServer()
  await ada.shows('* no connection')
  ada.type('said to nobody yet')
  await serve(run.httpsPort)
  await bo.shows('Ada: said to nobody yet')
  await ada.shows('* connected again')
  for (const one of [ada, bo]) one.type('/quit')
})

test('[TERM-2] piped lines are said before it ends, and harmful ones harm nobody', async () => {
  const guest = await piped('Cy', ['g', 'Cy', 'hello from a pipe', '\u001b[31mred', '/nonsense', '/rooms'])
  expect(guest).toMatchObject({ code: 0 })
  for (const text of ['* welcome, Cy', 'there is no /nonsense', '  Lobby', 'Cy: hello from a pipe']) expect(guest.output).toContain(text)
  const later = await piped('Dee', ['g', 'Dee', '/history'])
  expect(later.output).toContain('Cy: hello from a pipe')
  expect(later.output).not.toContain('\u001b')
})

test('[TERM-5] wrong usage', async () => {
  expect(await piped('Dee', [], ['--nonsense'])).toMatchObject({ code: 2, output: expect.stringContaining('usage:') })
})

/** Asks again and again, for 20 s at most; a question that throws was asked too early. */
async function until<T>(what: string, ask: () => T | undefined, seen: () => string = () => ''): Promise<T> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const answer = attempt(ask)
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`waited for ${what}; seen:\n${seen()}`)
    await new Promise((again) => setTimeout(again, 30))
  }
}

function attempt<T>(ask: () => T | undefined): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
