// The WebSocket transport: who may connect, how much, how long. Meaning begins in connection.ts.
import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import type { EventWith } from '@hearth/protocol/events.ts'
import { OLDEST_PROTOCOL } from '@hearth/protocol/version.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import { fullBucket, take } from './bucket.ts'
import { type Connection, type Conversation, onGone, onMessage } from './connection.ts'
import { readCookie } from './cookie.ts'
import { deviceOf } from './device.ts'
import { clientOf, type Door, type Visitor } from './door.ts'
import { readFirst } from './frames.ts'
import { securityHeaders } from './headers.ts'
import { LeanSocket } from './lean.ts'
import { native } from './native/dialect.ts'
import { textFrame } from './native/frame.ts'
import { failure } from './native/hear.ts'
import { sayFailure } from './native/say.ts'
import { type Farewell, Outbox } from './outbox.ts'
import type { Pressure, Reader } from './pressure.ts'
import { spare } from './sparing.ts'
import { createTick } from './tick.ts'

export type Deadlines = {
  /** A connection that has not signed in by then is closed. */
  readonly signInMs: number
  /** In a full house the oldest of those who have not signed in for so long, and are not about to, makes room for who comes. */
  readonly silentMs: number
  /** Between two pings; who misses two of them is gone. */
  readonly pingMs: number
  /** How often deadlines are looked at: one timer for all. */
  readonly lookMs: number
  /** A connection of an older program that has not signed in by then is closed; undefined: as each gateway is told. */
  readonly olderSignInMs?: number
}
export const standardDeadlines: Deadlines = { signInMs: 10_000, silentMs: 2000, pingMs: 25_000, lookMs: 1000 }

export type SocketsGiven = Omit<Conversation, 'onOwned'> & {
  readonly door: Door
  readonly pressure: Pressure
  /** What is said first. `from`: the address of who hears it. */
  readonly hello: (from: string) => EventWith<'server.hello'>
  readonly deadlines?: Deadlines
}

export type Sockets = {
  /** An upgrade request of one of the HTTP servers. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Connections there are, and how many of them have not signed in. */
  count(): { readonly all: number; readonly waiting: number }
  /** Everybody is told to come back, what waits leaves, all are closed; who lingers is dropped after `ms`. */
  close(ms: number): Promise<void>
}

/** Close codes (RFC 6455 §7.4; 4000 and up are ours, listed in native/README.md). */
const farewells: Readonly<Record<Farewell, readonly [code: number, reason: string]>> = {
  outdated: [4000, 'outdated client'],
  session_unknown: [4001, 'sign-in ended'],
  banned: [4003, 'banned'],
  late: [4008, 'not signed in in time'],
  flood: [1008, 'too many requests'],
  stopping: [1012, 'server is stopping'],
  anew: [1012, 'come back'],
  slow: [1013, 'too slow, come back'],
}

/** Of one message: more pieces than any honest client makes. */
const FRAGMENTS = 64
const CHUNKS = 4096
const wsOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  autoPong: false,
  maxFragments: FRAGMENTS,
  maxBufferedChunks: CHUNKS,
  closeTimeout: 5000,
}
const MISSED_PINGS = 2
/** Banned clients that are told so at once; there is nothing else for them here. */
const BANNED_AT_ONCE = 16

type Hall = {
  readonly given: SocketsGiven
  readonly talk: Conversation
  readonly deadlines: Deadlines
  readonly connections: Map<WebSocket, Connection>
  /** Not signed in yet, oldest first. */
  readonly waiting: Set<Connection>
  readonly waitingFrom: Map<string, number>
  readonly banned: Set<WebSocket>
  welcomed: number
  readonly makeOutbox: (pipe: Duplex, ws: WebSocket) => Outbox<WebSocket>
}

export function createSockets(given: SocketsGiven): Sockets {
  const hall = createHall(given)
  const server = new WebSocketServer({ ...wsOptions, maxPayload: given.limits.frameBytes })
  let round = 0
  const timer = setInterval(() => look(hall, round++), hall.deadlines.lookMs)
  let closing = false

  return {
    upgrade: (request, socket, head) => {
      socket.on('error', ignore)
      const visitor = given.door(request)
      const refused = closing ? ([503, 'shutting_down'] as const) : refusal(hall, request, visitor)
      if (refused?.[1] === 'banned' && mayBeTold(hall, request, visitor))
        return server.handleUpgrade(request, socket, head, (ws) => tellBanned(hall, ws))
      if (refused) return turnAway(socket, ...refused)
      const pipe = LeanSocket.of(socket)
      if (pipe !== socket) pipe.on('error', ignore)
      server.handleUpgrade(request, pipe, head, (ws) => welcome(hall, ws, pipe, request, visitor))
    },
    count: () => ({ all: hall.connections.size, waiting: hall.waiting.size }),
    close: async (ms) => {
      closing = true
      clearInterval(timer)
      await closeAll(hall, ms)
    },
  }
}

function createHall(given: SocketsGiven): Hall {
  const tick = createTick()
  const connections = new Map<WebSocket, Connection>()
  const onEnd = (ws: WebSocket, why: Farewell): void => {
    const connection = connections.get(ws)
    if (connection) onGone(talk, connection)
    // A close frame would wait behind all that is stuck, and keep it in memory as long as the library waits for an answer.
    if (why === 'slow' && connection?.outbox.isStuck) return ws.terminate()
    ws.resume()
    ws.close(...farewells[why])
  }
  const onOwned = (connection: Connection, owned: boolean): void =>
    owned ? leaveWaiting(hall, connection) : enterWaiting(hall, connection)
  const talk: Conversation = { ...given, onOwned }
  given.pressure.watch(() => readersIn(connections))
  const outboxGiven = { tick, limit: given.limits.outboxBytes, onEnd, pushed: given.pressure.pushed }
  const hall: Hall = {
    given,
    talk,
    deadlines: given.deadlines ?? standardDeadlines,
    connections,
    waiting: new Set(),
    waitingFrom: new Map(),
    banned: new Set(),
    welcomed: 0,
    makeOutbox: (pipe, ws) => new Outbox(outboxGiven, pipe, ws),
  }
  return hall
}

const readersIn = (connections: ReadonlyMap<WebSocket, Connection>): Iterable<Reader> =>
  connections
    .values()
    .map(({ outbox }) => outbox)
    .filter(({ isOver, isStuck }) => isStuck && !isOver)

/** Why not, before anything is read; in the order of what it costs to find out. */
function refusal(hall: Hall, request: IncomingMessage, visitor: Visitor): readonly [number, ErrorCode] | undefined {
  const { chat } = hall.given
  if (chat.isBanned(visitor.address)) return [403, 'banned']
  if (visitor.host === undefined) return [421, 'bad_request']
  if (pathOf(request) !== '/ws') return [404, 'bad_request']
  if (visitor.origin === 'foreign') return [403, 'not_allowed']
  // Without an origin it is a program; a program has no business with the cookie of a page.
  if (visitor.origin === 'none' && readCookie(request) !== undefined) return [403, 'not_allowed']
  return hasRoom(hall, visitor.address) ? undefined : [429, 'too_many_connections']
}

/** Those who come back after a restart are signing in, and are none of the silent: whoever finds the house full of them is told to try again. */
function hasRoom(hall: Hall, address: string): boolean {
  const { given, connections, waiting, waitingFrom, deadlines } = hall
  const { waitingInAll, waitingPerAddress, connectionsInAll } = given.limits
  const isFullFromThere = (waitingFrom.get(address) ?? 0) >= waitingPerAddress
  if (!isFullFromThere && waiting.size < waitingInAll && connections.size < connectionsInAll) return true
  const long = given.clock() - deadlines.silentMs
  for (const connection of waiting) {
    if (connection.since > long) return false
    if (connection.running > 0 || (isFullFromThere && connection.address !== address)) continue
    leaveWaiting(hall, connection)
    sendAway(connection)
    return true
  }
  return false
}

const mayBeTold = ({ banned }: Hall, request: IncomingMessage, { host, origin }: Visitor): boolean =>
  banned.size < BANNED_AT_ONCE && host !== undefined && origin !== 'foreign' && pathOf(request) === '/ws'

/** No page can read why an upgrade was refused: so it comes in just as far as it takes to be told, and is no connection of ours. */
function tellBanned({ banned }: Hall, ws: WebSocket): void {
  banned.add(ws)
  ws.on('error', ignore)
  ws.once('close', () => banned.delete(ws))
  ws.send(sayFailure(null, failure('banned')))
  ws.close(...farewells.banned)
}

function turnAway(socket: Duplex, status: number, code: ErrorCode): void {
  const body = JSON.stringify({ error: failure(code) })
  const headers = {
    ...securityHeaders(undefined),
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
  // Who is turned away and keeps the line open all the same holds a socket, not more; and not for long.
  socket.once('finish', () => socket.destroy())
}

function welcome(hall: Hall, ws: WebSocket, pipe: Duplex, request: IncomingMessage, { address, origin }: Visitor): void {
  const { given, talk } = hall
  const from = { address, client: clientOf(request), ...deviceOf(request) }
  spare(pipe)
  const connection: Connection = {
    ws,
    outbox: hall.makeOutbox(pipe, ws),
    address,
    from,
    cookie: origin === 'own' ? readCookie(request) : undefined,
    bucket: fullBucket(given.limits.framesPerSecond, given.clock()),
    caller: { kind: 'anonymous', ...from },
    listener: undefined,
    held: undefined,
    running: 0,
    paused: false,
    draining: false,
    missedPings: 0,
    slot: hall.welcomed++ % roundsOf(hall.deadlines),
    since: given.clock(),
  }
  hall.connections.set(ws, connection)
  listen(hall, talk, connection, pipe)
  const hello = native.say({ event: 'server.hello', with: given.hello(address) })
  if (hello) connection.outbox.push(hello)
  enterWaiting(hall, connection)
  if (protocolOf(request) < OLDEST_PROTOCOL) {
    connection.outbox.end('outdated', textFrame(sayFailure(null, failure('outdated_client', { needs: OLDEST_PROTOCOL }))))
  }
}

function listen(hall: Hall, talk: Conversation, connection: Connection, pipe: Duplex): void {
  const { ws } = connection
  const onText = (text: string | undefined) => onMessage(talk, connection, text)
  readFirst(pipe, hall.given.limits.frameBytes, onText)
  ws.on('message', (data: Buffer, isBinary: boolean) => onText(isBinary ? undefined : data.toString()))
  ws.on('pong', () => {
    connection.missedPings = 0
  })
  ws.on('ping', (data: Buffer) => onPing(hall, connection, data))
  // A frame too long, of no known kind, not UTF-8: ws closes with the code of RFC 6455; there is nothing to repair.
  ws.on('error', ignore)
  ws.on('close', () => {
    hall.connections.delete(ws)
    leaveWaiting(hall, connection)
    onGone(talk, connection)
  })
}

/** A ping costs what a request costs: pongs are bytes too. */
function onPing({ given }: Hall, connection: Connection, data: Buffer): void {
  connection.missedPings = 0
  const wait = take(connection.bucket, given.limits.framesPerSecond, given.clock())
  if (wait === 0) connection.ws.pong(data)
  else if (wait === Number.POSITIVE_INFINITY) connection.outbox.end('flood')
}

function enterWaiting(hall: Hall, connection: Connection): void {
  if (hall.waiting.has(connection) || !hall.connections.has(connection.ws)) return
  connection.since = hall.given.clock()
  hall.waiting.add(connection)
  hall.waitingFrom.set(connection.address, (hall.waitingFrom.get(connection.address) ?? 0) + 1)
}

function leaveWaiting({ waiting, waitingFrom }: Hall, connection: Connection): void {
  if (!waiting.delete(connection)) return
  const left = (waitingFrom.get(connection.address) ?? 1) - 1
  if (left > 0) waitingFrom.set(connection.address, left)
  else waitingFrom.delete(connection.address)
}

/** One look at all deadlines. Pings are spread over the rounds, so that thousands do not leave in one turn. */
function look({ given, deadlines, connections, waiting }: Hall, round: number): void {
  const now = given.clock()
  for (const connection of waiting) {
    if (now - connection.since < deadlines.signInMs) break
    sendAway(connection)
  }
  const rounds = roundsOf(deadlines)
  for (const connection of connections.values()) {
    if (connection.slot !== round % rounds) continue
    if (connection.missedPings >= MISSED_PINGS) connection.ws.terminate()
    else {
      connection.missedPings++
      connection.ws.ping()
    }
  }
}

const sendAway = ({ outbox }: Connection): void => outbox.end('late', textFrame(sayFailure(null, failure('not_signed_in'))))

const roundsOf = ({ pingMs, lookMs }: Deadlines) => Math.max(1, Math.round(pingMs / lookMs))

async function closeAll({ connections, banned }: Hall, ms: number): Promise<void> {
  for (const ws of banned) ws.terminate()
  const all = [...connections.values()]
  const last = native.say({ event: 'server.stopping', with: { retryAfterMs: 1000 } })
  for (const { outbox } of all) outbox.end('stopping', last)
  const gone = all.map(
    ({ ws }) => new Promise<void>((resolve) => (ws.readyState === ws.CLOSED ? resolve() : ws.once('close', () => resolve()))),
  )
  const lingering = setTimeout(() => {
    for (const { ws } of all) ws.terminate()
  }, ms)
  await Promise.all(gone)
  clearTimeout(lingering)
}

const ignore = (): void => {}

const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?', 1)[0]

/** Without the word, today's: a client of ours says its own. Anything that is no number is older than the oldest. */
function protocolOf(request: IncomingMessage): number {
  const said = new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('protocol')
  if (said === null) return OLDEST_PROTOCOL
  return /^\d{1,9}$/.test(said) ? Number(said) : 0
}
