// Who took part in threads whose messages lie in segments: layout 0012 looked among the rows alone. As there: kept, as read.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

type Place = { readonly root: MessageId; readonly readSeq: number }

export const oldThreads: Migration = {
  async up(db) {
    const rooms = await sql<{ id: RoomId; number: number }>`
      select id, number from rooms
      where exists (select 1 from threads where threads.room_id = rooms.id)
        and exists (select 1 from segments where segments.room = rooms.number)`.execute(db)
    for (const { id, number } of rooms.rows) await fill(db, id, number)
  },
}

async function fill(db: Kysely<unknown>, room: RoomId, number: number): Promise<void> {
  const wanted = await placesIn(db, room)
  const segments = await sql<{ first: number; authors: string }>`
    select first, authors from segments where room = ${number} order by first`.execute(db)
  for (const { first, authors } of segments.rows) {
    // As the segments of that time were written: `{"people":["a","b"],"places":"0,1,,0"}` is a, b, nobody, a.
    const { people, places }: { people: readonly string[]; places: string } = JSON.parse(authors)
    for (const [at, which] of places.split(',').entries()) {
      const user = which === '' ? undefined : people[Number.parseInt(which, 36)]
      if (user !== undefined) for (const place of wanted.get(Number(first) + at) ?? []) await put(db, user, room, place)
    }
  }
}

/** Where in the room's log a thread begins or is replied in. */
async function placesIn(db: Kysely<unknown>, room: RoomId): Promise<ReadonlyMap<number, readonly Place[]>> {
  const threads = await sql<{ root: MessageId; last: number }>`
    select root_id as root, last_seq as last from threads where room_id = ${room}`.execute(db)
  const replies = await sql<{ root: MessageId; seq: number }>`select root_id as root, seq from replies where room_id = ${room}`.execute(db)
  const last = new Map(threads.rows.map((one) => [one.root, Number(one.last)]))
  const all = [...threads.rows.map(({ root }) => ({ root, seq: seqIn(root) })), ...replies.rows]
  const places = all.map(({ root, seq }) => ({ seq: Number(seq), root, readSeq: last.get(root) ?? Number(seq) }))
  return Map.groupBy(places, ({ seq }) => seq)
}

/** Who let go of it since, or has left, is left alone. */
async function put(db: Kysely<unknown>, user: string, room: RoomId, { root, readSeq }: Place): Promise<void> {
  await sql`
    insert into thread_places (user_id, root_id, room_id, read_seq, mine)
    select user_id, cast(${root} as text), room_id, cast(${readSeq} as bigint), 1 from members
    where room_id = ${room} and user_id = ${user}
    on conflict (user_id, root_id) do nothing`.execute(db)
}
