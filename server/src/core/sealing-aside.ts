// Seals passwords in threads of their own, which step back behind all else: a storm of sign-ins takes next to nothing from who talks.
//
// 1. A core is left to everybody else where there is more than one: so many threads work at once, two at most.
// 2. A thread begins when it is asked for and ends when nobody has asked for a while, and with it what it takes of memory.
// 3. Where a thread ends before it has answered, another one is asked, once.
// 4. Who waits when all of it is closed, or asks after that, is told shutting_down, and no thread begins.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ChatError } from '@hearth/protocol/errors.ts'
import { type Sealing, standardCost } from './sealing.ts'
import type { SealAnswer, SealRequest } from './sealing-thread.ts'

const IDLE_MS = 60_000
const MOST = 2

/** Why a thread gave no answer. */
class LostError extends Error {}

type Asked = { readonly resolve: (answer: string | boolean) => void; readonly reject: (error: Error) => void }
type Thread = { readonly worker: Worker; asked: Asked | undefined; idle: NodeJS.Timeout | undefined }

export function createSealingAside(
  atOnce = Math.min(MOST, Math.max(1, availableParallelism() - 1)),
  idleMs = IDLE_MS,
): Sealing & AsyncDisposable {
  const threads = new Set<Thread>()
  let isEnding = false

  function begin(): Thread {
    const worker = new Worker(new URL('./sealing-thread.ts', import.meta.url), {
      name: 'sealing',
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    const thread: Thread = { worker, asked: undefined, idle: undefined }
    worker.on('message', (answer: SealAnswer) => {
      const { asked } = thread
      rest(thread)
      if ('is' in answer) asked?.resolve(answer.is)
      else asked?.reject(new Error(answer.fault))
    })
    const lost = (cause?: unknown): void => {
      threads.delete(thread)
      clearTimeout(thread.idle)
      thread.asked?.reject(new LostError('the thread that seals has ended', { cause }))
      thread.asked = undefined
    }
    worker.on('error', lost)
    worker.on('exit', () => lost())
    threads.add(thread)
    return thread
  }

  function rest(thread: Thread): void {
    thread.asked = undefined
    thread.worker.unref()
    thread.idle = setTimeout(() => {
      threads.delete(thread)
      void thread.worker.terminate()
    }, idleMs).unref()
  }

  /** Whoever asks stands in a line that is no wider than there are threads. */
  function askOne(request: SealRequest): Promise<string | boolean> {
    const thread = threads.values().find(({ asked }) => asked === undefined) ?? begin()
    clearTimeout(thread.idle)
    return new Promise((resolve, reject) => {
      thread.asked = { resolve, reject }
      thread.worker.ref()
      thread.worker.postMessage(request)
    })
  }

  async function ask(request: SealRequest, again = true): Promise<string | boolean> {
    if (isEnding) throw new ChatError('shutting_down')
    try {
      return await askOne(request)
    } catch (error) {
      if (error instanceof LostError && (again || isEnding)) return ask(request, false)
      throw error
    }
  }

  return {
    ...{ cost: standardCost, atOnce },
    seal: async (secret) => String(await ask({ do: 'seal', secret, cost: standardCost })),
    verify: async (sealed, secret) => (await ask({ do: 'verify', sealed, secret })) === true,
    async [Symbol.asyncDispose]() {
      isEnding = true
      await Promise.all(threads.values().map(({ worker }) => worker.terminate()))
    },
  }
}
