// Looks at files and draws small pictures, in a process of its own (studio-process.ts): one task at a time, each with a deadline.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Result, Seen, Task } from './studio-process.ts'

export type Studio = AsyncDisposable & {
  /**
   * What is it? Of what cannot be looked at: nothing that is known. Where a picture was taken is taken out of it on the way, in place
   * and at the same length (inside/pictures.ts).
   */
  look(path: string): Promise<Seen>
  /** Draws a picture that fits into a square of `size` points. Rejects with StudioError; slow_down when too many wait. */
  draw(path: string, to: string, size: number): Promise<void>
  /** Is the process there? */
  isOpen(): boolean
}

/** The task failed, or what it looked at ended the process. */
export class StudioError extends Error {}
/** It was tried, and cannot be done. */
export class RefusedError extends StudioError {}
/** The process ended before it answered; perhaps for another reason than this task. */
class LostError extends StudioError {}

export type StudioTimes = { readonly taskMs: number; readonly idleMs: number }
export const standardTimes: StudioTimes = { taskMs: 15_000, idleMs: 20_000 }

/** Whether something was changed before the process ended nobody knows. */
const UNKNOWN: Seen = { type: 'application/octet-stream', width: null, height: null, durationMs: null, isChanged: true }
const MOST_WAITING = 500
/** Memory of the script alone; what pictures take is watched over there. */
const FLAGS = ['--max-old-space-size=96', '--disable-proto=delete', '--disable-warning=ExperimentalWarning']
const program = fileURLToPath(new URL('./studio-process.ts', import.meta.url))

/** Opens the process with the first task, and closes it when there was none for a while. */
export function createStudio({ taskMs, idleMs }: StudioTimes = standardTimes): Studio {
  let child: ChildProcess | undefined
  let idle: NodeJS.Timeout | undefined
  let number = 0
  let waiting = 0
  let isEnding = false
  let last: Promise<unknown> = Promise.resolve()

  function open(): ChildProcess {
    const { PATH, SystemRoot, NODE_COMPILE_CACHE } = process.env
    const env = Object.fromEntries(Object.entries({ PATH, SystemRoot, NODE_COMPILE_CACHE }).filter(([, value]) => value !== undefined))
    const made = fork(program, [], { execArgv: FLAGS, env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const lost = () => {
      if (child === made) child = undefined
    }
    made.once('exit', lost)
    // One that could not even begin has no exit.
    made.once('error', lost)
    return made
  }
  function close(): void {
    const ending = child
    child = undefined
    clearTimeout(idle)
    ending?.kill('SIGKILL')
  }

  function carryOut(task: Task): Promise<Seen | null> {
    clearTimeout(idle)
    child ??= open()
    const worker = child
    worker.ref()
    return new Promise<Seen | null>((resolve, reject) => {
      let isLate = false
      const deadline = setTimeout(() => (isLate = worker.kill('SIGKILL')), taskMs)
      const settle = (end: () => void) => {
        clearTimeout(deadline)
        worker.off('message', heard)
        worker.off('exit', lost)
        worker.off('error', lost)
        end()
      }
      const heard = (result: Result) => {
        if (result.task !== task.task) return
        settle(() => ('ok' in result ? resolve(result.ok) : reject(new RefusedError(result.fault))))
      }
      const lost = () => settle(() => reject(new (isLate ? StudioError : LostError)('the process ended')))
      worker.on('message', heard)
      worker.once('exit', lost)
      worker.once('error', lost)
      worker.send(task, (error) => {
        if (!error) return
        // Its end may not have been heard of yet: nobody is to ask it again.
        if (child === worker) child = undefined
        lost()
      })
    })
  }

  async function ask(task: Task): Promise<Seen | null> {
    if (waiting >= MOST_WAITING) throw new ChatError('slow_down', { retryAfterMs: 1000 })
    waiting++
    const done = last
      .then(() => carryOut(task))
      .catch(async (error: unknown) => {
        // Somebody else's picture, a moment before: what has ended the process may not be this one.
        if (!(error instanceof LostError) || isEnding) throw error
        const seen = await carryOut(task)
        // What the first one may have taken out, the second one does not find any more.
        return seen && { ...seen, isChanged: true }
      })
    last = done.catch(() => undefined)
    try {
      return await done
    } finally {
      waiting--
      // An idle process keeps nobody else alive.
      if (waiting === 0) {
        child?.unref()
        child?.channel?.unref()
        idle = setTimeout(close, idleMs).unref()
      }
    }
  }

  return {
    async look(path) {
      try {
        return (await ask({ task: ++number, do: 'look', path })) ?? UNKNOWN
      } catch (error) {
        if (error instanceof StudioError) return UNKNOWN
        throw error
      }
    },
    async draw(path, to, size) {
      await ask({ task: ++number, do: 'draw', path, to, size })
    },
    isOpen: () => child !== undefined,
    async [Symbol.asyncDispose]() {
      isEnding = true
      close()
    },
  }
}
