// TLS keeps the largest buffer that a connection ever needed: 16 KB after the first write of more than a kilobyte, for as long as it lives.
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/** With what TLS puts around it, it fits the first kilobyte. */
const PIECE_BYTES = 960
/** A greeting and the answer to a sign-in; who is sent more than that talks, and the buffer is of use. */
const FIRST_BYTES = 16_384

type Done = (error?: Error | null) => void
/** As Node calls it: bytes have the encoding 'buffer', which its types leave out. */
type Writes = { _write(chunk: unknown, encoding: string, done: Done): void }
type Chunk = { readonly chunk: Uint8Array | string; readonly encoding: BufferEncoding }

/**
 * Cuts what a connection over TLS is told at first into pieces, each given to TLS when the one before is on its way, so that ten thousand
 * that only listen cost 13 KB less each. Order stays as it is, whoever writes: the stream itself holds back what comes behind.
 */
export function spare(pipe: Duplex): void {
  if (!(pipe instanceof TLSSocket)) return
  const stream: Writes = pipe
  const whole = stream._write.bind(pipe)
  let left = FIRST_BYTES
  const inPieces = (bytes: Uint8Array, done: Done): void => {
    left -= bytes.length
    if (left < 0) {
      Reflect.deleteProperty(pipe, '_write')
      Reflect.deleteProperty(pipe, '_writev')
      whole(bytes, 'buffer', done)
    } else from(bytes, 0, done)
  }
  const from = (bytes: Uint8Array, at: number, done: Done): void => {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    const isLast = at + PIECE_BYTES >= bytes.length
    whole(piece, 'buffer', isLast ? done : (error) => (error ? done(error) : from(bytes, at + PIECE_BYTES, done)))
  }
  pipe._write = (chunk: Uint8Array | string, encoding, done) => inPieces(bytesOf({ chunk, encoding }), done)
  pipe._writev = (chunks, done) => inPieces(Buffer.concat(chunks.map(bytesOf)), done)
}

const bytesOf = ({ chunk, encoding }: Chunk): Uint8Array => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk)
