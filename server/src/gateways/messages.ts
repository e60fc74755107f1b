// A WebSocket for older programs, without TLS: one message of theirs is one piece for the dialect, one send one binary message.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Arrivals, createArrivals } from './arriving.ts'
import { type Conversation, openConversation } from './conversation.ts'
import { boundCrowd } from './crowd.ts'
import { isAddress, plainAddress } from './door.ts'
import { drained } from './drained.ts'
import { createGate, type Gate } from './gate.ts'
import type { Hall } from './hall.ts'
import type { LegacyDialect, Link } from './legacy.ts'

export type MessagesGiven<State, Word> = {
  readonly hall: Hall
  readonly port: number
  readonly dialect: LegacyDialect<State, Word>
  readonly loginMs: number
  /** A connection is there: the dialect's own deadlines begin. Gives what is to be done when it is gone. */
  readonly onOpen?: (conversation: Conversation<State, Word>) => () => void
  /** What may be fetched from the same port by an ordinary GET. */
  readonly page?: (path: string) => { readonly type: string; readonly body: Buffer } | undefined
}
export type MessagesListening = AsyncDisposable & { readonly port: number; readonly gate: Gate }

const wsOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  autoPong: false,
  maxFragments: 4096,
  maxBufferedChunks: 16_384,
  closeTimeout: 5000,
}
const PING_MS = 25_000
const LINGER_MS = 2000
const deadlines = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 1000, noDelay: true }

/** Rejects as `listen` does. */
export async function openMessages<State, Word>(given: MessagesGiven<State, Word>): Promise<MessagesListening> {
  const { hall } = given
  const gate = createGate(hall, given.loginMs)
  const sockets = new Map<WebSocket, { missed: number }>()
  const arrivals = createArrivals()
  const upgrader = new WebSocketServer({ ...wsOptions, maxPayload: given.dialect.mostBytes })
  const server = createServer(deadlines, (request, response) => sendPage(given.page?.(request.url ?? ''), request, response))
  boundCrowd(server, { most: hall.limits.connectionsInAll + hall.limits.waitingInAll, pressure: hall.pressure })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', ignore)
    const address = plainAddress(request.socket.remoteAddress ?? '')
    if (isPage(request) || gate.refusal(address) !== undefined) return turnAway(socket)
    upgrader.handleUpgrade(request, socket, head, (ws) => {
      sockets.set(ws, { missed: 0 })
      ws.once('close', () => sockets.delete(ws))
      ws.on('pong', () => sockets.set(ws, { missed: 0 }))
      welcome(given, gate, arrivals, { ws, socket, address })
    })
  })
  const pings = setInterval(() => ping(sockets), PING_MS)
  const port = await listen(server, hall.options.bind ?? hall.bind, given.port).catch((why: unknown) => {
    clearInterval(pings)
    gate[Symbol.dispose]()
    throw why
  })
  server.on('error', ignore)
  let closing: Promise<void> | undefined
  const stop = (): Promise<void> => {
    clearInterval(pings)
    return close(server, gate, sockets)
  }
  return { port, gate, [Symbol.asyncDispose]: () => (closing ??= stop()) }
}

type Caller = { readonly ws: WebSocket; readonly socket: Duplex; readonly address: string }

function welcome<State, Word>(given: MessagesGiven<State, Word>, gate: Gate, arrivals: Arrivals, { ws, socket, address }: Caller): void {
  const { hall, dialect } = given
  const link = linkOf(hall, ws, socket, address)
  const arriving = arrivals.open(() => ws.terminate())
  const onOwned = (owned: boolean): void => {
    arriving.known = owned
    gate.owned(conversation, address, owned)
  }
  const conversation: Conversation<State, Word> = openConversation({ hall, dialect, link, whole: true, onOwned })
  gate.enter(conversation, address)
  const onGone = given.onOpen?.(conversation)
  // Text is taken as the bytes it is made of: the dialect says what it thinks of it.
  ws.on('message', (data: Buffer) => {
    arriving.whole()
    conversation.onBytes(data)
  })
  ws.on('ping', (data: Buffer) => {
    arriving.whole()
    // Pongs are bytes, too: who asks for them and does not read is cut off like anybody else.
    if (ws.bufferedAmount > hall.limits.outboxBytes + dialect.mostBytes) ws.terminate()
    else ws.pong(data)
  })
  // Counted before the library has read them.
  socket.prependListener('data', (bytes: Buffer) => arriving.add(bytes.length))
  // A frame too long or of no known kind: ws closes with the code of RFC 6455; there is nothing to repair.
  ws.on('error', ignore)
  socket.on('drain', () => conversation.onDrain())
  ws.once('close', () => {
    arriving.gone()
    onGone?.()
    gate.leave(conversation, address)
    conversation.onGone()
  })
}

function linkOf({ limits }: Hall, ws: WebSocket, socket: Duplex, address: string): Link {
  /** One message alone may be larger than all that may wait: a file is. */
  let allowance = 0
  return {
    address,
    send(bytes) {
      if (ws.readyState !== ws.OPEN) return
      if (ws.bufferedAmount === 0) allowance = bytes.length
      else if (ws.bufferedAmount + bytes.length > limits.outboxBytes + allowance) return ws.close(1013, 'too slow')
      ws.send(bytes, { binary: true })
    },
    end: () => ws.close(1000),
    drop: () => ws.terminate(),
    get waiting() {
      return ws.readyState === ws.OPEN ? ws.bufferedAmount : 0
    },
    get stuck() {
      return this.waiting
    },
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    drained: () => drained(socket, () => ws.readyState !== ws.OPEN || ws.bufferedAmount <= limits.outboxBytes / 4),
  }
}

function ping(sockets: Map<WebSocket, { missed: number }>): void {
  for (const [ws, state] of sockets) {
    if (state.missed++ >= 2) ws.terminate()
    else ws.ping()
  }
}

/**
 * A page in a browser says where it is from. Some libraries of programs do, too: they name the address they connect to, which a page of
 * somebody else's cannot, for it has a name of its own.
 */
function isPage({ headers: { origin, host = '' } }: IncomingMessage): boolean {
  return origin !== undefined && !(origin === `http://${host}` && (isAddress(host) || host.startsWith('localhost:')))
}

function sendPage(
  page: ReturnType<NonNullable<MessagesGiven<unknown, unknown>['page']>>,
  { method }: IncomingMessage,
  response: ServerResponse,
): void {
  if (page === undefined || method !== 'GET') return void response.writeHead(426, { connection: 'close' }).end()
  const { type, body } = page
  response
    .writeHead(200, { 'content-type': type, 'content-length': body.length, 'x-content-type-options': 'nosniff', connection: 'close' })
    .end(body)
}

function turnAway(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  socket.once('finish', () => socket.destroy())
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function close(server: Server, gate: Gate, sockets: Map<WebSocket, unknown>): Promise<void> {
  gate[Symbol.dispose]()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  for (const { desk } of gate.everybody()) desk.end()
  const lingering = setTimeout(() => {
    for (const ws of sockets.keys()) ws.terminate()
    server.closeAllConnections()
  }, LINGER_MS)
  await closed
  clearTimeout(lingering)
}

const ignore = (): void => {}
