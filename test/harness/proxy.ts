// A TCP proxy that does to connections what bad networks do to them. It knows nothing of what passes: TLS and frames are bytes to it.
import { createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as rest } from 'node:timers/promises'

/** What happens to bytes of one direction. TCP keeps their order, and so does this. */
export type Way = {
  /** Milliseconds that each piece is on its way. */
  readonly delayMs?: number
  readonly bytesPerSecond?: number
  /** Pieces of at most so many bytes. */
  readonly pieceBytes?: number
  /** Once so many bytes have passed, wherever in a frame that is: the connection breaks, or what follows is swallowed and nobody is told. */
  readonly after?: { readonly bytes: number; readonly then: 'break' | 'swallow' }
}

/** `up`: to the server. */
export type Weather = { readonly up?: Way; readonly down?: Way }

export type Proxy = AsyncDisposable & {
  readonly port: number
  /** Where the server is now: it may have been started again elsewhere. */
  to(port: number): void
  /** For each connection from now on, by its number from 0. */
  weather(of: (connection: number) => Weather): void
  /** Breaks all there are, with a reset. */
  breakAll(): void
  /** Nothing passes any more on those there are, and neither side is told: the cable is pulled. */
  silenceAll(): void
  /** Connections that passed so far, and those there are. */
  readonly seen: number
  readonly open: number
}

type Line = { readonly near: Socket; readonly far: Socket; silent: boolean; over: boolean }

export async function startProxy(target: number): Promise<Proxy> {
  const lines = new Set<Line>()
  let port = target
  let weatherOf: (connection: number) => Weather = () => ({})
  let seen = 0
  const server = createServer((near) => {
    const far = dial({ port, host: '127.0.0.1', noDelay: true })
    const line: Line = { near, far, silent: false, over: false }
    const { up = {}, down = {} } = weatherOf(seen++)
    near.setNoDelay(true)
    lines.add(line)
    carry(line, near, far, up)
    carry(line, far, near, down)
    for (const socket of [near, far]) {
      socket.on('error', () => {})
      socket.once('close', () => line.silent || end(line))
    }
  })
  function end(line: Line): void {
    line.over = true
    for (const socket of [line.near, line.far]) if (!socket.destroyed) socket.resetAndDestroy()
    lines.delete(line)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    to: (next) => void (port = next),
    weather: (of) => void (weatherOf = of),
    breakAll: () => [...lines].forEach(end),
    silenceAll() {
      for (const line of lines) line.silent = true
    },
    get seen() {
      return seen
    },
    get open() {
      return lines.size
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      ;[...lines].forEach(end)
      await closed
    },
  }
}

/** One direction: the next piece is read when the last one has left, so that a slow way is felt at its beginning. */
function carry(line: Line, from: Socket, to: Socket, way: Way): void {
  let passed = 0
  const pass = async (bytes: Buffer): Promise<void> => {
    const size = way.pieceBytes ?? bytes.length
    for (let at = 0; at < bytes.length && !line.over; at += size) {
      const piece = bytes.subarray(at, at + size)
      const left = (way.after?.bytes ?? Number.POSITIVE_INFINITY) - passed
      const ms = (way.delayMs ?? 0) + (way.bytesPerSecond === undefined ? 0 : (piece.length / way.bytesPerSecond) * 1000)
      if (ms > 0) await rest(ms)
      if (line.silent || line.over) return
      passed += piece.length
      if (left > 0) await written(to, piece.subarray(0, left))
      if (passed >= (way.after?.bytes ?? Number.POSITIVE_INFINITY)) reach(line, way)
    }
  }
  from.on('data', (bytes: Buffer) => {
    from.pause()
    void pass(bytes).then(() => from.resume())
  })
  from.on('end', () => line.silent || to.end())
}

function reach({ near, far }: Line, { after }: Way): void {
  if (after?.then === 'break') for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy()
}

/** Once the system has taken it, or never will. */
const written = (socket: Socket, bytes: Buffer): Promise<void> => new Promise((resolve) => socket.write(bytes, () => resolve()))
