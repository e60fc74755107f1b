// A file on its way up is read piece by piece, and each piece hashed, while the one before is still being sent: no more than two are in memory.
// What was hashed is what is sent: the file is not read again in between.

/** The bytes cannot be read any more: the file was changed, moved or taken away. */
export class UnreadableError extends Error {}

/** SHA-256, beside everything else. Null where the platform has none (a page over plain HTTP): then nothing is said of the bytes. */
export type Sha256 = ((bytes: ArrayBuffer) => Promise<ArrayBuffer>) | null

export type Portion = {
  readonly bytes: ArrayBuffer
  /** As tus says it: `sha256 BASE64`. */
  readonly checksum: string | undefined
}

export type Portions = {
  /** At most `size` bytes from there, more than none. Rejects with UnreadableError. */
  take(from: number, size: number): Promise<Portion>
  /** Begins with what is likely to be taken next. */
  ahead(from: number, size: number): void
}

export function createPortions(file: Blob, sha256: Sha256): Portions {
  let next: { readonly from: number; readonly portion: Promise<Portion> } | undefined

  async function read(from: number, size: number): Promise<Portion> {
    const bytes = await file
      .slice(from, from + size)
      .arrayBuffer()
      .catch((cause: unknown) => Promise.reject(unreadable(cause)))
    // Some systems give what is left of a file that became shorter.
    if (bytes.byteLength < Math.min(size, file.size - from)) throw unreadable()
    return { bytes, checksum: sha256 === null ? undefined : `sha256 ${base64(await sha256(bytes))}` }
  }

  return {
    take(from, size) {
      const ready = next
      next = undefined
      return ready?.from === from ? ready.portion : read(from, size)
    },
    ahead(from, size) {
      next = undefined
      if (from >= file.size) return
      const portion = read(from, size)
      // Met where it is taken; a piece nobody takes failed for nobody.
      portion.catch(() => undefined)
      next = { from, portion }
    },
  }
}

const unreadable = (cause?: unknown): UnreadableError =>
  new UnreadableError('The file cannot be read any more: it was changed, moved or taken away.', { cause })

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))
