// What one does with messages: pins.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const marks = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    for (const statement of statements(engine === 'sqlite' ? sqlite : postgres)) await sql.raw(statement).execute(db)
  },
})

type Flavour = { readonly text: string; readonly number: string; readonly clustered: string }
const sqlite: Flavour = { text: 'text', number: 'integer', clustered: ' strict, without rowid' }
const postgres: Flavour = { text: 'text collate "C"', number: 'bigint', clustered: '' }

const statements = ({ text, number, clustered }: Flavour): readonly string[] => [
  `create table pins (
    message_id ${text} primary key,
    room_id ${text} not null references rooms (id),
    seq ${number} not null,
    by_id ${text} not null references users (id),
    at ${number} not null
  )${clustered}`,
  'create unique index pins_in_order on pins (room_id, seq)',
]
