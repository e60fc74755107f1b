// One conversation over a WebSocket: requests are started in the order they came, answers and events leave through the outbox.

import type { CommandName } from '@hearth/protocol/commands.ts'
import type { Request, RequestId } from '@hearth/protocol/envelope.ts'
import type { Failure } from '@hearth/protocol/errors.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { WebSocket } from 'ws'
import type { Chat, Ear } from '#core/chat.ts'
import type { Caller, Done, Origin, SignIn } from '#core/outcome.ts'
import type { Hub } from '#hub/hub.ts'
import type { Listener } from '#hub/listener.ts'
import { type Bucket, take } from './bucket.ts'
import { asFailure, type Log } from './failures.ts'
import { native, nativeAgain } from './native/dialect.ts'
import { textFrame } from './native/frame.ts'
import { failure, type Hearing } from './native/hear.ts'
import { sayAnswer, sayFailure } from './native/say.ts'
import type { Outbox } from './outbox.ts'

export type Connection = {
  readonly ws: WebSocket
  readonly outbox: Outbox<WebSocket>
  readonly address: string
  readonly from: Origin
  /** The secret that came as a cookie when the connection was made. */
  readonly cookie: string | undefined
  readonly bucket: Bucket
  caller: Caller
  listener: Listener | undefined
  /** Requests that came while a sign-in was under way, in order; undefined while none is. */
  held: Request[] | undefined
  running: number
  paused: boolean
  /** What waits is looked after until there is room again. */
  draining: boolean
  missedPings: number
  /** In which round of the pings it has its turn. */
  readonly slot: number
  /** When waiting for a sign-in began, monotonic. */
  since: number
}

export type Conversation = {
  readonly chat: Chat
  readonly hub: Hub
  readonly hearing: Hearing
  readonly limits: Limits
  readonly log: Log
  /** Monotonic milliseconds. */
  readonly clock: () => number
  /** The connection belongs to somebody now, or (signed out) to nobody again. */
  readonly onOwned: (connection: Connection, owned: boolean) => void
}

/** These change who the connection speaks for: what comes after them waits until they are answered. */
const CHANGES_CALLER: ReadonlySet<CommandName> = new Set([
  'account.register',
  'session.open',
  'guest.enter',
  'session.take',
  'session.prove',
  'session.enter',
  'account.reset',
  'session.resume',
  'session.close',
])
/** Requests of one connection at work at once; beyond it the socket is not read. */
const RUNNING_AT_ONCE = 256

/** @param text undefined: a message that is no text */
export function onMessage(talk: Conversation, connection: Connection, text: string | undefined): void {
  if (!connection.outbox.open) return
  connection.missedPings = 0
  const wait = take(connection.bucket, talk.limits.framesPerSecond, talk.clock())
  if (wait === Number.POSITIVE_INFINITY)
    return connection.outbox.end('flood', textFrame(sayFailure(null, failure('slow_down', { retryAfterMs: 1000 }))))
  if (text === undefined) return refuse(connection, null, failure('bad_request'))
  const heard = talk.hearing.hear(text)
  if (wait > 0)
    return refuse(connection, heard.is === 'request' ? heard.request.id : heard.id, failure('slow_down', { retryAfterMs: wait }))
  if (heard.is === 'refused') return refuse(connection, heard.id, heard.failure)
  startOrHold(talk, connection, heard.request)
  checkPace(talk, connection)
}

export function onGone(talk: Conversation, connection: Connection): void {
  connection.outbox.forget()
  connection.held = undefined
  leave(talk, connection)
}

/** From here on the connection hears nothing. */
export function leave(talk: Conversation, connection: Connection): void {
  if (!connection.listener) return
  talk.hub.detach(connection.listener)
  connection.listener = undefined
}

function startOrHold(talk: Conversation, connection: Connection, request: Request): void {
  if (connection.held) connection.held.push(request)
  else start(talk, connection, request)
}

function start(talk: Conversation, connection: Connection, request: Request): void {
  const changesCaller = CHANGES_CALLER.has(request.do)
  if (changesCaller) connection.held = []
  connection.running++
  // The sign-out of this very connection ends the session on all others; here the answer comes, and the connection stays.
  if (request.do === 'session.close' && connection.listener) connection.listener.leaving = true
  const takes =
    request.do === 'session.resume' && request.with.token === undefined && connection.cookie !== undefined
      ? { ...request.with, token: connection.cookie }
      : request.with
  talk.chat.ask(connection.caller, request.do, takes, new Answering(talk, connection, request, changesCaller))
}

/** Who waits for what becomes of a request. */
class Answering implements Ear<CommandName> {
  readonly #talk: Conversation
  readonly #connection: Connection
  readonly #request: Request
  readonly #changesCaller: boolean

  constructor(talk: Conversation, connection: Connection, request: Request, changesCaller: boolean) {
    this.#talk = talk
    this.#connection = connection
    this.#request = request
    this.#changesCaller = changesCaller
  }

  answered(done: Done<CommandName>): void {
    onAnswered(this.#talk, this.#connection, this.#request.id, done)
    onSettled(this.#talk, this.#connection, this.#changesCaller)
  }

  failed(error: unknown): void {
    onFailed(this.#talk, this.#connection, this.#request, error)
    onSettled(this.#talk, this.#connection, this.#changesCaller)
  }
}

function onFailed(talk: Conversation, connection: Connection, request: Request, error: unknown): void {
  const why = asFailure(talk.log, request.do, error)
  refuse(connection, request.id, why)
  if (request.do !== 'session.close' || !connection.listener) return
  connection.listener.leaving = false
  if (why.code === 'session_unknown') connection.outbox.end('session_unknown')
}

function onSettled(talk: Conversation, connection: Connection, changesCaller: boolean): void {
  connection.running--
  if (changesCaller) {
    const held = connection.held ?? []
    connection.held = undefined
    for (const request of held) if (connection.outbox.open) startOrHold(talk, connection, request)
  }
  checkPace(talk, connection)
}

/** Called by core right after the command's own events: what is attached here hears everything later, and nothing twice. */
function onAnswered(talk: Conversation, connection: Connection, id: RequestId, done: Done<CommandName>): void {
  if (done.signIn) return onSignIn(talk, connection, id, done, done.signIn)
  if (done.signOut) {
    leave(talk, connection)
    connection.caller = { kind: 'anonymous', ...connection.from }
    talk.onOwned(connection, false)
  }
  answer(connection, id, done)
}

function onSignIn(
  talk: Conversation,
  connection: Connection,
  id: RequestId,
  done: Done<CommandName>,
  { user, session, scope, rooms, missed, token, deaf }: SignIn,
): void {
  if (!connection.outbox.open) return
  leave(talk, connection)
  const who = { kind: 'signed-in', user, session, ...connection.from } as const
  const caller = scope === undefined ? who : { ...who, scope }
  if (talk.hub.connectionsOf(user) >= talk.limits.connectionsPerPerson) {
    connection.caller = { kind: 'anonymous', ...connection.from }
    talk.onOwned(connection, false)
    refuse(connection, id, failure('too_many_connections'))
    // A sign-in nobody was told of must not stay in the list of devices.
    if (token !== undefined)
      talk.chat.execute(caller, 'session.close', {}).catch((cause: unknown) => talk.log.warn({ cause }, 'a sign-in could not be undone'))
    return
  }
  connection.caller = caller
  connection.listener = { user, session, address: connection.address, dialect: native, out: connection.outbox, ...(deaf && { deaf }) }
  talk.onOwned(connection, true)
  answer(connection, id, done)
  connection.outbox.catchUp(missed, nativeAgain)
  if (connection.outbox.open) talk.hub.attach(connection.listener, rooms)
}

function answer(connection: Connection, id: RequestId, done: Done<CommandName>): void {
  connection.outbox.push(textFrame(sayAnswer(id, done.reply)))
}

function refuse(connection: Connection, id: RequestId | null, why: Failure): void {
  connection.outbox.push(textFrame(sayFailure(id, why)))
}

/** Who asks for more than it reads, or than is worked off, is not read until there is room again. */
function checkPace(talk: Conversation, connection: Connection): void {
  const { outbox } = connection
  const most = talk.limits.outboxBytes / 4
  const isFull = outbox.waiting > most
  const busy = isFull || connection.running + (connection.held?.length ?? 0) >= RUNNING_AT_ONCE
  if (busy !== connection.paused) {
    connection.paused = busy
    busy ? connection.ws.pause() : connection.ws.resume()
  }
  if (!isFull || connection.draining) return
  connection.draining = true
  void outbox.drained(most).then(() => {
    connection.draining = false
    checkPace(talk, connection)
  })
}
