// Hashes uploads beside everything else: at 1 GB a second on one core it would hold up whoever talks meanwhile.
import { Worker } from 'node:worker_threads'
import type { HashAnswer, HashRequest } from './hashing-thread.ts'

export type Hashing = AsyncDisposable & {
  /** So many bytes of this file are there: it may hash them already. */
  feed(path: string, upTo: number): void
  /** SHA-256 in hex. Rejects with ReadError when the file cannot be read. */
  digest(path: string, size: number): Promise<string>
  forget(path: string): void
}

/** The thread ends when nobody has asked for so long, and with it what it takes of memory. */
const IDLE_MS = 60_000

type Asked = { readonly resolve: (hash: string) => void; readonly reject: (error: Error) => void }
/** Whoever waits waits for this thread: the end of an earlier one is told late, and concerns nobody here. */
type Thread = { readonly worker: Worker; readonly asked: Map<number, Asked> }

/** The file is shorter than was said, or the disk does not give all of it. */
export class ReadError extends Error {}
/** The thread ended before it answered. */
class LostError extends Error {}

/** Begins nothing before it is asked. */
export function createHashing(idleMs = IDLE_MS): Hashing {
  let thread: Thread | undefined
  let idle: NodeJS.Timeout | undefined
  let last = 0
  let isEnding = false

  function rest(): void {
    clearTimeout(idle)
    if (thread === undefined || thread.asked.size > 0) return
    thread.worker.unref()
    idle = setTimeout(() => void stop(), idleMs).unref()
  }
  async function stop(): Promise<void> {
    const ending = thread
    thread = undefined
    clearTimeout(idle)
    await ending?.worker.terminate()
  }
  function begin(): Thread {
    const worker = new Worker(new URL('./hashing-thread.ts', import.meta.url), {
      name: 'hashing',
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    })
    const made: Thread = { worker, asked: new Map() }
    worker.on('message', (answer: HashAnswer) => {
      const waiting = made.asked.get(answer.end)
      made.asked.delete(answer.end)
      if ('hash' in answer) waiting?.resolve(answer.hash)
      else waiting?.reject(new ReadError(answer.fault))
      if (thread === made) rest()
    })
    const lost = (cause?: unknown) => {
      if (thread === made) thread = undefined
      for (const { reject } of made.asked.values()) reject(new LostError('the thread that hashes has ended', { cause }))
      made.asked.clear()
    }
    worker.on('error', lost)
    worker.on('exit', () => lost())
    return made
  }
  function ask(request: HashRequest, asked?: Asked): void {
    thread ??= begin()
    if (asked !== undefined && 'end' in request && request.end !== undefined) thread.asked.set(request.end, asked)
    thread.worker.ref()
    thread.worker.postMessage(request)
    rest()
  }
  const digest = (path: string, size: number) =>
    new Promise<string>((resolve, reject) => ask({ do: 'feed', path, upTo: size, end: ++last }, { resolve, reject }))

  return {
    feed: (path, upTo) => ask({ do: 'feed', path, upTo }),
    // What the thread had read is gone with it; the file is not.
    digest: (path, size) =>
      digest(path, size).catch((error: unknown) => {
        if (error instanceof LostError && !isEnding) return digest(path, size)
        throw error
      }),
    forget(path) {
      if (thread !== undefined) ask({ do: 'forget', path })
    },
    [Symbol.asyncDispose]() {
      isEnding = true
      return stop()
    },
  }
}
