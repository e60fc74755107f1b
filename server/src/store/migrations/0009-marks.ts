// What one does with messages: pins, stars, earlier versions, threads, polls, who hides how far they read; and what few messages hold besides words.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const marks = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const flavour = engine === 'sqlite' ? sqlite : postgres
    for (const statement of [...ofMessages(flavour), ...ofThreadsAndPolls(flavour)]) await sql.raw(statement).execute(db)
  },
})

type Flavour = { readonly text: string; readonly number: string; readonly clustered: string }
const sqlite: Flavour = { text: 'text', number: 'integer', clustered: ' strict, without rowid' }
const postgres: Flavour = { text: 'text collate "C"', number: 'bigint', clustered: '' }

const ofMessages = ({ text, number, clustered }: Flavour): readonly string[] => [
  `create table pins (
    message_id ${text} primary key,
    room_id ${text} not null references rooms (id),
    seq ${number} not null,
    by_id ${text} not null references users (id),
    at ${number} not null
  )${clustered}`,
  'create unique index pins_in_order on pins (room_id, seq)',
  `create table stars (
    owner_id ${text} not null references users (id),
    message_id ${text} not null,
    room_id ${text} not null references rooms (id),
    at ${number} not null,
    primary key (owner_id, message_id)
  )${clustered}`,
  'create index stars_of_message on stars (message_id)',
  'create index stars_of_room on stars (room_id, owner_id)',
  `create table versions (
    message_id ${text} not null,
    place ${number} not null,
    room_id ${text} not null references rooms (id),
    text ${text} not null,
    at ${number} not null,
    primary key (message_id, place)
  )${clustered}`,
  'create index versions_of_room on versions (room_id)',
  `create table reading_hidden (user_id ${text} primary key references users (id))${clustered}`,
  `alter table messages add column extra ${text}`,
]

const ofThreadsAndPolls = ({ text, number, clustered }: Flavour): readonly string[] => [
  `create table threads (
    root_id ${text} primary key,
    room_id ${text} not null references rooms (id),
    count ${number} not null,
    last_seq ${number} not null,
    last_at ${number} not null,
    users ${text} not null
  )${clustered}`,
  'create index threads_of_room on threads (room_id)',
  `create table replies (
    root_id ${text} not null,
    seq ${number} not null,
    room_id ${text} not null references rooms (id),
    primary key (root_id, seq)
  )${clustered}`,
  'create index replies_of_room on replies (room_id)',
  `create table polls (
    message_id ${text} primary key,
    room_id ${text} not null references rooms (id),
    counts ${text} not null,
    voters ${number} not null,
    closed_at ${number}
  )${clustered}`,
  'create index polls_of_room on polls (room_id)',
  `create table votes (
    message_id ${text} not null,
    user_id ${text} not null references users (id),
    choice ${number} not null,
    room_id ${text} not null references rooms (id),
    at ${number} not null,
    primary key (message_id, user_id, choice)
  )${clustered}`,
  'create index votes_of_room on votes (room_id)',
]
