// A raw client of the native protocol, for tests: no repair, no memory, sees every frame.
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import type { ErrorCode, Failure } from '@hearth/protocol/errors.ts'
import type { EventName, EventWith } from '@hearth/protocol/events.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import WebSocket from 'ws'
import type { Reachable } from './running.ts'
import { inTime, until } from './until.ts'

/** Frames are doubted by the tests that are about frames; here they are taken at their word. */
type Frame = { id?: number | string | null; ok?: never; error?: Failure; event?: EventName; room?: RoomId; seq?: number; with?: never }
export type Heard<N extends EventName = EventName> = {
  readonly event: N
  readonly room?: RoomId
  readonly seq?: number
  readonly with: EventWith<N>
}

/** A refused command. */
export class Refused extends Error {
  readonly code: ErrorCode
  readonly failure: Failure
  constructor(asked: string, failure: Failure) {
    super(`${asked} was refused: ${failure.code}`)
    this.code = failure.code
    this.failure = failure
  }
}

/** The connection went before the answer came: it may have been done or not. */
export class Unanswered extends Error {}

export type Wire = AsyncDisposable & {
  readonly socket: WebSocket
  /** Every event so far, in order. */
  readonly heard: Heard[]
  /** Answers without an id of ours, and what else was said as an error to no request. */
  readonly complaints: Failure[]
  ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>>
  /** The first event of that name (that fits), past or future. */
  hears<N extends EventName>(name: N, fits?: (event: Heard<N>) => boolean): Promise<Heard<N>>
  onHeard(listener: (event: Heard) => void): void
  readonly closed: Promise<{ code: number; reason: string }>
  close(): Promise<void>
}

export const socketUrl = (server: Reachable, protocol = 1): string => `wss://127.0.0.1:${server.run.httpsPort}/ws?protocol=${protocol}`

/** Connects and waits for the greeting (unless `greeted` is false). */
export async function connect(
  server: Reachable,
  { greeted = true, protocol = 1, headers = {} }: { greeted?: boolean; protocol?: number; headers?: Record<string, string> } = {},
): Promise<Wire> {
  const socket = new WebSocket(socketUrl(server, protocol), {
    ...(server.ca === undefined ? {} : { ca: server.ca }),
    headers,
    perMessageDeflate: false,
  })
  const wire = attach(socket)
  if (greeted) await wire.hears('server.hello')
  return wire
}

/** A client on a socket that is being opened. */
export function attach(socket: WebSocket): Wire {
  const heard: Heard[] = []
  const complaints: Failure[] = []
  const listeners: ((event: Heard) => void)[] = []
  const waiting = new Map<number, { name: string; answer(frame: Frame): void; lose(): void }>()
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  let next = 1

  socket.on('error', () => {})
  socket.on('message', (bytes) => {
    const frame: Frame = JSON.parse(String(bytes))
    if (frame.event) return hear({ ...frame, event: frame.event, with: frame.with as never })
    const request = typeof frame.id === 'number' ? waiting.get(frame.id) : undefined
    if (request) request.answer(frame)
    else if (frame.error) complaints.push(frame.error)
  })
  void closed.then(() => {
    for (const request of waiting.values()) request.lose()
  })

  function hear(event: Heard): void {
    heard.push(event)
    for (const listener of listeners) listener(event)
  }

  function ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>> {
    const id = next++
    return new Promise((resolve, reject) => {
      if (socket.readyState > WebSocket.OPEN) return reject(new Unanswered(`${name} on a closed connection`))
      const done = (): boolean => waiting.delete(id)
      waiting.set(id, {
        name,
        answer: (frame) => (done(), frame.error ? reject(new Refused(name, frame.error)) : resolve(frame.ok as never)),
        lose: () => (done(), reject(new Unanswered(name))),
      })
      socket.send(JSON.stringify({ id, do: name, with: takes }))
    })
  }

  const fits = <N extends EventName>(name: N, event: Heard, also?: (event: Heard<N>) => boolean): event is Heard<N> =>
    event.event === name && (!also || also(event as Heard<N>))
  const close = async (): Promise<void> => {
    socket.terminate()
    await inTime('the connection to close', closed)
  }
  return {
    socket,
    heard,
    complaints,
    ask: (name, takes) => inTime(`an answer to ${name}`, ask(name, takes), 30_000, () => complaints),
    hears: <N extends EventName>(name: N, also?: (event: Heard<N>) => boolean) =>
      until(
        `the event ${name}`,
        () => {
          const event = heard.find((one): one is Heard<N> => fits(name, one, also))
          if (!event && socket.readyState > WebSocket.OPEN)
            throw new Error(
              `the connection closed while waiting for ${name}; heard ${JSON.stringify(heard.map((one) => one.event).slice(-30))}, complaints ${JSON.stringify(complaints)}`,
            )
          return event
        },
        { seen: () => heard.slice(-10) },
      ),
    onHeard: (listener) => void listeners.push(listener),
    closed,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The code a command is refused with; fails if it is not refused. */
export async function refusal(asking: Promise<unknown>): Promise<ErrorCode> {
  try {
    await asking
  } catch (cause) {
    if (cause instanceof Refused) return cause.code
    throw cause
  }
  throw new Error('it was not refused')
}
