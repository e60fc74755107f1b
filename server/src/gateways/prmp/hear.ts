// Bytes of a prmp program become tags. One JSON object is one tag; `<TAG>` may follow, or stand alone.

import type { Heard } from '../legacy.ts'
import { parseObject, type Scan, scanObject, startScan } from '../scanner.ts'

/** Which program it is, told by what it sends first. */
export type Accent = 'document' | 'A' | 'B' | 'C'
/** Which chats a listener takes; `all` where one port does everything. */
export type Kind = 'all' | 'status' | 'private' | 'group' | 'channel'
export type Hearing = {
  /** Undefined until the first object has shown it. */
  readonly accent: Accent | undefined
  readonly scan: Scan
  /** A bare `<TAG>` came before the first object. */
  readonly probed: boolean
  /** Bytes that are no object are passed over until one begins; they were answered once. */
  readonly inJunk: boolean
  /** Nothing followed the first object for a while. */
  readonly isSilent: boolean
}
/** `fields` by small names; `raw` as it came, for the echo. */
export type Tag = {
  readonly is: 'tag'
  readonly accent: Accent
  readonly action: string
  readonly fields: ReadonlyMap<string, unknown>
  readonly raw: Readonly<Record<string, unknown>>
}
export type Word = Tag | { readonly is: 'junk' }

export const startHearing: Hearing = { accent: undefined, scan: startScan, probed: false, inJunk: false, isSilent: false }

const FRAME = Buffer.from('<TAG>')
const BRACE = 0x7b
/** A program that frames its objects sends both in one breath. */
const SILENCE_MS = 150

/** Pure; never throws. Every byte is looked at once, however the bytes are cut. */
export function hearTag<S extends Hearing>(bytes: Buffer, state: S): Heard<S, Word> {
  const blank = blanksIn(bytes)
  if (blank > 0) return { is: 'nothing', used: blank, state }
  if (bytes[0] === BRACE) return hearObject(bytes, { ...state, inJunk: false })
  if (bytes.length < FRAME.length && FRAME.subarray(0, bytes.length).equals(bytes)) return { is: 'more', state }
  if (bytes.subarray(0, FRAME.length).equals(FRAME))
    return { is: 'nothing', used: FRAME.length, state: { ...state, inJunk: false, probed: state.probed || state.accent === undefined } }
  if (state.inJunk) return { is: 'nothing', used: 1, state }
  return { is: 'word', word: { is: 'junk' }, used: 1, state: { ...state, inJunk: true } }
}

function hearObject<S extends Hearing>(bytes: Buffer, state: S): Heard<S, Word> {
  const found = scanObject(bytes, state.scan)
  if ('scan' in found) return { is: 'more', state: { ...state, scan: found.scan } }
  const raw = parseObject(bytes.subarray(0, found.end))
  const next = { ...state, scan: startScan, isSilent: false }
  if (raw === undefined) return { is: 'word', word: { is: 'junk' }, used: found.end, state: next }
  const accent = state.accent ?? accentOf(raw, bytes.subarray(found.end), state)
  // Looked at again when more has come; the object itself need not be scanned anew.
  if (accent === undefined) {
    const scan = { ...startScan, at: found.end - 1, depth: 1 }
    return { is: 'more', state: { ...state, scan }, orAfter: { ms: SILENCE_MS, state: { ...state, scan, isSilent: true } } }
  }
  const fields = fieldsOf(raw)
  const word: Tag = { is: 'tag', accent, action: textOf(fields.get('action')).trim().toLowerCase(), fields, raw }
  return { is: 'word', word, used: found.end, state: { ...next, accent } }
}

/** Undefined while it cannot be told A from B: only what follows tells them apart. */
function accentOf(raw: Readonly<Record<string, unknown>>, behind: Buffer, { probed, isSilent }: Hearing): Accent | undefined {
  if (probed || Object.hasOwn(raw, 'ACTION')) return 'C'
  const action = textOf(fieldsOf(raw).get('action'))
  if (action !== action.toUpperCase() || action === '') return 'document'
  const rest = behind.subarray(blanksIn(behind))
  if (rest.length >= FRAME.length || rest[0] === BRACE) return rest.subarray(0, FRAME.length).equals(FRAME) ? 'B' : 'A'
  const mayFollow = FRAME.subarray(0, rest.length).equals(rest)
  if (!mayFollow) return 'A'
  return isSilent ? 'A' : undefined
}

/** Keys are looked up without regard to case; of two that differ in nothing else the first holds. */
function fieldsOf(raw: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [key, value] of Object.entries(raw)) if (!fields.has(key.toLowerCase())) fields.set(key.toLowerCase(), value)
  return fields
}

/** A text, or a number as one writes it; else nothing. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : Number.isSafeInteger(value) ? String(value) : '')

function blanksIn(bytes: Buffer): number {
  let count = 0
  while (count < bytes.length && (bytes[count] === 0x20 || bytes[count] === 0x0a || bytes[count] === 0x0d || bytes[count] === 0x09)) count++
  return count
}
