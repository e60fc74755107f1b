// Rooms have limits of their own for files: bytes and number, beside how long they are kept. And a room is found by its picture.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const roomLimits = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const number = engine === 'sqlite' ? 'integer' : 'bigint'
    await sql.raw(`alter table rooms add column file_bytes ${number}`).execute(db)
    await sql.raw(`alter table rooms add column file_count ${number}`).execute(db)
    await sql.raw('create index rooms_of_picture on rooms (picture) where picture is not null').execute(db)
  },
})
