// What people keep for themselves, and who may know when they were last here.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const own = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    for (const statement of statements(engine === 'sqlite' ? sqlite : postgres)) await sql.raw(statement).execute(db)
  },
})

type Flavour = { readonly text: string; readonly number: string; readonly clustered: string }
const sqlite: Flavour = { text: 'text', number: 'integer', clustered: ' strict, without rowid' }
const postgres: Flavour = { text: 'text collate "C"', number: 'bigint', clustered: '' }

const statements = ({ text, number, clustered }: Flavour): readonly string[] => [
  // Null: everyone.
  `alter table users add column last_seen ${text}`,
  `create index users_discreet on users (id) where last_seen is not null`,
  `create table own (
    owner_id ${text} not null references users (id),
    kind ${text} not null,
    about ${text} not null,
    body ${text} not null,
    at ${number} not null,
    primary key (owner_id, kind, about)
  )${clustered}`,
  // Who has blocked somebody, and what is kept of a room.
  `create index own_about on own (about, kind)`,
  `create table later (
    id ${text} primary key,
    owner_id ${text} not null references users (id),
    kind ${text} not null,
    room_id ${text} not null references rooms (id),
    message_id ${text},
    text ${text} not null,
    client_id ${text} not null,
    due ${number} not null,
    state ${text} not null,
    failure ${text},
    unique (owner_id, client_id)
  )${clustered}`,
  `create index later_due on later (due, id) where state = 'waiting'`,
  `create index later_in_room on later (room_id)`,
]
