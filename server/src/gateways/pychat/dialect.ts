// pychat as the gateways know it, once for each form: bytes to words, news to bytes. What words do is in deeds.ts.
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Fault, Heard, LegacyDialect, News } from '../legacy.ts'
import { nextLine } from '../lines.ts'
import { hearObjects } from '../objects.ts'
import { withFiles } from './asks.ts'
import * as json from './json.ts'
import { atFirst, type State } from './state.ts'
import * as text from './text.ts'

export type Word = ({ readonly form: 'text' } & text.HeardLine) | ({ readonly form: 'json' } & json.HeardObject)
type Dialect = LegacyDialect<State, Word>
type Sizes = Pick<Limits, 'frameBytes' | 'textChars'>

/** The programs of the JSON form take one read for one object. */
export const GAP_MS = 100
/** So many notices wait while a file is being sent; those beyond it are there to be fetched. */
const MOST_HELD = 1000

export const textDialect = (sizes: Sizes, server: string, longText: boolean, act: Dialect['act']): Dialect => ({
  name: 'pychat',
  begin: () => atFirst('text'),
  greet: () => text.greeting(server),
  hear: (bytes, state) => hearText(bytes, state, longText),
  act,
  say: (news) => (news.is === 'cut' ? text.failed(endedSays) : undefined),
  fault: (why) => text.failed(textFaults[why]),
  mostBytes: Math.max(sizes.frameBytes, sizes.textChars * 4 + 1024),
  reads: 'fetched',
})

export const jsonDialect = (sizes: Sizes, act: Dialect['act']): Dialect => ({
  name: 'pychat.json',
  begin: () => atFirst('json'),
  hear: hearJson,
  act,
  say: sayJson,
  fault: (why) => json.failed('', jsonFaults[why]),
  // A character may be written as two escapes of six bytes.
  mostBytes: Math.max(sizes.frameBytes, sizes.textChars * 12 + 1024),
  gapMs: ({ held }) => (held === undefined ? GAP_MS : 0),
  reads: 'fetched',
})

/** Never throws. */
export function hearText(bytes: Buffer, state: State, longText: boolean): Heard<State, Word> {
  const line = nextLine(bytes, state.seen)
  if (line === undefined) return { is: 'more', state: { ...state, seen: bytes.length } }
  return { is: 'word', word: { form: 'text', ...text.hearLine(line.text, longText) }, used: line.used, state: { ...state, seen: 0 } }
}

/** Never throws. */
export const hearJson = (bytes: Buffer, state: State): Heard<State, Word> =>
  hearObjects(bytes, state, (object): Word => ({ form: 'json', ...json.hearObject(object) }), noObject)

const noObject: Word = { form: 'json', word: '', token: undefined, wrong: json.texts.noObject }

/** What somebody else said, as soon as they say it; the rest is fetched. */
function sayJson(news: News, { held }: State): Buffer | undefined {
  if (news.is === 'cut') return json.failed('', json.texts.unauthorized)
  if (news.is !== 'said' || news.mine) return undefined
  const { by, place, text: words, seq, files } = news
  const group = place.kind === 'direct' ? undefined : { code: place.code, name: place.name }
  const notice = json.sayNotice({ from: by.word, text: withFiles(words, seq, files), group })
  if (held === undefined) return notice
  if (held.length < MOST_HELD) held.push(notice)
  return undefined
}

const endedSays = 'your login was ended elsewhere'
const textFaults: Readonly<Record<Fault, string>> = {
  'too large': text.texts.lineTooLong,
  late: text.texts.late,
  banned: 'you are not let in here',
  crowded: 'too many are connected; try again later',
  internal: 'something went wrong on the server',
}
const jsonFaults: Readonly<Record<Fault, string>> = { ...textFaults, 'too large': json.texts.tooLong, late: json.texts.late }
