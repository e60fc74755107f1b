// JSON objects out of a stream without framing: back to back, in any number of pieces, white space between them ignored.
import type { Heard } from './legacy.ts'
import { type Scan, scanObject, startScan } from './scanner.ts'

export type Fields = Readonly<Record<string, unknown>>

/** How far it was looked into bytes that hold no whole object yet. `stray`: what is no object was complained of; it has not come to its end. */
export type Looked = { readonly scan: Scan; readonly stray: boolean }

export type Found =
  | { readonly is: 'more'; readonly looked: Looked }
  | { readonly is: 'object'; readonly object: Fields; readonly used: number }
  /** Bytes that are no object: to be complained of once. */
  | { readonly is: 'stray'; readonly used: number; readonly looked: Looked }
  /** White space, or more of what was complained of. */
  | { readonly is: 'nothing'; readonly used: number; readonly looked: Looked }

export const nothingYet: Looked = { scan: startScan, stray: false }

const OPEN = 0x7b

/**
 * The next object in `bytes`, whatever stands in its texts.
 *
 *   {"a":"}{"} \n {"b":1}   →   {"a":"}{"}, white space, {"b":1}
 *
 * The same objects come out however the bytes are cut. Never throws.
 * @param bytes all that came and was not used, from its beginning
 * @param looked what the look before gave back
 */
export function nextObject(bytes: Buffer, looked: Looked): Found {
  if (looked.scan.at === 0 && bytes.length > 0 && bytes[0] !== OPEN) return between(bytes, looked)
  const found = scanObject(bytes, looked.scan)
  return 'end' in found ? ended(bytes, found.end) : { is: 'more', looked: { scan: found.scan, stray: false } }
}

/**
 * The same as a dialect hears it. Never throws.
 * @param wordOf what an object says
 * @param stray the word for bytes that are no object
 */
export function hearObjects<State extends { readonly looked: Looked }, Word>(
  bytes: Buffer,
  state: State,
  wordOf: (object: Fields) => Word,
  stray: Word,
): Heard<State, Word> {
  const found = nextObject(bytes, state.looked)
  switch (found.is) {
    case 'more':
      return { is: 'more', state: { ...state, looked: found.looked } }
    case 'nothing':
      return { is: 'nothing', used: found.used, state: { ...state, looked: found.looked } }
    case 'stray':
      return { is: 'word', word: stray, used: found.used, state: { ...state, looked: found.looked } }
    case 'object':
      return { is: 'word', word: wordOf(found.object), used: found.used, state: { ...state, looked: nothingYet } }
  }
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

function between(bytes: Buffer, looked: Looked): Found {
  let used = 0
  let isStray = false
  for (; used < bytes.length && bytes[used] !== OPEN; used++) isStray ||= !isSpace(bytes[used])
  const goesOn = used === bytes.length && (isStray || looked.stray)
  return { is: isStray && !looked.stray ? 'stray' : 'nothing', used, looked: { scan: startScan, stray: goesOn } }
}

function ended(bytes: Buffer, used: number): Found {
  const text = readText(bytes.subarray(0, used))
  const object = text === undefined ? undefined : parse(text)
  return object === undefined ? { is: 'stray', used, looked: nothingYet } : { is: 'object', object, used }
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
