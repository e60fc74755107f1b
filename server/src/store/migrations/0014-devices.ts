// Bans end by themselves, and devices are shut out, too: a sign-in remembers the hash of what its device calls itself by.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const devices = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const [text, number] = engine === 'sqlite' ? ['text', 'integer'] : ['text collate "C"', 'bigint']
    for (const statement of [
      `alter table sessions add column device ${text}`,
      'create index sessions_device on sessions (device) where device is not null',
      `alter table bans add column until ${number}`,
      `alter table bans add column about_id ${text}`,
    ])
      await sql.raw(statement).execute(db)
  },
})
