// Calls: where each stands in its room's log, and how it ended; rooms that are places to talk.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const calls = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const { text, number, heap } = engine === 'sqlite' ? sqlite : postgres
    for (const statement of [
      `alter table rooms add column voice ${number} not null default 0`,
      `create table calls (
        id ${text} primary key,
        room_id ${text} not null references rooms (id),
        seq ${number} not null,
        by_id ${text} not null references users (id),
        at ${number} not null,
        video ${number} not null,
        people ${text} not null,
        ended_at ${number},
        why ${text},
        ended_by ${text}
      )${heap}`,
      `create unique index calls_in_order on calls (room_id, seq)`,
      `create unique index calls_going_on on calls (room_id) where ended_at is null`,
    ])
      await sql.raw(statement).execute(db)
  },
})

const sqlite = { text: 'text', number: 'integer', heap: ' strict' }
const postgres = { text: 'text collate "C"', number: 'bigint', heap: '' }
