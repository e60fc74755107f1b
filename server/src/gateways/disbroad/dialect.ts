// disbroad as the gateways know it: bytes to words, news to bytes. What words do is in deeds.ts.
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Fault, Heard, LegacyDialect, News, Said } from '../legacy.ts'
import { lineText, nextLine } from '../lines.ts'
import { hearObjects } from '../objects.ts'
import { atFirst, type State } from './state.ts'
import { fromWhere, json, plain, SERVER, withFiles } from './texts.ts'
import { hearObject, hearText, type Word } from './words.ts'

/** Clients of the text form take one read for one message. */
const GAP_MS = 100
/** They end nothing either: what has come is a message when no byte has followed it for so long. */
const QUIET_MS = 50
const OPEN = 0x7b

export const createDialect = (
  { frameBytes, textChars }: Pick<Limits, 'frameBytes' | 'textChars'>,
  act: LegacyDialect<State, Word>['act'],
): LegacyDialect<State, Word> => ({
  name: 'disbroad',
  begin: () => atFirst,
  hear,
  act,
  say,
  fault: (why, state) => sayFault(why, state),
  // Every character of the longest text may be written as `\u0000`.
  mostBytes: Math.max(frameBytes, textChars * 6 + 1024),
  gapMs: ({ form }) => (form === 'plain' ? GAP_MS : 0),
  reads: 'heard',
})

/** Never throws. */
export function hear(bytes: Buffer, state: State): Heard<State, Word> {
  const form = state.form === 'unknown' ? formOf(bytes) : state.form
  switch (form) {
    case 'unknown':
      return { is: 'nothing', used: bytes.length, state }
    case 'json':
      return hearObjects(bytes, { ...state, form }, hearObject, garbage)
    case 'plain':
      return hearPlain(bytes, { ...state, form })
  }
}

/** Pure. */
export function say(news: News, state: State): Buffer | undefined {
  switch (news.is) {
    case 'said':
      return saySaid(news, state)
    case 'presence':
      return sayPresence(news.person.word, news.online, state)
    case 'typing':
      if (news.place.kind !== 'lobby') return undefined
      return state.form === 'plain' ? plain.typing(news.person.word, news.on) : json.typing(news.person.word, news.on)
    case 'stopping':
      return state.form === 'plain' ? plain.close() : json.shutdown()
    case 'cut':
      return state.form === 'plain' ? plain.close() : news.code === 'banned' ? json.banned() : json.login(false)
    default:
      return undefined
  }
}

/** Of oneself, too: as soon as one is in. */
export const sayPresence = (name: string, isHere: boolean, { form }: State): Buffer =>
  form === 'plain' ? (isHere ? plain.joined(name) : plain.left(name)) : json.notification(name, isHere)

/** Something of ours to who is in; who is not is told of a failed login, for there is no other word. */
export function sayRefusal(says: string, { form, me }: State): Buffer {
  if (form === 'plain') return me === undefined ? plain.match() : plain.info(says)
  return me === undefined ? json.login(false) : json.message(SERVER, says)
}

function saySaid({ by, place, mine, text, files }: Said, { form }: State): Buffer | undefined {
  // One's own words elsewhere are no news here; in the lobby everybody is told of everything.
  if (mine && place.kind !== 'lobby') return undefined
  const [from, message] = [fromWhere(by.word, place.kind, place.name), withFiles(text, files)]
  return form === 'plain' ? plain.message(from, message) : json.message(from, message)
}

function sayFault(why: Fault, state: State): Buffer {
  if (why === 'banned' && state.form !== 'plain') return json.banned()
  return sayRefusal(faults[why], state)
}

const faults: Readonly<Record<Fault, string>> = {
  'too large': 'This is longer than the server takes.',
  late: 'You did not log in in time.',
  banned: 'You are not let in here.',
  crowded: 'Too many are connected. Try again later.',
  internal: 'Something went wrong on the server.',
}

function formOf(bytes: Buffer): State['form'] {
  const first = bytes.find((byte) => byte > 0x20)
  return first === undefined ? 'unknown' : first === OPEN ? 'json' : 'plain'
}

function hearPlain(bytes: Buffer, state: State): Heard<State, Word> {
  const line = nextLine(bytes)
  if (line !== undefined) return asHeard(hearText(line.text, state.me?.called), line.used, state)
  if (bytes.length === state.settled) return asHeard(hearText(lineText(bytes), state.me?.called), bytes.length, { ...state, settled: 0 })
  return { is: 'more', state, orAfter: { ms: QUIET_MS, state: { ...state, settled: bytes.length } } }
}

const asHeard = (word: Word | undefined, used: number, state: State): Heard<State, Word> =>
  word === undefined ? { is: 'nothing', used, state } : { is: 'word', word, used, state }

const garbage: Word = { is: 'garbage', user: undefined, version: undefined }
