// What a vases client says once its bytes are open: one line, a word with a slash in front, or anything else for everybody. Pure.
//
//   /msg jojo How are you?          → private, to jojo
//   /file jojo example.txt \x89PNG… → file; each character behind the name is one byte
//   hi                              → public
import { forms, texts, type Word } from './texts.ts'

export type Heard =
  | { readonly is: 'public'; readonly text: string }
  | { readonly is: 'private'; readonly to: string; readonly text: string }
  | { readonly is: 'group'; readonly group: string; readonly text: string }
  | { readonly is: 'file'; readonly to: string; readonly name: string; readonly bytes: Buffer }
  | { readonly is: 'groupfile'; readonly group: string; readonly name: string; readonly bytes: Buffer }
  | { readonly is: 'create' | 'join'; readonly group: string }
  /** Of the group joined last where none is named. */
  | { readonly is: 'members'; readonly group: string | undefined }
  | { readonly is: 'list' | 'groups' | 'quit' }
  /** Carries the sentence that answers it. */
  | { readonly is: 'wrong'; readonly says: string }

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const NOT_LATIN = /[^\0-\xff]/
/** As long as a name or a word may be at the core's door. */
const WORD_CHARS = 256
/** As long as words may be there. */
const TEXT_CHARS = 65_536

/** One opened message. Never throws, whatever the bytes. */
export function hear(bytes: Uint8Array): Heard {
  const line = decode(bytes)
  if (line === undefined) return wrong(texts.notText)
  if (!line.startsWith('/')) return said(line, '/public', (text) => ({ is: 'public', text }))
  const [word, rest] = cut(line)
  const command = word.trimEnd()
  return isWord(command) ? parsers[command](rest) : wrong(texts.unknown(plainWord(command)))
}

/** The text of a message, as it is; undefined where it is no UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
  }
}

/** `rest` is undefined where nothing, not even a space, follows the word. */
type Parser = (rest: string | undefined) => Heard

const parsers: Readonly<Record<Word, Parser>> = {
  '/public': (rest = '') => said(rest, '/public', (text) => ({ is: 'public', text })),
  '/msg': (rest) => named(rest, '/msg', (to, text) => ({ is: 'private', to, text })),
  '/group': (rest) => named(rest, '/group', (group, text) => ({ is: 'group', group, text })),
  '/file': (rest) => file(rest, '/file', (to, name, bytes) => ({ is: 'file', to, name, bytes })),
  '/groupfile': (rest) => file(rest, '/groupfile', (group, name, bytes) => ({ is: 'groupfile', group, name, bytes })),
  '/create': (rest) => grouped(rest, '/create', 'create'),
  '/join': (rest) => grouped(rest, '/join', 'join'),
  '/showgroupmembers': (rest = '') => {
    const group = rest.trim()
    return group === '' || isName(group) ? { is: 'members', group: group || undefined } : wrong(texts.wrongForm('/showgroupmembers'))
  },
  '/list': (rest) => alone(rest, '/list', 'list'),
  '/showgroups': (rest) => alone(rest, '/showgroups', 'groups'),
  '/quit': (rest) => alone(rest, '/quit', 'quit'),
}

function said(raw: string, word: Word, then: (text: string) => Heard): Heard {
  const text = raw.trim()
  return text === '' || text.length > TEXT_CHARS ? wrong(text === '' ? texts.wrongForm(word) : texts.failed(TOO_LONG)) : then(text)
}

function named(rest: string | undefined, word: Word, then: (name: string, text: string) => Heard): Heard {
  const [name, text] = cut(rest ?? '')
  if (!isName(name)) return wrong(texts.wrongForm(word))
  return said(text ?? '', word, (checked) => then(name, checked))
}

function file(rest: string | undefined, word: Word, then: (to: string, name: string, bytes: Buffer) => Heard): Heard {
  const [to, more] = cut(rest ?? '')
  const [name, data] = cut(more ?? '')
  // Nothing behind the name is no file; a space and then nothing is an empty one.
  if (!isName(to) || !isName(name) || data === undefined) return wrong(texts.wrongForm(word))
  if (NOT_LATIN.test(data)) return wrong(texts.fileGarbled)
  return then(to, name, Buffer.from(data, 'latin1'))
}

function grouped(rest: string | undefined, word: Word, is: 'create' | 'join'): Heard {
  const group = (rest ?? '').trim()
  return isName(group) ? { is, group } : wrong(texts.wrongForm(word))
}

const alone = (rest: string | undefined, word: Word, is: 'list' | 'groups' | 'quit'): Heard =>
  (rest ?? '').trim() === '' ? { is } : wrong(texts.wrongForm(word))

const wrong = (says: string): Heard => ({ is: 'wrong', says })

/** At the first space: what is in front of it, and what is behind it if there is one. */
function cut(text: string): readonly [string, string | undefined] {
  const at = text.indexOf(' ')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

const isName = (word: string): boolean => word !== '' && word.length <= WORD_CHARS && !/\s/.test(word)

const isWord = (word: string): word is Word => Object.hasOwn(forms, word)

/** A word from outside that goes back there: short, and nothing in it but what is seen. */
const plainWord = (word: string): string => word.slice(0, 32).replace(/[^\x21-\x7e]/g, '?')

const TOO_LONG = 'This text is too long. Shorten it or send it in parts.'
