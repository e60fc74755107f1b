// The room's log: every lasting change takes the next seq, is kept as an entry, and can be said again as the same event.
//
// Entries hold no words: a message's text stands in one place only, so that deleting it deletes it, and saying an old
// entry again says what is true now. People are kept by id and looked up again for the same reason.
import type { ChatEvent, EventWith, LoggedEvent } from '@hearth/protocol/events.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role } from '@hearth/protocol/shapes.ts'
import * as entries from '#store/entries.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import { cardsOf } from './cards.ts'
import type { Audience, Telling } from './outcome.ts'
import { extraView, userView } from './views.ts'

/** What is said is kept by `messages.say`, which is its own entry. */
type LoggedName = Exclude<LoggedEvent['event'], 'message.said'>
type Kept = entries.KeptEntry

/** Takes the room's next seq, keeps the entry, makes its event. */
export async function append<N extends LoggedName>(
  tx: Tx,
  room: RoomId,
  actor: UserId,
  at: number,
  event: N,
  body: EventWith<N>,
): Promise<LoggedEvent> {
  return keep(tx, room, await rooms.nextSeq(tx, room), actor, at, event, body)
}

/** The same for a seq that was taken with `rooms.nextSeq` already. */
export async function keep<N extends LoggedName>(
  tx: Tx,
  room: RoomId,
  seq: number,
  actor: UserId,
  at: number,
  event: N,
  body: EventWith<N>,
): Promise<LoggedEvent> {
  const made = { event, room, seq, with: body } as Made
  await entries.add(tx, { room, seq, event, actor, at, message: messageOf(made), body: withoutWords(made) })
  return made
}

export const tell = (event: ChatEvent, audience: Audience): Telling => ({ do: 'tell', event, audience })
export const tellRoom = (event: LoggedEvent): Telling => tell(event, { to: 'room', room: event.room })

/** Old entries as the events they were, with the words and people of now. */
export async function sayAgain(tx: Tx, kept: readonly Kept[]): Promise<readonly LoggedEvent[]> {
  const ids = [...new Set(kept.flatMap(peopleOf))]
  const people = new Map((await users.byIds(tx, ids)).map((row) => [row.id, userView(row)]))
  const cards = await cardsOf(
    tx,
    kept.flatMap(({ event, said }) => (event === entries.SAID && said !== null ? [said] : [])),
  )
  const person = (id: UserId) => {
    const user = people.get(id)
    if (user === undefined) throw new Error(`an entry names ${id}, who was never there`)
    return user
  }
  return kept.map((entry): LoggedEvent => {
    const { room, seq, said } = entry
    if (entry.event === entries.SAID) return { event: entries.SAID, room, seq, with: saidWith(said, entry, cards) }
    const body = bodyOf(entry)
    switch (body.event) {
      case 'message.edited':
        return {
          event: body.event,
          room,
          seq,
          with: { id: idOf(entry), text: said?.text ?? null, editedAt: body.with.editedAt, mentions: [...(said?.mentions ?? [])] },
        }
      case 'message.previewed':
        return { event: body.event, room, seq, with: { id: idOf(entry), preview: said?.extra?.preview ?? null } }
      case 'room.joined':
        return { event: body.event, room, seq, with: { ...body.with, user: person(body.with.user) } }
      case 'room.created':
        return {
          event: body.event,
          room,
          seq,
          with: { ...body.with, people: body.with.people.map(({ user, role }) => ({ user: person(user), role })) },
        }
      default:
        return { event: body.event, room, seq, with: body.with } as LoggedEvent
    }
  })
}

// What an entry keeps of its event.
type Bare<N extends LoggedName> = N extends 'message.edited'
  ? { readonly editedAt: number }
  : N extends 'message.previewed'
    ? Record<never, never>
    : N extends 'room.joined'
      ? Omit<EventWith<'room.joined'>, 'user'> & { readonly user: UserId }
      : N extends 'room.created'
        ? Omit<EventWith<'room.created'>, 'people'> & { readonly people: readonly { readonly user: UserId; readonly role: Role }[] }
        : EventWith<N>
type Made = Exclude<LoggedEvent, { event: 'message.said' }>
type Body = { [N in LoggedName]: { readonly event: N; readonly with: Bare<N> } }[LoggedName]

function withoutWords(made: Made): Record<string, unknown> {
  switch (made.event) {
    case 'message.edited':
      return { editedAt: made.with.editedAt }
    case 'message.previewed':
      return {}
    case 'room.joined':
      return { ...made.with, user: made.with.user.id }
    case 'room.created':
      return { ...made.with, people: made.with.people.map(({ user, role }) => ({ user: user.id, role })) }
    default:
      return { ...made.with }
  }
}

/** Row mapping: only `keep` writes bodies, so their form is known by the entry's event. */
const bodyOf = (entry: Kept): Body => ({ event: entry.event, with: entry.body }) as Body

function messageOf(made: Made) {
  return 'id' in made.with ? made.with.id : null
}

function idOf(entry: Kept) {
  if (entry.message === null) throw new Error(`entry ${entry.seq} of ${entry.room} names no message`)
  return entry.message
}

function saidWith(said: Kept['said'], entry: Kept, cards: Awaited<ReturnType<typeof cardsOf>>): EventWith<'message.said'> {
  if (said === null) throw new Error(`entry ${entry.seq} of ${entry.room} lost its message`)
  const { id, author, text, clientId, replyTo, at, mentions, files, extra } = said
  const words = { id, author, text, clientId, replyTo, at, mentions: [...mentions], ...(extra === undefined ? {} : extraView(extra)) }
  return files === undefined ? words : { ...words, files: cards.get(id) ?? [] }
}

function peopleOf(entry: Kept): readonly UserId[] {
  if (entry.event === entries.SAID) return []
  const body = bodyOf(entry)
  if (body.event === 'room.joined') return [body.with.user]
  if (body.event === 'room.created') return body.with.people.map(({ user }) => user)
  return []
}
