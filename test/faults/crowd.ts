// A crowd in a process of its own (crowd-process.ts), and what it is asked.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type CrowdAsked =
  /** `perSecond`: null is as fast as they go. */
  | {
      readonly do: 'guess'
      readonly port: number
      readonly addresses: readonly string[]
      readonly perSecond: number | null
      readonly many: number
    }
  | { readonly do: 'listen'; readonly port: number; readonly many: number }
  | { readonly do: 'heard'; readonly event: string }
  | { readonly do: 'bytes'; readonly event: string }
  | { readonly do: 'drip'; readonly port: number; readonly many: number }
  | { readonly do: 'dripping' }
export type CrowdAnswer = { readonly is: unknown } | { readonly fault: string }

/** How often each answer came, and how many were asked in a second. */
export type Guessed = { readonly codes: Readonly<Record<string, number>>; readonly perSecond: number }

export type Crowd = AsyncDisposable & {
  guess(given: Omit<Extract<CrowdAsked, { do: 'guess' }>, 'do'>): Promise<Guessed>
  /** So many guests more who listen. */
  listen(port: number, many: number): Promise<void>
  /** How often each of them heard an event: every number that occurs. */
  heard(event: string): Promise<readonly number[]>
  /** How many bytes it was to all of them together. */
  bytes(event: string): Promise<number>
  drip(port: number, many: number): Promise<void>
  /** Of those who drip, how many still hold their line. */
  dripping(): Promise<number>
}

export function openCrowd(): Crowd {
  const child = fork(fileURLToPath(new URL('./crowd-process.ts', import.meta.url)), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, (answer: CrowdAnswer) => void>()
  let last = 0
  child.on('message', ({ id, ...answer }: { id: number } & CrowdAnswer) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => {
    for (const answer of waiting.values()) answer({ fault: 'the crowd is gone' })
  })
  async function ask<T>(asked: CrowdAsked): Promise<T> {
    const id = ++last
    const answer = await new Promise<CrowdAnswer>((resolve) => {
      waiting.set(id, resolve)
      child.send({ id, asked })
    })
    if ('fault' in answer) throw new Error(`${asked.do}: ${answer.fault}`)
    return answer.is as T
  }
  return {
    guess: (given) => ask({ do: 'guess', ...given }),
    listen: (port, many) => ask({ do: 'listen', port, many }),
    heard: (event) => ask({ do: 'heard', event }),
    bytes: (event) => ask({ do: 'bytes', event }),
    drip: (port, many) => ask({ do: 'drip', port, many }),
    dripping: () => ask({ do: 'dripping' }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
