// An event of ours as news for one hearer of an older program: names for ids, nothing that none of them has a word for.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import type { Directory } from './directory.ts'
import type { News, Person, Place, Said } from './legacy.ts'

export type Hearer = { readonly user: UserId /** What the clientIds of this connection begin with. */; readonly mark: string }

const NO_BYTES: Said['bytes'] = new Map()
/** Whose account is no more: their words stay. */
const NOBODY = { word: 'deleted', number: 0, displayName: 'Deleted account', guest: false, admin: false, colour: 0, seenAt: null }

/** Pure but for the directory it looks things up in. Nothing is said of who or what is not known there. */
export function newsOf(event: ChatEvent, { user, mark }: Hearer, directory: Directory): readonly News[] {
  const place = event.room && directory.place(event.room)
  switch (event.event) {
    case 'message.said': {
      const { seq } = event
      const said = place && seq !== undefined && saidNews({ ...event.with, seq }, place, user, mark, directory, false)
      return said ? [said] : []
    }
    case 'message.edited':
      return place && event.with.text !== null ? [{ is: 'edited', place, id: event.with.id, text: event.with.text }] : []
    case 'message.deleted':
      return place ? [{ is: 'deleted', place, id: event.with.id }] : []
    case 'room.created':
      return place ? event.with.people.flatMap((one) => joined(directory, place, one.user.id, event.with.by, user)) : []
    case 'room.joined':
      return place ? joined(directory, place, event.with.user.id, event.with.by, user) : []
    case 'room.left':
      return place ? left(directory, place, event.with.user, undefined, user) : []
    case 'room.removed':
      return place ? left(directory, place, event.with.user, event.with.by, user) : []
    case 'room.role':
      return place ? about(directory, event.with.user, (person) => ({ is: 'role', person, place, role: event.with.role })) : []
    case 'room.renamed':
      return place ? [{ is: 'renamed', place, by: directory.person(event.with.by), topic: event.with.topic }] : []
    case 'room.deleted':
      return place ? [{ is: 'ended', place }] : []
    case 'call.started':
    case 'call.ended':
      return place ? [callNews(event, place, user, directory)] : []
    case 'typing':
      return place && event.with.user !== user
        ? about(directory, event.with.user, (person) => ({ is: 'typing', person, place, on: event.with.on }))
        : []
    default:
      return aboutPeople(event, user, directory)
  }
}

function aboutPeople(event: ChatEvent, me: UserId, directory: Directory): readonly News[] {
  switch (event.event) {
    case 'presence':
      return event.with.people.flatMap(({ user, state, seenAt }) =>
        user === me ? [] : about(directory, user, (person) => ({ is: 'presence', person, online: state === 'online', seenAt })),
      )
    case 'account.changed':
      return event.with.user.deleted
        ? []
        : about(directory, event.with.user.id, (person) => ({ is: 'person', person, isNew: directory.isNews(event) }))
    case 'contact.added':
      return about(directory, event.with.user.id, (person) => ({ is: 'contact', person, added: true }))
    case 'contact.removed':
      return about(directory, event.with.user, (person) => ({ is: 'contact', person, added: false }))
    case 'server.stopping':
      return [{ is: 'stopping' }]
    case 'session.ended':
      return [{ is: 'cut', code: event.with.code }]
    default:
      return []
  }
}

/** What stands in history, as it would have been told. `undefined` for what was taken back. */
export const missedNews = (message: Message, place: Place, me: UserId, directory: Directory): Said | undefined =>
  saidNews(message, place, me, '', directory, true)

type Words = Pick<Message, 'id' | 'seq' | 'author' | 'text' | 'files' | 'at' | 'clientId' | 'replyTo' | 'forwarded'>

function saidNews(words: Words, place: Place, me: UserId, mark: string, directory: Directory, missed: boolean): Said | undefined {
  if (words.text === null) return undefined
  const by = directory.person(words.author) ?? { ...NOBODY, id: words.author }
  const { id, seq, files = [], at, clientId, replyTo } = words
  const text = words.forwarded === undefined ? words.text : withSource(words.text, words.forwarded.author, directory)
  const mine = words.author === me
  return {
    is: 'said',
    by,
    place,
    peer: place.kind === 'direct' ? directory.person(peerOf(place, me)) : undefined,
    ...{ id, seq, text, files, bytes: NO_BYTES, at, clientId, replyTo, mine, missed },
    own: mine && mark !== '' && clientId.startsWith(mark),
  }
}

/** None of them has a word for whose words these are: it is said in them. */
function withSource(text: string, author: UserId, directory: Directory): string {
  const { displayName } = directory.person(author) ?? NOBODY
  return `[${displayName}] ${text}`
}

function callNews(
  event: Extract<ChatEvent, { event: 'call.started' | 'call.ended' }>,
  place: Place,
  me: UserId,
  directory: Directory,
): News {
  const { by } = event.with
  const started = event.event === 'call.started'
  return {
    is: 'call',
    place,
    peer: place.kind === 'direct' ? directory.person(peerOf(place, me)) : undefined,
    by: by === null ? undefined : directory.person(by),
    video: started ? event.with.video : (place.video ?? false),
    started,
    mine: by === me,
  }
}

/** The other one of a direct room; oneself in a room for notes. */
export const peerOf = ({ members }: Place, me: UserId): UserId => [...members.keys()].find((id) => id !== me) ?? me

function joined(directory: Directory, place: Place, user: UserId, by: UserId, me: UserId): readonly News[] {
  return about(directory, user, (person) => ({ is: 'joined', person, place, by: directory.person(by), mine: user === me }))
}

function left(directory: Directory, place: Place, user: UserId, by: UserId | undefined, me: UserId): readonly News[] {
  return about(directory, user, (person) => ({ is: 'left', person, place, by: by && directory.person(by), mine: user === me }))
}

function about(directory: Directory, user: UserId, say: (person: Person) => News): readonly News[] {
  const person = directory.person(user)
  return person === undefined ? [] : [say(person)]
}

/** The rooms of somebody that older programs may show: all but direct ones. */
export const groupsOf = (directory: Directory, user: UserId): readonly Place[] =>
  directory.placesOf(user).filter(({ kind }) => kind !== 'direct')
