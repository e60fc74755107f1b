// What the deeds of a prmp connection have at hand.
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { Desk } from '../desk.ts'
import { codeOf } from '../desk.ts'
import type { Person, Place } from '../legacy.ts'
import { type Tag, textOf, type Word } from './hear.ts'
import { type Known, kindOf, personData, type State } from './say.ts'
import { answer, type Fields, inAccent, type Response } from './tags.ts'

/** One word, and who said it where. */
export type Deed = { readonly word: Tag; readonly desk: Desk<State, Word>; readonly house: House }
/** What all connections of the gateway share. */
export type House = Known & { readonly singleLogin: boolean; readonly desks: Set<Desk<State, Word>> }
export type What = 'user' | 'group' | 'channel' | 'admin' | 'member'

/** The first of these fields that holds a text. */
export function field({ fields }: Tag, ...names: readonly string[]): string {
  for (const name of names) {
    const text = textOf(fields.get(name)).trim()
    if (text !== '') return text
  }
  return ''
}

export const reply = ({ word, desk }: Deed, response: Response, more: Fields = {}, small: Fields = {}): void =>
  desk.say(answer(word, response, more, small))

/** Does it and answers with what came of it. */
export async function answering(deed: Deed, work: () => Promise<Response | readonly [Response, Fields]>): Promise<void> {
  try {
    const done = await work()
    if (typeof done === 'string') reply(deed, done)
    else reply(deed, done[0], done[1])
  } catch (why) {
    reply(deed, responseOf(codeOf(deed.desk.hall, `prmp ${deed.word.action}`, why)))
  }
}

/** Our failures in the document's five words. */
export function responseOf(code: ErrorCode): Response {
  switch (code) {
    case 'name_taken':
      return 'existing'
    case 'user_unknown':
    case 'room_unknown':
    case 'code_invalid':
    case 'call_unknown':
      return 'non_existing'
    case 'bad_credentials':
      return 'false_key'
    default:
      return 'failed'
  }
}

/** Who is meant. Throws user_unknown. */
export function personMeant({ desk, word }: Deed, ...names: readonly string[]): Person {
  const person = desk.hall.directory.personCalled(field(word, ...names))
  if (person === undefined) throw new ChatError('user_unknown')
  return person
}

/** The room that is meant: of that kind, and one that may be found, or one is in. Throws room_unknown. */
export function placeMeant({ desk, word }: Deed, what: 'group' | 'channel', ...names: readonly string[]): Place {
  return placeCalled(desk, what, field(word, ...names))
}

export function placeCalled(desk: Desk<State, Word>, what: 'group' | 'channel', called: string): Place {
  const place = desk.hall.directory.placeCalled(called)
  const mayKnow = place !== undefined && (place.public || place.members.has(desk.member().user))
  if (place === undefined || !mayKnow || kindOf(place) !== what) throw new ChatError('room_unknown')
  return place
}

export const isOnline = ({ desk }: Deed, person: Person): boolean => desk.hall.hub.isHere(person.id)

/** A room as programs are told of it. */
export function placeData({ desk, word: { accent } }: Deed, place: Place): Fields {
  const wordsOf = (admins: boolean): string[] =>
    [...place.members].flatMap(([id, role]) => (admins && role === 'member' ? [] : (desk.hall.directory.person(id)?.word ?? [])))
  const owner = [...place.members].find(([, role]) => role === 'owner')?.[0]
  return inAccent(accent, {
    name: place.name,
    id: place.word,
    creator: (owner && desk.hall.directory.person(owner)?.word) ?? '',
    icon: '',
    admins: wordsOf(true),
    users: wordsOf(false),
    only_admin: place.kind === 'channel',
  })
}

export const dataOf = (deed: Deed, person: Person): Fields => personData(deed.word.accent, person, isOnline(deed, person))
