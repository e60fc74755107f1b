// Tab: what the word before the cursor may become. Asked again, the next one.
import { readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { allEmoji } from './emoji.ts'
import { type Line, replace } from './line.ts'

/** One of some words, perhaps by what stands before them. */
export type Takes = 'person' | 'room' | 'path' | 'emoji' | 'command' | readonly string[] | ((before: string) => readonly string[])

/** What can be completed, from outside. */
export type Words = {
  readonly people: readonly string[]
  readonly rooms: readonly string[]
  readonly commands: readonly string[]
  /** What a command takes, word by word; the last goes on to the end. */
  takes(command: string): readonly Takes[] | undefined
}
export type Completion = { readonly from: number; readonly all: readonly string[]; readonly at: number; readonly line: Line }

const MOST = 200

/** The first completion, or the next one of `last` where the line is still as that left it. Undefined: there is none. */
export function complete(line: Line, words: Words, last?: Completion, backwards = false): Completion | undefined {
  if (last && last.line.text === line.text && last.line.at === line.at && last.all.length > 1) {
    const at = (last.at + (backwards ? -1 : 1) + last.all.length) % last.all.length
    return put(replaceable(line, last), last.from, last.all, at)
  }
  const { from, all } = candidates(line, words)
  return all.length === 0 ? undefined : put(line, from, all, 0)
}

const replaceable = (line: Line, { from }: Completion): Line => ({ ...line, at: Math.max(line.at, from) })

const put = (line: Line, from: number, all: readonly string[], at: number): Completion => ({
  ...{ from, all, at },
  line: replace(line, from, all[at] ?? ''),
})

/** For a terminal that shows them itself: what stands before the cursor may become one of these from `from` on. */
export type Candidates = { readonly from: number; readonly all: readonly string[] }

export function candidates({ text, at }: Pick<Line, 'text' | 'at'>, words: Words): Candidates {
  const before = text.slice(0, at)
  if (/^\/[a-z]*$/u.test(before)) return { from: 0, all: starting(ended(words.commands, '/', ' '), before) }
  const word = /\S*$/u.exec(before)?.[0] ?? ''
  const from = at - word.length
  if (word.startsWith('@')) return { from, all: starting(ended(words.people, '@', ' '), word) }
  if (word.startsWith('#')) return { from, all: starting(ended(words.rooms, '#', ' '), word) }
  if (/^:[a-z0-9_+-]+$/u.test(word)) return { from, all: emoji(word.slice(1)) }
  const [, command, typed = ''] = /^\/([a-z]+) +(.*)$/su.exec(before) ?? []
  const takes = command === undefined ? undefined : words.takes(command)
  if (takes !== undefined) return taken(takes, { at, typed, word, words })
  return { from, all: word === '' ? [] : starting(ended(words.people, '', from === 0 ? ': ' : ' '), word) }
}

type Typed = { readonly at: number; readonly typed: string; readonly word: string; readonly words: Words }

/** Paths and names of rooms may hold blanks: they reach from their place to the cursor. */
function taken(takes: readonly Takes[], { at, typed, word, words }: Typed): Candidates {
  const before = typed.slice(0, typed.length - word.length).trim()
  const nth = Math.min(before === '' ? 0 : before.split(/\s+/u).length, takes.length - 1)
  const rest = typed.replace(new RegExp(`^(?:\\S+\\s+){${nth}}`, 'u'), '')
  const what = takes[nth] ?? []
  const [whole, last] = [at - rest.length, at - word.length]
  if (what === 'path') return { from: whole, all: paths(rest) }
  if (what === 'room') return { from: whole, all: starting(words.rooms, rest) }
  if (what === 'emoji') return { from: last, all: emoji(word.replace(/^:/u, '')) }
  if (typeof what === 'function') return { from: last, all: starting(ended(what(before), '', ' '), word) }
  const all = what === 'person' ? words.people : what === 'command' ? words.commands : what
  return { from: last, all: starting(ended(all, '', ' '), word) }
}

const ended = (all: readonly string[], before: string, after: string): readonly string[] => all.map((one) => before + one + after)

function starting(all: readonly string[], word: string): readonly string[] {
  const small = word.toLowerCase()
  return [...new Set(all)].filter((one) => one.toLowerCase().startsWith(small)).slice(0, MOST)
}

function emoji(word: string): readonly string[] {
  const begins = allEmoji().filter(({ name }) => name.startsWith(word))
  const holds = word.length > 2 ? allEmoji().filter(({ name }) => !name.startsWith(word) && name.includes(word)) : []
  return [...new Set([...begins, ...holds].map((one) => one.emoji))].slice(0, MOST)
}

/** Files and folders; a folder ends with `/`, so that the next Tab goes on in it. */
function paths(typed: string): readonly string[] {
  const place = expand(typed)
  const folder = typed.endsWith('/') ? place : dirname(place)
  const begin = typed.endsWith('/') ? '' : basename(place)
  const shown = typed.slice(0, typed.length - (typed.endsWith('/') ? 0 : basename(typed).length))
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(begin) && (begin.startsWith('.') || !name.startsWith('.')))
      .map((entry) => shown + entry.name + (entry.isDirectory() || leadsToFolder(folder, entry.name, entry.isSymbolicLink()) ? '/' : ''))
      .sort()
      .slice(0, MOST)
  } catch {
    return []
  }
}

const leadsToFolder = (folder: string, name: string, isLink: boolean): boolean =>
  isLink && statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true

/** `~` is one's own folder. */
export const expand = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path)
