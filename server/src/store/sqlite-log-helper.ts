// The thread that writes the log back, seen from the one that asks it to.
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import type { LogAnswer, LogRequest } from './sqlite-log-thread.ts'

/** Pages of the log, and how many of them the database has. */
export type WrittenBack = { readonly log: number; readonly done: number }

/** @param how PASSIVE writes back what it can without waiting for anybody; NOOP only looks */
export function prepareCheckpoint(database: DatabaseSync, how: 'PASSIVE' | 'NOOP'): () => WrittenBack {
  const statement = database.prepare(`PRAGMA wal_checkpoint(${how})`)
  return () => {
    const row = statement.get()
    return { log: Number(row?.['log']), done: Number(row?.['checkpointed']) }
  }
}

export type LogHelper = {
  /** Somebody was asked, and has not answered. */
  readonly isBusy: boolean
  /** Has what stands in the log by now written back. False: no thread can be had at this time. Not while one is busy. */
  ask(): boolean
  /** Resolves when it has let go of the file. */
  close(): Promise<void>
}

/** Memory for it is given back when there was nothing to do for so long. To begin one takes as much of a core as to keep two thousand messages. */
const IDLE_MS = 300_000
/** Where none could be had the next is asked for so much later. */
const NONE_FOR_MS = 60_000

/** @param answered called with what became of each `ask` */
export function createLogHelper(file: string, answered: (result: WrittenBack | Error) => void): LogHelper {
  let thread: Worker | undefined
  let isBusy = false
  let noneBefore = 0
  let idle: NodeJS.Timeout | undefined
  let ending: Promise<unknown> = Promise.resolve()

  function begin(): Worker {
    const made = new Worker(new URL('./sqlite-log-thread.ts', import.meta.url), {
      workerData: { file },
      name: 'log',
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    const settle = (result: WrittenBack | Error): void => {
      if (!isBusy) return
      isBusy = false
      answered(result)
    }
    const lost = (cause: unknown): void => {
      if (thread !== made) return
      // Whoever hears of it may ask again: not this one.
      thread = undefined
      noneBefore = performance.now() + NONE_FOR_MS
      settle(new Error('the thread that writes the log back has ended', { cause }))
    }
    made.on('message', (answer: LogAnswer) => {
      if (thread === made) settle('fault' in answer ? new Error(answer.fault) : answer)
    })
    made.on('error', lost)
    made.on('exit', lost)
    // It keeps no process alive.
    made.unref()
    return made
  }

  function close(): Promise<void> {
    clearTimeout(idle)
    const last = thread
    thread = undefined
    isBusy = false
    if (last !== undefined) {
      const ended = new Promise((resolve) => last.once('exit', resolve))
      last.ref()
      last.postMessage('close' satisfies LogRequest)
      ending = Promise.all([ending, ended])
    }
    return ending.then(() => undefined)
  }

  return {
    get isBusy() {
      return isBusy
    },
    ask() {
      clearTimeout(idle)
      if (thread === undefined && performance.now() < noneBefore) return false
      try {
        thread ??= begin()
        thread.postMessage('write back' satisfies LogRequest)
      } catch {
        noneBefore = performance.now() + NONE_FOR_MS
        return false
      }
      isBusy = true
      idle = setTimeout(() => void (isBusy || close()), IDLE_MS).unref()
      return true
    },
    close,
  }
}
