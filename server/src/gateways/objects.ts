// JSON objects out of a stream without framing: back to back, in any number of pieces, white space between them ignored.

export type Fields = Readonly<Record<string, unknown>>

/** How far it was looked into bytes that hold no whole object yet. */
export type Scan = {
  readonly at: number
  readonly depth: number
  readonly inText: boolean
  readonly escaped: boolean
  /** What is no object was complained of already; it has not come to its end. */
  readonly stray: boolean
}

export type Found =
  | { readonly is: 'more'; readonly scan: Scan }
  | { readonly is: 'object'; readonly object: Fields; readonly used: number }
  /** Bytes that are no object: to be complained of once. */
  | { readonly is: 'stray'; readonly used: number; readonly scan: Scan }
  /** White space, or more of what was complained of. */
  | { readonly is: 'nothing'; readonly used: number; readonly scan: Scan }

export const nothingYet: Scan = { at: 0, depth: 0, inText: false, escaped: false, stray: false }

/** Who nests deeper than any older program does is not read to the end: all that is there is stray. */
const DEEPEST = 16
const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d]

/**
 * The next object in `bytes`: braces are counted outside of texts, so a brace or a line break inside one ends nothing.
 *
 *   {"a":"}{"} \n {"b":1}   →   {"a":"}{"}, white space, {"b":1}
 *
 * The same objects come out however the bytes are cut. Never throws.
 * @param bytes all that came and was not used, from its beginning
 * @param scan what the look before gave back
 */
export function nextObject(bytes: Buffer, scan: Scan): Found {
  if (scan.depth === 0 && bytes.length > 0 && bytes[0] !== OPEN) return between(bytes, scan)
  let { at, depth, inText, escaped } = scan
  for (; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inText) {
      if (escaped) escaped = false
      else if (byte === BACKSLASH) escaped = true
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN && ++depth > DEEPEST) return { is: 'stray', used: bytes.length, scan: { ...nothingYet, stray: true } }
    else if (byte === CLOSE && --depth === 0) return ended(bytes, at + 1)
  }
  return { is: 'more', scan: { at, depth, inText, escaped, stray: false } }
}

/** A field of its own that is a text. */
export function textIn(object: Fields, field: string): string | undefined {
  const value = Object.hasOwn(object, field) ? object[field] : undefined
  return typeof value === 'string' ? value : undefined
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined: these bytes are no UTF-8. */
export function readText(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function between(bytes: Buffer, scan: Scan): Found {
  let used = 0
  let isStray = false
  for (; used < bytes.length && bytes[used] !== OPEN; used++) isStray ||= !isSpace(bytes[used])
  const goesOn = used === bytes.length && (isStray || scan.stray)
  const after = { ...nothingYet, stray: goesOn }
  return { is: isStray && !scan.stray ? 'stray' : 'nothing', used, scan: after }
}

function ended(bytes: Buffer, used: number): Found {
  const text = readText(bytes.subarray(0, used))
  const object = text === undefined ? undefined : parse(text)
  return object === undefined ? { is: 'stray', used, scan: nothingYet } : { is: 'object', object, used }
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** What begins with a brace and is JSON is an object. */
function parse(text: string): Fields | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
