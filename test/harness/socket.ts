// A plain TCP connection: bytes out, everything that came in.
import { connect, type Socket } from 'node:net'
import { inTime, until } from './until.ts'

export type PlainSocket = AsyncDisposable & {
  readonly socket: Socket
  write(bytes: Buffer | string): void
  /** Everything that came so far. */
  bytes(): Buffer
  text(): string
  /** Waits until what came holds this; from a place in it on. */
  sees(what: string, from?: number): Promise<void>
  readonly closed: Promise<void>
}

export async function openSocket(port: number, host = '127.0.0.1'): Promise<PlainSocket> {
  const socket = connect({ host, port, noDelay: true })
  const pieces: Buffer[] = []
  socket.on('data', (piece: Buffer) => pieces.push(piece))
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await inTime('a connection', new Promise<void>((resolve) => socket.once('connect', () => resolve())))
  const text = (): string => Buffer.concat(pieces).toString('utf8')
  return {
    socket,
    write: (bytes) => void (socket.destroyed || socket.write(bytes)),
    bytes: () => Buffer.concat(pieces),
    text,
    sees: async (what, from = 0) => {
      await until(`${JSON.stringify(what)} on a socket`, () => text().includes(what, from), { seen: () => text().slice(from) })
    },
    closed,
    [Symbol.asyncDispose]: async () => {
      socket.destroy()
      await closed
    },
  }
}

/** JSON objects back to back, whatever stands between them; what is not whole yet stays in `rest`. */
export function objectsIn(text: string): { readonly objects: Record<string, unknown>[]; readonly rest: string } {
  const objects: Record<string, unknown>[] = []
  let [start, depth, inText, escaped] = [-1, 0, false, false]
  let end = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (inText) {
      if (escaped) escaped = false
      else if (letter === '\\') escaped = true
      else if (letter === '"') inText = false
    } else if (letter === '"' && depth > 0) inText = true
    else if (letter === '{') {
      if (depth++ === 0) start = at
    } else if (letter === '}' && depth > 0 && --depth === 0) {
      objects.push(JSON.parse(text.slice(start, at + 1)))
      end = at + 1
    }
  }
  return { objects, rest: text.slice(end) }
}
