// Hashes uploads beside everything else: at 1 GB a second on one core it would hold up whoever talks meanwhile.
import { Worker } from 'node:worker_threads'
import type { HashAnswer, HashRequest } from './hashing-thread.ts'

export type Hashing = AsyncDisposable & {
  /** So many bytes of this file are there: it may hash them already. */
  feed(path: string, upTo: number): void
  /** SHA-256 in hex. Rejects when the file cannot be read. */
  digest(path: string, size: number): Promise<string>
  forget(path: string): void
}

/** The thread ends when nobody has asked for so long, and with it what it takes of memory. */
const IDLE_MS = 60_000

type Asked = { readonly resolve: (hash: string) => void; readonly reject: (error: Error) => void }

/** Begins nothing before it is asked. */
export function createHashing(): Hashing {
  let thread: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let last = 0
  const asked = new Map<number, Asked>()

  function rest(): void {
    clearTimeout(idle)
    if (asked.size > 0) return
    thread?.unref()
    idle = setTimeout(() => void stop(), IDLE_MS).unref()
  }
  async function stop(): Promise<void> {
    const ending = thread
    thread = undefined
    clearTimeout(idle)
    await ending?.terminate()
  }
  function begin(): Worker {
    const made = new Worker(new URL('./hashing-thread.ts', import.meta.url), {
      name: 'hashing',
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    })
    made.on('message', (answer: HashAnswer) => {
      const waiting = asked.get(answer.end)
      asked.delete(answer.end)
      if ('hash' in answer) waiting?.resolve(answer.hash)
      else waiting?.reject(new Error(answer.fault))
      rest()
    })
    const lost = (cause?: unknown) => {
      if (thread === made) thread = undefined
      for (const { reject } of asked.values()) reject(new Error('the thread that hashes has ended', { cause }))
      asked.clear()
    }
    made.on('error', lost)
    made.on('exit', () => lost())
    return made
  }
  function ask(request: HashRequest): void {
    thread ??= begin()
    thread.ref()
    thread.postMessage(request)
    rest()
  }

  return {
    feed: (path, upTo) => ask({ do: 'feed', path, upTo }),
    digest: (path, size) =>
      new Promise((resolve, reject) => {
        const end = ++last
        asked.set(end, { resolve, reject })
        ask({ do: 'feed', path, upTo: size, end })
      }),
    forget(path) {
      if (thread !== undefined) ask({ do: 'forget', path })
    },
    [Symbol.asyncDispose]: stop,
  }
}
