// TCP for older programs: sockets, limits, deadlines, what waits for a reader. Never meaning.
import { createServer, type Server, type Socket } from 'node:net'
import { type Conversation, openConversation } from './conversation.ts'
import { plainAddress } from './door.ts'
import { createGate, type Gate } from './gate.ts'
import type { Hall } from './hall.ts'
import type { LegacyDialect, Link } from './legacy.ts'
import { Outbox } from './outbox.ts'
import { createTick, type Tick } from './tick.ts'

export type TcpGiven<State, Word> = {
  readonly hall: Hall
  readonly port: number
  readonly dialect: LegacyDialect<State, Word>
  readonly loginMs: number
}
/** Closing sends what waits and ends every connection; who lingers is dropped. */
export type TcpListening = AsyncDisposable & { readonly port: number; readonly gate: Gate }

const BACKLOG = 4096
const KEEP_ALIVE_MS = 30_000
const LINGER_MS = 2000
/** Of those who are turned away so many are told why at once, and have so long to read it. */
const TOLD_AT_ONCE = 32
const TOLD_MS = 2000

/** Rejects as `listen` does. */
export async function openTcp<State, Word>(given: TcpGiven<State, Word>): Promise<TcpListening> {
  const { hall } = given
  const gate = createGate(hall, given.loginMs)
  const tick = createTick()
  const told = new Set<Socket>()
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => {
    socket.on('error', ignore)
    const address = plainAddress(socket.remoteAddress ?? '')
    const refused = gate.refusal(address)
    if (refused !== undefined) return turnAway(socket, told, given.dialect, refused)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    welcome(given, gate, tick, socket, address)
  })
  server.maxConnections = hall.limits.connectionsInAll + hall.limits.waitingInAll
  const port = await listen(server, hall.options.bind ?? hall.bind, given.port).catch((why: unknown) => {
    gate[Symbol.dispose]()
    throw why
  })
  // Running out of file handles is a fault of the moment: the port stays open, the next accept may succeed.
  server.on('error', ignore)
  let closing: Promise<void> | undefined
  return {
    port,
    gate,
    [Symbol.asyncDispose]: () => (closing ??= close(server, gate, [sockets, told])),
  }
}

function welcome<State, Word>({ hall, dialect }: TcpGiven<State, Word>, gate: Gate, tick: Tick, socket: Socket, address: string): void {
  const link = linkOf(hall, tick, socket, address)
  const onOwned = (owned: boolean): void => gate.owned(conversation, address, owned)
  const conversation: Conversation<State, Word> = openConversation({ hall, dialect, link, whole: false, onOwned })
  gate.enter(conversation, address)
  socket.on('data', (piece: Buffer) => conversation.onBytes(piece))
  socket.on('end', () => conversation.onEnd())
  socket.on('drain', () => conversation.onDrain())
  socket.once('close', () => {
    gate.leave(conversation, address)
    conversation.onGone()
  })
}

/** The link over a socket. */
function linkOf({ limits }: Hall, tick: Tick, socket: Socket, address: string): Link {
  const onEnd = (_: Socket, why: string): void => {
    if (why === 'slow') return void socket.destroy()
    socket.end()
    socket.resume()
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }
  const outbox = new Outbox<Socket>({ tick, limit: limits.outboxBytes, onEnd }, socket, socket)
  socket.once('close', () => outbox.forget())
  return {
    address,
    send: (bytes) => outbox.push(bytes),
    end: () => outbox.end('stopping'),
    drop: () => void socket.destroy(),
    get waiting() {
      return outbox.waiting
    },
    get stuck() {
      return socket.destroyed ? 0 : outbox.stuck
    },
    pause: () => void socket.pause(),
    resume: () => void (socket.isPaused() && socket.resume()),
    drained: () => outbox.drained(limits.outboxBytes / 4),
  }
}

function turnAway<State, Word>(socket: Socket, told: Set<Socket>, dialect: LegacyDialect<State, Word>, why: 'banned' | 'crowded'): void {
  const last = told.size < TOLD_AT_ONCE ? dialect.fault(why, dialect.begin()) : undefined
  if (last === undefined) return void socket.destroy()
  told.add(socket)
  socket.once('close', () => told.delete(socket))
  socket.resume()
  socket.end(last)
  setTimeout(() => socket.destroy(), TOLD_MS).unref()
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function close(server: Server, gate: Gate, sockets: readonly Set<Socket>[]): Promise<void> {
  gate[Symbol.dispose]()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // Who has signed in was told by the hub.
  for (const { desk } of gate.everybody()) {
    if (desk.isOpen) desk.tell({ is: 'stopping' })
    desk.end()
  }
  const lingering = setTimeout(() => {
    for (const some of sockets) for (const socket of some) socket.destroy()
  }, LINGER_MS)
  await closed
  clearTimeout(lingering)
}

const ignore = (): void => {}
