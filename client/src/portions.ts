// A file on its way up, piece by piece. Each is read and hashed while the one before is still being sent, and then let go: what is sent is a stretch
// of the file itself, which a browser reads where it lies, beside the page. A file that changed in between is refused by its checksum.

/** The bytes cannot be read any more: the file was changed, moved or taken away. */
export class UnreadableError extends Error {}

/** SHA-256, beside everything else. Null where the platform has none (a page over plain HTTP): then nothing is said of the bytes. */
export type Sha256 = ((bytes: ArrayBuffer) => Promise<ArrayBuffer>) | null

export type Portion = {
  readonly bytes: Blob
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

  async function hashed(from: number, size: number): Promise<Portion> {
    const bytes = file.slice(from, from + size)
    if (sha256 === null) return { bytes, checksum: undefined }
    const read = await bytes.arrayBuffer().catch((cause: unknown) => Promise.reject(unreadable(cause)))
    // Some systems give what is left of a file that became shorter.
    if (read.byteLength < Math.min(size, file.size - from)) throw unreadable()
    return { bytes, checksum: `sha256 ${base64(await sha256(read))}` }
  }

  return {
    take(from, size) {
      const ready = next
      next = undefined
      return ready?.from === from ? ready.portion : hashed(from, size)
    },
    ahead(from, size) {
      next = undefined
      if (from >= file.size) return
      const portion = hashed(from, size)
      // Met where it is taken; a piece nobody takes failed for nobody.
      portion.catch(() => undefined)
      next = { from, portion }
    },
  }
}

const unreadable = (cause?: unknown): UnreadableError =>
  new UnreadableError('The file cannot be read any more: it was changed, moved or taken away.', { cause })

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))
