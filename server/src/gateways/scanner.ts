// Where one JSON object ends among bytes that may be cut anywhere: braces are counted, strings passed over. For dialects without framing.

/** How far somebody has looked. `start` is where the object begins. */
export type Scan = { readonly at: number; readonly depth: number; readonly inText: boolean; readonly escaped: boolean }
export const startScan: Scan = { at: 0, depth: 0, inText: false, escaped: false }

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d]

/** `bytes` begin with `{`. Where its object ends (behind the last brace), or how far was looked. Each byte is looked at once. */
export function scanObject(bytes: Buffer, scan: Scan): { readonly end: number } | { readonly scan: Scan } {
  let { depth, inText, escaped } = scan
  for (let at = scan.at; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inText) {
      if (escaped) escaped = false
      else if (byte === BACKSLASH) escaped = true
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN || byte === OPEN_LIST) depth++
    else if ((byte === CLOSE || byte === CLOSE_LIST) && --depth === 0) return { end: at + 1 }
  }
  return { scan: { at: bytes.length, depth, inText, escaped } }
}

/** Deeper than any honest message. */
const DEEPEST = 32

/** The object those bytes are; undefined where they are none, or one too deep. What is not UTF-8 is replaced. */
export function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(value) && !isDeeper(value, DEEPEST) ? value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1))
}
