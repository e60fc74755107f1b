// Large bodies, in and out, without leaving buffers behind. Node hands over each piece of a body in memory of its own, outside of the heap; enough
// of them make the collector look through all of the heap, again and again, which takes longer than the bytes themselves.
import type { FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'

const PIECE = 131_072

/** The memory of a piece that nobody needs any more goes at once. Of one that shares its memory with others nothing goes. */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/**
 * Sends a stretch of a file, no faster than it is taken, in two buffers: one is read into while the other one leaves. `end`: the last byte.
 * The last piece waits for `sound`: what is not sound has no end, and nobody takes it for whole.
 * Rejects when the reader goes, when the file is shorter than it was, and as `sound` does.
 */
export async function pour(file: FileHandle, response: ServerResponse, start: number, end: number, sound: Promise<void>): Promise<void> {
  const buffers = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)] as const
  const leaving: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()]
  for (let at = start, turn: 0 | 1 = 0; at <= end; turn = turn === 0 ? 1 : 0) {
    await leaving[turn]
    const { bytesRead } = await file.read(buffers[turn], 0, Math.min(PIECE, end + 1 - at), at)
    if (bytesRead === 0) throw new Error('the file is shorter than it was')
    if (at + bytesRead > end) await sound
    leaving[turn] = written(response, buffers[turn].subarray(0, bytesRead))
    // Met when it is waited for; nobody else needs to hear of it before.
    leaving[turn].catch(() => undefined)
    at += bytesRead
  }
  await Promise.all(leaving)
  response.end()
  // Only here: of a write that was broken off nobody knows whether the system still reads from there.
  for (const buffer of buffers) giveBack(buffer)
}

/** Rejects as well when nobody is there any more: what is still to be written then is never heard of. */
const written = (response: ServerResponse, piece: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the reader has gone'))
    if (response.destroyed) return gone()
    response.once('close', gone)
    response.write(piece, (error) => {
      response.off('close', gone)
      if (error) reject(error)
      else resolve()
    })
  })
