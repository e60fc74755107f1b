// What older programs call people and rooms, and what they prove themselves with.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const gateways = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    for (const statement of statements(engine === 'sqlite' ? sqlite : postgres)) await sql.raw(statement).execute(db)
  },
})

type Flavour = { readonly text: string; readonly clustered: string }
const sqlite: Flavour = { text: 'text', clustered: ' strict, without rowid' }
const postgres: Flavour = { text: 'text collate "C"', clustered: '' }

const statements = ({ text, clustered }: Flavour): readonly string[] => [
  `create table older_people (
    user_id ${text} primary key references users (id),
    word ${text} not null,
    word_key ${text} not null unique
  )${clustered}`,
  `create table older_rooms (
    room_id ${text} primary key references rooms (id),
    word ${text} not null,
    word_key ${text} not null unique,
    code ${text} not null unique
  )${clustered}`,
  `create table older_keys (
    user_id ${text} not null references users (id),
    form ${text} not null,
    salt ${text} not null,
    sealed ${text},
    primary key (user_id, form)
  )${clustered}`,
]
