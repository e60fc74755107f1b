// Messages that are old lie many in a row. Never edited after its release.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// `worded`: how many of a segment's messages are not deleted.
// `said_before`: which clientIds were used by messages that have left the table of messages.
export const oldMessages = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const isSqlite = engine === 'sqlite'
    const [text, number, bytes] = isSqlite ? ['text', 'integer', 'blob'] : ['text collate "C"', 'bigint', 'bytea']
    const statements = [
      `alter table rooms add column archive_days ${number}`,
      `alter table rooms add column archived ${number} not null default 0`,
      `create table segments (
        room ${number} not null,
        first ${number} not null,
        last ${number} not null,
        first_n ${number} not null,
        last_n ${number} not null,
        count ${number} not null,
        worded ${number} not null,
        authors ${text} not null,
        body ${bytes} not null,
        primary key (room, first)
      )${isSqlite ? ' strict' : ''}`,
      `create table said_before (
        client_id ${text} not null,
        author ${number} not null,
        room ${number} not null,
        seq ${number} not null,
        primary key (client_id, author)
      )${isSqlite ? ' strict, without rowid' : ''}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
})
