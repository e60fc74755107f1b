// What a vases client reads, as lines. Pure: who somebody is and what a room is called has been looked up before.
import { texts } from './texts.ts'

/** Where something was said, as vases knows places. */
export type Where =
  | { readonly in: 'lobby' }
  | { readonly in: 'direct'; readonly peer: string }
  | { readonly in: 'group'; readonly group: string }

/** One said thing, for one who hears it. `own`: they said it themselves, elsewhere. */
export type Spoken = { readonly where: Where; readonly from: string; readonly text: string; readonly own: boolean }

/** undefined: vases shows nothing of it (one's own broadcast). */
export function sayText({ where, from, text, own }: Spoken): string | undefined {
  const words = plainText(text)
  switch (where.in) {
    case 'lobby':
      return own ? undefined : texts.broadcast(from, words)
    case 'direct':
      return own ? texts.privateTo(where.peer, words) : texts.privateFrom(from, words)
    case 'group':
      return own ? texts.groupTo(where.group, words) : texts.groupFrom(where.group, from, words)
    default:
      return where satisfies never
  }
}

/**
 * A file as the programs take it: a line the client makes a file of, and the sentence that tells its reader.
 *
 *   /file sophia example.txt <data>           You received file 'example.txt' from sophia.
 *   /groupfile haha_sophia file.txt <data>    [Receive file.txt from Group haha sophia]
 */
export function sayFile(where: Where, from: string, name: string, bytes: Buffer): readonly [file: string, notice: string] {
  const word = fileWord(name)
  const data = bytes.toString('latin1')
  if (where.in === 'direct') return [`/file ${from} ${word} ${data}`, texts.fileFrom(word, from)]
  const group = groupOf(where)
  return [`/groupfile ${group}_${from} ${word} ${data}`, texts.groupFile(word, group, from)]
}

/** Bytes of the line that carries a file, told without making it: what is above 127 takes two. */
export function fileLineBytes(where: Where, from: string, name: string, high: number, size: number): number {
  const head = where.in === 'direct' ? `/file ${from} ${fileWord(name)} ` : `/groupfile ${groupOf(where)}_${from} ${fileWord(name)} `
  return Buffer.byteLength(head) + size + high
}

/** The Lobby is the broadcast for words; files have no broadcast here, so it is a group of its name. */
export const LOBBY = 'Lobby'
const groupOf = (where: Where): string => (where.in === 'group' ? where.group : LOBBY)

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
const BREAKS = /\r\n?|[\u0085\u2028\u2029]/g
/** They would turn what stands around a text, the name in front of it included. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g

/**
 * Words that stay the words of who said them: whatever a text holds, each of its lines but the first is set in, so that none can look like
 * a line of the server or of somebody else.
 */
export const plainText = (text: string): string =>
  text.toWellFormed().replace(BREAKS, '\n').replace(CONTROLS, '').replace(OVERRIDES, '').trimEnd().replaceAll('\n', '\n    ')

/** One word on one line, without a slash in front: a list of groups must not look like a command to the client. */
export function groupWord(name: string): string {
  const word = plainText(name)
    .replace(/[\s,'"]+/g, '_')
    .replace(/^[/_]+|(?<!_)_+$/g, '')
  return word === '' ? 'group' : word
}

/** What the client saves a file as: one word, never a path, never hidden. */
export function fileWord(name: string): string {
  const word = plainText(name)
    .replace(/[\s/\\]+/g, '_')
    .replace(/^\.+/, '_')
  return word === '' ? 'file' : word
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** 1234567 → 1.2 MB */
export function sizeWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toFixed(1)} ${UNITS[step]}`
}
