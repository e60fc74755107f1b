// The process that fetches (fetcher-process.ts), as the rest of the server uses it: a few links at a time, each with a deadline. It is
// begun with the first link, ended when nothing was fetched for a while, and begun anew when it ended by itself.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Rules } from './addresses.ts'
import type { Result } from './fetcher-process.ts'
import { FetchError, type Fetched } from './fetching.ts'

export type Fetcher = AsyncDisposable & {
  /** Rejects with FetchError. */
  fetch(url: string, rules: Rules): Promise<Fetched>
}

const program = fileURLToPath(new URL('./fetcher-process.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
/** It may read this program, and nothing else on the disk; write nothing, begin nothing. */
const FLAGS = ['--permission', `--allow-fs-read=${root}*`, '--max-old-space-size=96', '--disable-proto=delete', '--no-warnings']
/** Longer than a fetch takes by its own rules. */
const TASK_MS = 8000
const IDLE_MS = 60_000

type Waiter = { ok(fetched: Fetched): void; failed(why: string): void }

export function createFetcher({ taskMs = TASK_MS, idleMs = IDLE_MS } = {}): Fetcher {
  let child: ChildProcess | undefined
  let number = 0
  let idle: NodeJS.Timeout | undefined
  const waiters = new Map<number, Waiter>()

  function open(): ChildProcess {
    const { PATH, SystemRoot } = process.env
    const env = Object.fromEntries(Object.entries({ PATH, SystemRoot }).filter(([, value]) => value !== undefined))
    const made = fork(program, [], { execArgv: FLAGS, env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    made.on('message', (result: Result) => {
      const waiter = waiters.get(result.task)
      if ('ok' in result) waiter?.ok(result.ok)
      else waiter?.failed(result.fault)
    })
    const lost = (): void => {
      if (child !== made) return
      child = undefined
      for (const waiter of [...waiters.values()]) waiter.failed('the process ended')
    }
    made.once('exit', lost)
    // One that could not even begin has no exit.
    made.once('error', lost)
    return made
  }
  function close(): void {
    clearTimeout(idle)
    child?.kill('SIGKILL')
  }

  return {
    fetch(url, rules) {
      clearTimeout(idle)
      child ??= open()
      const worker = child
      const task = ++number
      return new Promise<Fetched>((resolve, reject) => {
        const deadline = setTimeout(() => worker.kill('SIGKILL'), taskMs)
        const settle = (end: () => void): void => {
          clearTimeout(deadline)
          waiters.delete(task)
          if (waiters.size === 0) idle = setTimeout(close, idleMs).unref()
          end()
        }
        waiters.set(task, {
          ok: (fetched) => settle(() => resolve(fetched)),
          failed: (why) => settle(() => reject(new FetchError(why))),
        })
        worker.send({ task, url, rules }, (error) => error && waiters.get(task)?.failed('the process ended'))
      })
    },
    async [Symbol.asyncDispose]() {
      close()
    },
  }
}
