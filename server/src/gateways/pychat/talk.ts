// What people say to each other in pychat, and whom they keep in their contacts.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import type { Said } from '../legacy.ts'
import { missedNews } from '../news.ts'
import { type Ask, type Outcome, type SaidLine, type Whom, withFiles } from './asks.ts'
import type { Asked } from './deeds.ts'
import { checkGroup, checkPerson } from './groups.ts'

/** Lines in one answer; what lies behind them comes with the next. */
const MOST_LINES = 500

/** The room somebody means; the room of two is made where it is wanted and lacking. Throws user_unknown, not_a_member. */
export async function roomOf(asked: Asked, whom: Whom): Promise<RoomId> {
  if ('code' in whom) return checkGroup(asked, whom.code).id
  return asked.actor.direct(checkPerson(asked, whom.user))
}

/** Need no room be made for it? Words behind one that waits for its room would overtake it. */
export function isThere({ actor }: Asked, whom: Whom): boolean {
  if ('code' in whom) return true
  const { directory } = actor.hall
  const person = directory.personCalled(whom.user)
  return person === undefined || directory.directOf(actor.member().user, person.id) !== undefined
}

export async function send(asked: Asked, { to, text }: Ask & { readonly is: 'send' }): Promise<Outcome> {
  await asked.actor.send(await roomOf(asked, to), text)
  return { is: 'done' }
}

/** What others said there and was not read yet, nor is it afterwards. */
export async function fetch(asked: Asked, from: Whom): Promise<Outcome> {
  const { actor } = asked
  const room = await roomThere(asked, from)
  const place = room && actor.hall.directory.place(room)
  const seat = place && (await actor.ask('room.list', {})).rooms.find(({ id }) => id === place.id)
  if (place === undefined || seat === undefined || seat.seq <= seat.readSeq) return { is: 'said', lines: [] }
  const { user } = actor.member()
  const lines: SaidLine[] = []
  let after = seat.readSeq
  while (lines.length < MOST_LINES) {
    const { messages } = await actor.ask('room.history', { room: place.id, after, limit: HISTORY_PAGE })
    for (const message of messages) {
      const news = message.author === user ? undefined : missedNews(message, place, user, actor.hall.directory)
      if (news !== undefined) lines.push(lineOf(news, false))
    }
    after = messages.at(-1)?.seq ?? after
    if (messages.length < HISTORY_PAGE) break
  }
  await actor.ask('room.read', { room: place.id, seq: after })
  return { is: 'said', lines }
}

/** What was not read anywhere; it stays so. */
export async function notices({ actor }: Asked): Promise<Outcome> {
  const missed = await actor.missed()
  return { is: 'said', lines: missed.slice(0, MOST_LINES).map((news) => lineOf(news, true)) }
}

export async function contacts({ actor }: Asked): Promise<Outcome> {
  const { contacts: kept } = await actor.ask('contact.list', {})
  return { is: 'people', names: kept.flatMap(({ id }) => actor.hall.directory.person(id)?.word ?? []) }
}

/** One name that is wrong is refused; of several those that are right are done. */
export async function changeContacts(
  asked: Asked,
  { is, users }: Ask & { readonly is: 'contact-add' | 'contact-delete' },
): Promise<Outcome> {
  const { actor } = asked
  const { contacts: before } = await actor.ask('contact.list', {})
  const kept = new Set(before.map(({ id }) => id))
  const people = users.flatMap((name) => actor.hall.directory.personCalled(name)?.id ?? [])
  const wanted = new Set(people.filter((id) => is === 'contact-add' || kept.has(id)))
  if (wanted.size === 0) throw new ChatError('user_unknown')
  for (const user of wanted) await actor.ask(is === 'contact-add' ? 'contact.add' : 'contact.remove', { user })
  return { is: 'changed', count: is === 'contact-add' ? [...wanted].filter((id) => !kept.has(id)).length : wanted.size }
}

/** Nothing is made by asking what was said. */
async function roomThere(asked: Asked, whom: Whom): Promise<RoomId | undefined> {
  if ('code' in whom) return checkGroup(asked, whom.code).id
  const { actor } = asked
  return actor.hall.directory.directOf(actor.member().user, checkPerson(asked, whom.user).id)?.id
}

const lineOf = ({ by, place, text, seq, files }: Said, withGroup: boolean): SaidLine => ({
  from: by.word,
  text: withFiles(text, seq, files),
  group: withGroup && place.kind !== 'direct' ? { code: place.code, name: place.name } : undefined,
})
