// Uploads of tests through the client, counting what really goes over the wire.
import { createHash } from 'node:crypto'
import { createFiles, type Files } from '@hearth/client/files.ts'
import type { FileId } from '@hearth/protocol/ids.ts'

export type Sender = Files & {
  /** Bytes of all bodies so far, those that never arrived included. */
  bytes(): number
}

/** @param port the plain port of a server on this machine, or of the next one there; asked each time where it changes */
export function createSender(port: number | (() => number), token: string): Sender {
  let bytes = 0
  const files = createFiles({
    get base() {
      return `http://127.0.0.1:${typeof port === 'number' ? port : port()}`
    },
    token: () => token,
    now: () => performance.now(),
    chance: Math.random,
    sha256: (piece) => crypto.subtle.digest('SHA-256', piece),
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
    fetch(input, init) {
      if (init?.body instanceof Blob) bytes += init.body.size
      return fetch(input, init)
    },
  })
  return { ...files, bytes: () => bytes }
}

/** The SHA-256 of what is downloaded, piece by piece. */
export async function fetchedHash(files: Files, token: string, id: FileId, from = 0): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, ...(from === 0 ? {} : { range: `bytes=${from}-` }) }
  const response = await fetch(files.url(id), { headers })
  if (!response.ok || response.body === null) throw new Error(`the download was refused: ${response.status}`)
  const hash = createHash('sha256')
  for await (const piece of response.body) hash.update(piece)
  return hash.digest('hex')
}

export const hashOf = async (blob: Blob): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of blob.stream()) hash.update(piece)
  return hash.digest('hex')
}
