// A run of old messages as one piece of bytes: their columns, each for itself, as JSON, compressed. Pure; the thread that writes uses it, too.
//
//   {"people":[…],"n":[7,1,1],"seq":[41,1,3],"at":[1700000000000,950,…],"author":[0,1,0],"chance":"…","client":[…],"text":[…],…}
//
// Numbers that rise are kept as what each is more than the one before; what few messages have, as pairs of which one and what.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { MESSAGE_CHANCE, makeMessageId } from '@hearth/protocol/make-id.ts'
import type { Extra, MessageRow } from './say.ts'

/** A message and the order in which it was kept. */
export type OldRow = MessageRow & { readonly n: number }

type Few<T> = readonly (readonly [which: number, what: T])[]
type Columns = {
  readonly people: readonly UserId[]
  readonly n: readonly number[]
  readonly seq: readonly number[]
  readonly at: readonly number[]
  readonly author: readonly number[]
  readonly chance: string
  readonly client: readonly string[]
  readonly text: readonly (string | null)[]
  readonly replyTo: Few<MessageId>
  readonly mentions: Few<readonly UserId[]>
  readonly editedAt: Few<number>
  readonly deletedAt: Few<number>
  readonly files: Few<number>
  /** Absent in segments of before there was any. */
  readonly extra?: Few<Extra>
  /** Ids that time, place and chance do not make. */
  readonly ids: Few<MessageId>
}

/** Three times as fast as level 9, for a twentieth more bytes: a segment is written anew for each change in it. */
const LEVEL = 3

/** In rising seq, all of one room. */
export function pack(rows: readonly OldRow[]): Buffer {
  const people = peopleOf(rows)
  const columns: Columns = {
    people,
    n: gaps(rows.map(({ n }) => n)),
    seq: gaps(rows.map(({ seq }) => seq)),
    at: gaps(rows.map(({ at }) => at)),
    author: rows.map(({ author }) => people.indexOf(author)),
    chance: rows.map(chanceOf).join(''),
    client: rows.map(({ clientId }) => clientId),
    text: rows.map(({ text }) => text),
    replyTo: few(rows, ({ replyTo }) => replyTo),
    mentions: few(rows, ({ mentions }) => (mentions.length === 0 ? null : mentions)),
    editedAt: few(rows, ({ editedAt }) => editedAt),
    deletedAt: few(rows, ({ deletedAt }) => deletedAt),
    files: few(rows, ({ files }) => files ?? null),
    ...withExtra(rows),
    ids: few(rows, (row) => (makeMessageId(row.at, row.seq, chanceOf(row)) === row.id ? null : row.id)),
  }
  return zstdCompressSync(JSON.stringify(columns), { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } })
}

/** Nearly no segment has any. */
function withExtra(rows: readonly OldRow[]): Pick<Columns, 'extra'> {
  const extra = few(rows, (row) => row.extra ?? null)
  return extra.length === 0 ? {} : { extra }
}

export function unpack(body: Uint8Array, room: RoomId): OldRow[] {
  // What `pack` wrote: nobody else writes this column.
  const columns: Columns = JSON.parse(zstdDecompressSync(body).toString())
  const [n, seq, at] = [sums(columns.n), sums(columns.seq), sums(columns.at)]
  const found = {
    ...{ replyTo: new Map(columns.replyTo), mentions: new Map(columns.mentions), editedAt: new Map(columns.editedAt) },
    ...{ deletedAt: new Map(columns.deletedAt), files: new Map(columns.files), ids: new Map(columns.ids) },
    extra: new Map(columns.extra),
  }
  return columns.text.map((text, which): OldRow => {
    const [place, when] = [seq[which] ?? 0, at[which] ?? 0]
    const chance = columns.chance.slice(which * MESSAGE_CHANCE, (which + 1) * MESSAGE_CHANCE)
    const [files, extra] = [found.files.get(which), found.extra.get(which)]
    return {
      n: n[which] ?? 0,
      id: found.ids.get(which) ?? makeMessageId(when, place, chance),
      room,
      seq: place,
      author: columns.people[columns.author[which] ?? 0] as UserId,
      text,
      clientId: columns.client[which] ?? '',
      replyTo: found.replyTo.get(which) ?? null,
      at: when,
      mentions: found.mentions.get(which) ?? [],
      editedAt: found.editedAt.get(which) ?? null,
      deletedAt: found.deletedAt.get(which) ?? null,
      ...(files === undefined ? {} : { files }),
      ...(extra === undefined ? {} : { extra }),
    }
  })
}

/** Who said something at which place, beside the body: what is unread is counted without unpacking. */
type Authors = { readonly people: readonly UserId[]; readonly places: string }

/** `{"people":["a","b"],"places":"0,1,,0"}`: a, b, nobody, a. */
export function authorsOf(rows: readonly OldRow[]): string {
  const people = peopleOf(rows)
  const first = rows[0]?.seq ?? 0
  const places = Array.from({ length: (rows.at(-1)?.seq ?? 0) - first + 1 }, () => '')
  for (const { seq, author } of rows) places[seq - first] = people.indexOf(author).toString(36)
  const authors: Authors = { people, places: places.join(',') }
  return JSON.stringify(authors)
}

const peopleOf = (rows: readonly OldRow[]) => [...new Set(rows.map(({ author }) => author))]
const chanceOf = ({ id }: OldRow) => id.slice(-MESSAGE_CHANCE)

const gaps = (numbers: readonly number[]) => numbers.map((number, at) => number - (numbers[at - 1] ?? 0))

function sums(gaps: readonly number[]): number[] {
  let sum = 0
  return gaps.map((gap) => (sum += gap))
}

const few = <T>(rows: readonly OldRow[], of: (row: OldRow) => T | null): Few<T> =>
  rows.flatMap((row, which) => {
    const what = of(row)
    return what === null ? [] : [[which, what] as const]
  })
