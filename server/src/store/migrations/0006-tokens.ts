// Tokens for programs are sign-ins of limited scope, with an end.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const tokens = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const [text, number] = engine === 'sqlite' ? ['text', 'integer'] : ['text collate "C"', 'bigint']
    await sql.raw(`alter table sessions add column scope ${text}`).execute(db)
    await sql.raw(`alter table sessions add column expires_at ${number}`).execute(db)
    await sql.raw('create index sessions_that_end on sessions (expires_at) where expires_at is not null').execute(db)
  },
})
