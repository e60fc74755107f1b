// What the bytes of a file are known by: enough of them to tell another file, little enough to be read at once whatever its size.

const PART = 1_048_576

/** A hash of the beginning, the middle and the end; undefined where the page has no right to hash or the file cannot be read. */
export async function markOf(bytes: Blob): Promise<string | undefined> {
  try {
    const middle = Math.max(0, Math.floor(bytes.size / 2) - PART / 2)
    const parts = new Blob([bytes.slice(0, PART), bytes.slice(middle, middle + PART), bytes.slice(Math.max(0, bytes.size - PART))])
    const hash = await crypto.subtle.digest('SHA-256', await parts.arrayBuffer())
    return `${bytes.size}.${Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  } catch {
    return undefined
  }
}
