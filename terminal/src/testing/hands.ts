// For tests: servers, terminals of their own in tmux, and the program in a pipe.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const program = join(root, 'bin/hearth')
type Run = { readonly pid: number; readonly httpsPort: number; readonly caFile: string }
export type Answer = { readonly code: number | null; readonly out: string; readonly err: string }

export type Where = {
  /** A command before each other one: `ip netns exec NAME` for a network of its own. */
  readonly under?: readonly string[]
  /** Instead of those of a server that is alone with itself. */
  readonly flags?: readonly string[]
  /** A server that is there already. */
  readonly address?: string
}

/** A place for one file of tests, with a server that can be stopped and started again on the same port. */
export function createPlace({ under = [], flags: given = ['--bind', '127.0.0.1', '--no-mdns'], address }: Where = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-terminal-'))
  const socket = join(folder, 'tmux')
  let server: ChildProcess | undefined
  let run: Run | undefined

  async function serve(data = 'data'): Promise<void> {
    const port = String(run?.httpsPort ?? 0)
    const flags = ['--port', port, '--http-port', '0', ...given, '--log-level', 'warn', '--data', join(folder, data)]
    const [command, ...before] = [...under, program]
    const child = spawn(command, [...before, 'serve', ...flags], { stdio: 'ignore' })
    server = child
    run = await until('the server', () => {
      const now: Run = JSON.parse(readFileSync(join(folder, data, 'run.json'), 'utf8'))
      return now.pid === child.pid ? now : undefined
    })
  }
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = server
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill(signal)
    await ended
  }
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  // With its last session tmux goes itself.
  const sessions = () => attempt(() => tmux('list-sessions', '-F', '#S').split('\n')) ?? []
  const places = (name: string) => ({
    XDG_STATE_HOME: join(folder, name, 'state'),
    XDG_CONFIG_HOME: join(folder, name, 'config'),
    XDG_DOWNLOAD_DIR: join(folder, name, 'downloads'),
  })
  const plain = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HEARTH_')))

  const addressNow = (): string => address ?? `https://127.0.0.1:${run?.httpsPort}`

  return {
    folder,
    serve,
    stop,
    get address() {
      return addressNow()
    },
    get ca() {
      return run?.caFile ?? ''
    },
    /** A terminal of that size with `hearth chat` in it, without an address where `at` is empty; `after` is what a shell does when it has ended. */
    terminal(name: string, size: readonly [number, number] = [100, 30], at: readonly string[] = [addressNow()], after?: string) {
      const env = Object.entries(places(name)).flatMap((pair) => ['-e', pair.join('=')])
      const chat = [...under, program, 'chat', ...at]
      const command = after === undefined ? chat : ['sh', '-c', `"$@"; ${after}`, 'sh', ...chat]
      tmux('new-session', '-d', '-s', name, '-x', `${size[0]}`, '-y', `${size[1]}`, ...env, ...command)
      // What a window shows stays to be read when the program has ended.
      const screen = () => tmux('capture-pane', '-p', '-t', name)
      return {
        screen,
        type: (text: string) => tmux('send-keys', '-t', name, '-l', text),
        press: (...keys: string[]) => tmux('send-keys', '-t', name, ...keys),
        say(text: string) {
          this.type(text)
          this.press('Enter')
        },
        paste(text: string) {
          const file = join(folder, `${name}.paste`)
          writeFileSync(file, text)
          tmux('load-buffer', '-b', name, file)
          tmux('paste-buffer', '-p', '-b', name, '-t', name)
        },
        /** From outside, to the program that the shell of `after` has started. */
        signal(signal: NodeJS.Signals) {
          const shell = tmux('display-message', '-p', '-t', name, '#{pane_pid}').trim()
          process.kill(Number(readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim()), signal)
        },
        end: () => tmux('kill-session', '-t', name),
        resize: (columns: number, rows: number) => tmux('resize-window', '-t', name, '-x', `${columns}`, '-y', `${rows}`),
        shows: (text: string | RegExp) =>
          until(
            `“${text}” on the screen of ${name}`,
            () => (typeof text === 'string' ? screen().includes(text) : text.test(screen())) || undefined,
            screen,
          ),
        gone: () => until(`${name} to end`, () => !sessions().includes(name) || undefined, screen),
      }
    },
    /** `hearth ARGS` to its end, with so much on standard input. */
    hearth(name: string, args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<Answer> {
      return new Promise((resolve) => {
        const [command, ...before] = [...under, program]
        const child = spawn(command, [...before, ...args], { env: { ...plain(), ...places(name), ...env } })
        let [out, err] = ['', '']
        child.stdout.on('data', (piece: Buffer) => void (out += piece.toString()))
        child.stderr.on('data', (piece: Buffer) => void (err += piece.toString()))
        child.on('close', (code) => resolve({ code, out, err }))
        child.stdin.end(input)
      })
    },
    /** `hearth ARGS` that runs until it is stopped. */
    running(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
      const child = spawn(program, args, { env: { ...plain(), ...places(name), ...env } })
      let out = ''
      child.stdout.on('data', (piece: Buffer) => void (out += piece.toString()))
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
      return {
        prints: (text: string) =>
          until(
            `“${text}” from ${args.join(' ')}`,
            () => out.includes(text) || undefined,
            () => out,
          ),
        output: () => out,
        async stop() {
          child.kill('SIGTERM')
          return ended
        },
      }
    },
    async close() {
      await stop()
      // The server of these terminals is on a socket of its own: nobody else's is touched.
      attempt(() => tmux('kill-server'))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Asks again and again, for 60 s at most; a question that throws was asked too early. */
export async function until<T>(what: string, ask: () => T | undefined, seen: () => string = () => ''): Promise<T> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const answer = attempt(ask)
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`waited for ${what}; seen:\n${attempt(seen) ?? 'nothing: it has ended'}`)
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
