// What comes in small pieces, handed on in large ones. An iterator over the stream would do the same with a promise and a copy for each piece.
import { finished, type Readable } from 'node:stream'

export type Gathering = {
  readonly bytes: Readable
  /** So many bytes are worth a write. */
  readonly least: number
  /** Each piece as it comes; throws to refuse it and all that follows. */
  readonly see: (piece: Uint8Array) => void
  /** Takes what has come so far. One at a time; the next one gathers meanwhile, and then the source waits. */
  readonly take: (pieces: readonly Uint8Array[], length: number) => Promise<void>
}

/**
 * Resolves when all has come and is taken. Rejects as the source, `see` or `take` did; what came before the source or `see` failed is taken all
 * the same. The source is not destroyed: a refusal may go back over the same connection.
 */
export function gather({ bytes, least, see, take }: Gathering): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let pieces: Uint8Array[] = []
  let length = 0
  let isTaking = false
  let over: { readonly why: unknown } | undefined

  const piece = (some: Uint8Array): void => {
    try {
      see(some)
    } catch (why) {
      return end(why)
    }
    pieces.push(some)
    length += some.length
    if (length < least) return
    if (isTaking) bytes.pause()
    else hand()
  }
  const hand = (): void => {
    const [batch, many] = [pieces, length]
    pieces = []
    length = 0
    isTaking = true
    take(batch, many).then(taken, (why: unknown) => {
      pieces = []
      length = 0
      isTaking = false
      end(why)
    })
  }
  const taken = (): void => {
    isTaking = false
    if (length > 0 && (over !== undefined || length >= least)) hand()
    if (over === undefined) bytes.resume()
    else if (!isTaking) settle(over.why)
  }
  const end = (why: unknown): void => {
    over = over?.why === undefined ? { why } : over
    bytes.off('data', piece)
    bytes.pause()
    if (isTaking) return
    if (length > 0) hand()
    else settle(over.why)
  }
  const settle = (why: unknown): void => {
    unwatch()
    if (why === undefined) resolve()
    else reject(why)
  }
  // Also for a source that has ended, or broke, before anybody listened.
  const unwatch = finished(bytes, { writable: false }, (why) => end(why ?? undefined))
  bytes.on('data', piece)
  return promise
}
