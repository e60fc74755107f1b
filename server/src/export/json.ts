// An export's JSON, as a stream of text. `full` is for who has the machine: it leaves out secrets and nothing else.
import type { MemberRow } from '#store/members.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'
import type { About } from './form.ts'
import type { Source, Taken } from './source.ts'

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

export async function* roomJson({ scope }: Source, room: Taken): Text {
  const { id, kind, name, topic, code, directKey, seq, createdAt, deletedAt } = room
  const voice = room.voice ? { voice: true } : {}
  const facts = {
    id,
    kind,
    name: scope.is === 'person' ? room.title : name,
    topic,
    public: room.public,
    ...voice,
    code: room.seesCode ? code : null,
  }
  yield `${JSON.stringify(scope.is === 'person' ? { ...facts, seq, createdAt } : { ...facts, directKey, seq, createdAt, deletedAt }, null, 2)}\n`
}

export const membersJson = (source: Source, room: Taken): Text =>
  list(mapped(source.members(room), (member) => memberLine(member, source.scope.is !== 'person')))

/** How far others have read is theirs to know. */
const memberLine = ({ user, role, joinedAt, joinedSeq, readSeq }: MemberRow, full: boolean) =>
  full ? { user, role, joinedAt, joinedSeq, readSeq } : { user, role, joinedAt }

export const logJson = (source: Source, room: Taken): Text =>
  list(mapped(source.log(room), (line) => logLine(line, source.scope.is !== 'person')))

function logLine(line: whole.Line, full: boolean): object {
  if ('entry' in line) {
    const { seq, event, actor, at, message, body } = line.entry
    return { seq, event, by: actor, at, about: message, body }
  }
  const { room: _room, seq, counted, ...said } = line.said
  return { seq, message: full ? { ...said, counted } : said }
}

/** Everybody; or everybody who stands in what was taken along so far. */
export const peopleJson = (source: Source): Text => list(peoplePages(source))

async function* peoplePages({ scope, met, read }: Source): AsyncGenerator<readonly object[]> {
  if (scope.is === 'all') return yield (await read((tx) => users.all(tx))).map(fullPerson)
  const ids = [...met].toSorted()
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await read((tx) => users.byIds(tx, ids.slice(at, at + 500)))
    const inOrder = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    yield scope.is === 'person' ? inOrder.map(seenPerson) : inOrder.map(fullPerson)
  }
}

const fullPerson = ({ id, name, displayName, colour, status, admin, guest, createdAt, seenAt, deletedAt, bannedAt }: UserRow) => ({
  ...{ id, name, displayName, colour, status, admin, guest, createdAt, seenAt, deletedAt, bannedAt },
})
/** What anybody may see of anybody. */
const seenPerson = ({ id, name, displayName, colour, status, admin, guest, deletedAt }: UserRow) => ({
  ...{ id, name, displayName, colour, status, admin, guest, deleted: deletedAt !== null },
})

/** Contacts are their owner's: of everybody, or of who takes their own along. */
export async function* contactsJson({ scope, read }: Source): Text {
  const owner = scope.is === 'person' ? scope.user : undefined
  const contacts = scope.is === 'room' ? [] : await read((tx) => whole.allContacts(tx, owner))
  yield* list(once(contacts))
}

async function* once<T>(page: readonly T[]): AsyncGenerator<readonly T[]> {
  yield page
}

async function* mapped<T, U>(pages: AsyncIterable<readonly T[]>, how: (one: T) => U): AsyncGenerator<readonly U[]> {
  for await (const page of pages) yield page.map(how)
}
