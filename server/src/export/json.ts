// An export's JSON, as a stream of text. `full` is for who has the machine: it leaves out secrets and nothing else.

import * as later from '#store/later.ts'
import type { MemberRow } from '#store/members.ts'
import * as own from '#store/own.ts'
import type { Extra } from '#store/say.ts'
import * as stars from '#store/stars.ts'
import * as whole from '#store/whole.ts'
import type { About } from './form.ts'
import { facePath, factsOf, roomFacePath, sharedName, sharedPath } from './shared.ts'
import type { Scope, Someone, Source, Taken } from './source.ts'

type Text = AsyncGenerator<string>

export async function* aboutJson(about: About): Text {
  yield `${JSON.stringify(about, null, 2)}\n`
}

/** An array with one thing per line. */
async function* list(pages: AsyncIterable<readonly unknown[]>): Text {
  yield '['
  let before = '\n'
  for await (const page of pages) {
    if (page.length === 0) continue
    yield before + page.map((one) => JSON.stringify(one)).join(',\n')
    before = ',\n'
  }
  yield '\n]\n'
}

export async function* roomJson({ scope, leftOut }: Source, room: Taken): Text {
  const { id, kind, name, topic, code, directKey, seq, createdAt, deletedAt, fileDays, fileBytes, fileCount, archiveDays, face } = room
  const picture = face === undefined ? null : factsOf(face, roomFacePath(id, face), leftOut)
  const voice = room.voice ? { voice: true } : {}
  // Left out where the room says nothing of its own, so that a Hearth that does not know it reads the rest.
  const own = {
    ...(fileBytes === null ? {} : { fileBytes }),
    ...(fileCount === null ? {} : { fileCount }),
    ...(archiveDays === null ? {} : { archiveDays }),
    ...(room.rules === null ? {} : { rules: room.rules }),
  }
  const facts = {
    id,
    kind,
    name: scope.is === 'person' ? room.title : name,
    topic,
    public: room.public,
    ...voice,
    code: room.seesCode ? code : null,
  }
  yield `${JSON.stringify(scope.is === 'person' ? { ...facts, seq, createdAt, picture } : { ...facts, directKey, seq, createdAt, deletedAt, picture, fileDays, ...own }, null, 2)}\n`
}

export const membersJson = (source: Source, room: Taken): Text =>
  list(mapped(source.members(room), (member) => memberLine(member, source.scope.is !== 'person')))

/** How far others have read is theirs to know. */
const memberLine = ({ user, role, joinedAt, joinedSeq, readSeq }: MemberRow, full: boolean) =>
  full ? { user, role, joinedAt, joinedSeq, readSeq } : { user, role, joinedAt }

export const logJson = (source: Source, room: Taken): Text => list(mapped(source.log(room), (line) => logLine(source, room, line)))

function logLine({ scope, leftOut }: Source, room: Taken, line: whole.Line): object {
  if ('entry' in line) {
    const { seq, event, actor, at, message, body } = line.entry
    return { seq, event, by: actor, at, about: message, body }
  }
  const { room: _room, seq, counted, files: shared, versions, extra, poll, ...words } = line.said
  const path = (place: number, name: string) => sharedPath(room.id, sharedName(seq, place, name))
  const files = shared.map((row, place) => factsOf(row, path(place, row.name), leftOut))
  const said = {
    ...words,
    ...(files.length === 0 ? {} : { files }),
    ...(versions.length === 0 ? {} : { versions }),
    ...extraOf(extra, scope),
    ...pollOf(poll, scope),
  }
  return { seq, message: scope.is === 'person' ? said : { ...said, counted } }
}

/** Who chose what is for who has the machine; it is what the counts are made of. */
function pollOf(poll: whole.WholeMessage['poll'], scope: Scope): object {
  if (poll === undefined) return {}
  if (scope.is === 'person') return { counts: poll.counts }
  return poll.votes.length === 0 ? {} : { votes: poll.votes }
}

/** Where something was said first is not theirs to know who were not there. */
function extraOf(extra: Extra | undefined, scope: Scope): object {
  if (extra === undefined) return {}
  const { forwarded, ...more } = extra
  if (scope.is !== 'person' || forwarded === undefined) return { extra }
  return { extra: { ...more, forwarded: { author: forwarded.author, at: forwarded.at } } }
}

/** Everybody; or everybody who stands in what was taken along so far. */
export const peopleJson = (source: Source): Text => list(mapped(source.people(), (person) => personLine(source, person)))

function personLine({ scope, leftOut }: Source, person: Someone): object {
  const { id, name, displayName, colour, status, admin, guest, createdAt, seenAt, deletedAt, bannedAt, lastSeen, face } = person
  const picture = face === undefined ? null : factsOf(face, facePath(id, face), leftOut)
  const seen = { id, name, displayName, colour, status, admin, guest }
  // What anybody may see of anybody.
  if (scope.is === 'person') return { ...seen, deleted: deletedAt !== null, picture }
  const discreet = lastSeen === 'everyone' ? {} : { lastSeen }
  const hidden = person.readingHidden ? { readingHidden: true } : {}
  const { rank, pending } = person
  const standing = { ...(rank === null ? {} : { rank }), ...(pending === null ? {} : { pending }) }
  return { ...seen, createdAt, seenAt, deletedAt, bannedAt, ...standing, picture, ...discreet, ...hidden }
}

/** Contacts are their owner's: of everybody, or of who takes their own along. */
export async function* contactsJson({ scope, read }: Source): Text {
  const owner = scope.is === 'person' ? scope.user : undefined
  const contacts = scope.is === 'room' ? [] : await read((tx) => whole.allContacts(tx, owner))
  yield* list(once(contacts))
}

/** What people saved: of everybody, or of who takes their own along; of rooms that are in it. */
export async function* starsJson({ scope, rooms, read }: Source): Text {
  const owner = scope.is === 'person' ? scope.user : undefined
  const within = new Set(rooms.map(({ id }) => id))
  const saved = scope.is === 'room' ? [] : await read((tx) => stars.all(tx, owner))
  yield* list(once(saved.filter(({ room }) => within.has(room))))
}

/** The same of what people keep for themselves. */
export async function* ownJson({ scope, read }: Source): Text {
  const owner = scope.is === 'person' ? scope.user : undefined
  yield* list(once(scope.is === 'room' ? [] : await read((tx) => own.all(tx, owner))))
}

/** The same of what they keep for another time. */
export async function* laterJson({ scope, read }: Source): Text {
  const owner = scope.is === 'person' ? scope.user : undefined
  yield* list(once(scope.is === 'room' ? [] : await read((tx) => later.all(tx, owner))))
}

async function* once<T>(page: readonly T[]): AsyncGenerator<readonly T[]> {
  yield page
}

async function* mapped<T, U>(pages: AsyncIterable<readonly T[]>, how: (one: T) => U): AsyncGenerator<readonly U[]> {
  for await (const page of pages) yield page.map(how)
}
