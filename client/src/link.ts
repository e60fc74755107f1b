// One socket: requests and their answers, events, and whether anybody is still there.
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type Failure } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { Wait } from './store.ts'

/** What a platform's WebSocket is wrapped into. The callbacks are assigned by whoever uses it. */
export type Socket = {
  send(text: string): void
  close(): void
  onOpen: () => void
  onText: (text: string) => void
  onClose: (code: number, reason: string) => void
}

export type Link = {
  request<N extends CommandName>(name: N, takes: Takes<N>, absorb?: (gives: Gives<N>) => void): Promise<Gives<N>>
  /** Asks whether the other side is there, now. @param within how long it may take to answer */
  probe(within?: number): void
  /** Has it say anything within that time, or ends it: for one that has not greeted yet. */
  hasten(within: number): void
  /** Ends it without a word to `ended`. Everything in flight fails with `offline`. */
  close(): void
}

export type LinkHooks = {
  event(event: ChatEvent): void
  /** A failure that answers no request: the server refuses the connection. */
  fault(failure: Failure): void
  ended(why: string): void
}

/** Between connecting and the server's first word. */
const GREETING_MS = 10_000
/** Silence after which the other side is asked. */
const SILENCE_MS = 20_000
/** How long it may take to answer that. */
const PING_MS = 8_000
/** No request waits longer. */
const ANSWER_MS = 30_000

type Pending = { settle(frame: AnswerFrame): void; fail(): void }
type AnswerFrame = { readonly id: unknown; readonly ok?: unknown; readonly error?: Failure }

export function createLink(socket: Socket, wait: Wait, hooks: LinkHooks): Link {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let over = false
  let callOff = wait(GREETING_MS, () => end('no answer'))

  socket.onText = (text) => {
    if (over) return
    callOff()
    callOff = wait(SILENCE_MS, () => probe())
    const frame = read(text)
    if (!frame) return end('not understood')
    if ('event' in frame) return hooks.event(frame)
    if (frame.id === null && frame.error) return hooks.fault(frame.error)
    if (typeof frame.id === 'number') pending.get(frame.id)?.settle(frame)
  }
  socket.onClose = (code, reason) => end(reason || `closed (${code})`)

  function close(): void {
    if (over) return
    over = true
    callOff()
    socket.close()
    for (const one of [...pending.values()]) one.fail()
  }

  function end(why: string): void {
    if (over) return
    close()
    hooks.ended(why)
  }

  function probe(within = PING_MS): void {
    if (over) return
    hasten(within)
    request('server.ping', {}).catch(() => undefined)
  }

  function request<N extends CommandName>(name: N, takes: Takes<N>, absorb?: (gives: Gives<N>) => void): Promise<Gives<N>> {
    return new Promise((resolve, reject) => {
      if (over) return reject(new ChatError('offline'))
      const id = ++lastId
      const tooLate = wait(ANSWER_MS, () => fail())
      const done = () => {
        tooLate()
        pending.delete(id)
      }
      const fail = () => {
        done()
        reject(new ChatError('offline'))
      }
      const settle = (frame: AnswerFrame) => {
        done()
        if (frame.error) return reject(asError(frame.error))
        // The one place where an answer gets its type: the server checked it against the same table.
        const gives = frame.ok as Gives<N>
        absorb?.(gives)
        resolve(gives)
      }
      pending.set(id, { settle, fail })
      socket.send(JSON.stringify({ id, do: name, with: takes }))
    })
  }

  function hasten(within: number): void {
    if (over) return
    callOff()
    callOff = wait(within, () => end('no answer'))
  }

  return { request, probe, hasten, close }
}

/** The failure of an answer as it is thrown. */
export function asError({ code, says: _says, ...more }: Failure): ChatError {
  return new ChatError(code, more)
}

function read(text: string): ChatEvent | AnswerFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text)
    return typeof frame === 'object' && frame !== null && ('event' in frame || 'id' in frame)
      ? (frame as ChatEvent | AnswerFrame)
      : undefined
  } catch {
    return undefined
  }
}
