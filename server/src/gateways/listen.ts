// Opening ports: with TLS or without, deadlines set, the banned let in just far enough to be told so.
import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { boundCrowd } from './crowd.ts'
import { plainAddress } from './door.ts'
import { securityHeaders } from './headers.ts'
import type { Pressure } from './pressure.ts'

export type Credentials = { readonly cert: string; readonly key: string }

export type ListenGiven = {
  readonly bind: string
  readonly port: number
  readonly onRequest: RequestListener
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly isBanned: (address: string) => boolean
  /** Sockets in all, those that have not said anything yet included. */
  readonly sockets: number
  readonly pressure: Pressure
  /** Absent: without TLS. */
  readonly credentials?: Credentials
}

export type Listening = AsyncDisposable & {
  readonly port: number
  /** A new certificate from the next handshake on; connections there are stay. */
  renew(credentials: Credentials): void
  /** No new connections; those there are may finish. */
  stopAccepting(): void
}

/** All come back at once after a restart. Those the system cannot hold try again a second later, then three, then seven … */
const BACKLOG = 4096

const deadlines = {
  headersTimeout: 10_000,
  // Node knows one deadline for all bodies. `hurried` sets it for all but files, which take as long as they keep coming.
  requestTimeout: 0,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  noDelay: true,
}

const BODY_MS = 30_000
const FILE_PAUSE_MS = 60_000

/** A port is for so many of the banned at once, and not for long: any more are turned away before a byte is read. */
const BANNED_AT_ONCE = 32
const BANNED_MS = 6000

/** Who is refused for what is no request has so long to read it. */
const REFUSED_MS = 2000

const HTTP = 'http/1.1'
const security = {
  minVersion: 'TLSv1.2',
  handshakeTimeout: 10_000,
  // Not the list that is the default: Node copies that for each connection into memory shared with frames, and so keeps 64 KB of
  // frames, long sent, for as long as the connection lives.
  ALPNCallback: ({ protocols }: { readonly protocols: readonly string[] }) => (protocols.includes(HTTP) ? HTTP : undefined),
} as const

/** Rejects as `listen` does: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
export async function openPort(given: ListenGiven): Promise<Listening> {
  const { credentials, isBanned } = given
  const onRequest = hurried(given.onRequest)
  const tls = credentials && createTlsServer({ ...deadlines, ...security, ...credentials }, onRequest)
  const server: Server = tls ?? createServer(deadlines, onRequest)
  boundCrowd(server, { most: given.sockets, pressure: given.pressure })
  server.on('upgrade', given.onUpgrade)
  let banned = 0
  server.on('connection', (socket) => {
    if (!isBanned(plainAddress(socket.remoteAddress ?? ''))) return
    if (banned >= BANNED_AT_ONCE) return void socket.destroy()
    banned++
    const deadline = setTimeout(() => socket.destroy(), BANNED_MS)
    socket.once('close', () => {
      banned--
      clearTimeout(deadline)
    })
  })
  server.on('clientError', refuse)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: given.bind, port: given.port, backlog: BACKLOG }, () => resolve(server.off('error', reject) && undefined))
  })
  // Running out of file handles is a fault of the moment: the port stays open, the next accept may succeed.
  server.on('error', () => {})
  let closed: Promise<void> | undefined
  return {
    port: portOf(server.address()),
    renew: (fresh) => tls?.setSecureContext({ ...fresh, minVersion: security.minVersion }),
    stopAccepting: () => {
      closed ??= closing(server)
    },
    [Symbol.asyncDispose]: async () => {
      closed ??= closing(server)
      server.closeAllConnections()
      await closed
    },
  }
}

/** Cuts off who does not finish what they send: a request within its time, a file when nothing of it comes, or is taken, for a while. */
const hurried =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    if (request.url?.startsWith('/files') === true) request.socket.setTimeout(FILE_PAUSE_MS)
    else if (hasBody(request)) {
      const deadline = setTimeout(() => refuse(Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), request.socket), BODY_MS)
      request.once('close', () => clearTimeout(deadline))
    }
    listener(request, response)
  }

const hasBody = ({ headers }: IncomingMessage) => headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

const closing = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

const portOf = (address: AddressInfo | string | null) => (typeof address === 'object' && address !== null ? address.port : 0)

/** What is no HTTP, or comes too slowly, or has too many headers. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const body = '{"error":{"code":"bad_request","says":"This is not a request the server understands."}}'
  const headers = {
    ...securityHeaders(undefined),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
  // Node waits for the other side to end, too; who does not has so long to read why.
  setTimeout(() => socket.destroy(), REFUSED_MS).unref()
}

/** The same port on both addresses of this machine itself. */
export async function openLoopback(
  port: number,
  open: (flag: string, given: { bind: string; port: number }) => Promise<Listening>,
): Promise<Listening[]> {
  const four = await open('--plain-port', { bind: '127.0.0.1', port })
  try {
    return [four, await open('--plain-port', { bind: '::1', port: four.port })]
  } catch {
    // No IPv6 here, or somebody else has that port there: the address everybody uses is open.
    return [four]
  }
}
