// The first layout. Never edited after its release: later changes are migrations of their own.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** @param engine what the tables are made in: SQLite gets strict tables clustered by their key, PostgreSQL byte order for ids and keys. */
export const foundation = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const flavour = engine === 'sqlite' ? sqlite : postgres
    for (const statement of statements(flavour)) await sql.raw(statement).execute(db)
  },
})

// `clustered`: small rows that are found by their key lie in the key's own tree. Messages do not: long rows make such a tree deep.
type Flavour = { readonly text: string; readonly number: string; readonly clustered: string; readonly heap: string }
const sqlite: Flavour = { text: 'text', number: 'integer', clustered: ' strict, without rowid', heap: ' strict' }
const postgres: Flavour = { text: 'text collate "C"', number: 'bigint', clustered: '', heap: '' }

const statements = (flavour: Flavour): readonly string[] => [...people(flavour), ...places(flavour), ...talk(flavour), ...rest(flavour)]

const people = ({ text, number, clustered }: Flavour) => [
  `create table users (
    id ${text} primary key,
    name ${text} not null,
    name_key ${text} unique,
    name_fold ${text} not null,
    display_name ${text} not null,
    display_fold ${text} not null,
    colour ${number} not null,
    status ${text} not null,
    admin ${number} not null,
    guest ${number} not null,
    password_hash ${text},
    created_at ${number} not null,
    seen_at ${number},
    deleted_at ${number},
    banned_at ${number}
  )${clustered}`,
  `create index users_admins on users (id) where admin = 1`,
  `create table sessions (
    id ${text} primary key,
    user_id ${text} not null references users,
    token_hash ${text} not null unique,
    client ${text} not null,
    created_at ${number} not null,
    seen_at ${number} not null
  )${clustered}`,
  `create index sessions_of_user on sessions (user_id, created_at, id)`,
  `create table contacts (
    owner_id ${text} not null references users,
    user_id ${text} not null references users,
    at ${number} not null,
    primary key (owner_id, user_id)
  )${clustered}`,
]

const places = ({ text, number, clustered }: Flavour) => [
  `create table rooms (
    id ${text} primary key,
    kind ${text} not null,
    name ${text} not null,
    topic ${text} not null,
    public ${number} not null,
    code ${text} unique,
    direct_key ${text} unique,
    seq ${number} not null,
    member_count ${number} not null,
    created_at ${number} not null,
    deleted_at ${number}
  )${clustered}`,
  `create unique index rooms_one_lobby on rooms (kind) where kind = 'lobby'`,
  `create index rooms_public on rooms (member_count, id) where public = 1 and deleted_at is null`,
  `create table members (
    room_id ${text} not null references rooms,
    user_id ${text} not null references users,
    role ${text} not null,
    joined_at ${number} not null,
    joined_seq ${number} not null,
    read_seq ${number} not null,
    primary key (room_id, user_id)
  )${clustered}`,
  `create index members_of_user on members (user_id, room_id)`,
  `create index members_in_order on members (room_id, joined_at, user_id)`,
]

const talk = ({ text, number, clustered, heap }: Flavour) => [
  `create table messages (
    id ${text} primary key,
    room_id ${text} not null references rooms,
    seq ${number} not null,
    author_id ${text} not null references users,
    text ${text},
    client_id ${text} not null,
    reply_to ${text},
    at ${number} not null,
    mentions ${text} not null,
    edited_at ${number},
    deleted_at ${number},
    unique (author_id, client_id)
  )${heap}`,
  // With the author in it, unread is counted in the index alone.
  `create index messages_in_order on messages (room_id, seq, author_id)`,
  `create table mentions (
    user_id ${text} not null,
    room_id ${text} not null references rooms,
    seq ${number} not null,
    primary key (room_id, user_id, seq)
  )${clustered}`,
  `create table reactions (
    message_id ${text} not null references messages,
    user_id ${text} not null references users,
    emoji ${text} not null,
    at ${number} not null,
    place ${number} not null,
    primary key (message_id, user_id, emoji)
  )${clustered}`,
  `create table entries (
    room_id ${text} not null references rooms,
    seq ${number} not null,
    event ${text} not null,
    actor_id ${text} not null,
    at ${number} not null,
    message_id ${text},
    body ${text} not null,
    primary key (room_id, seq)
  )${clustered}`,
]

const rest = ({ text, number, clustered }: Flavour) => [
  `create table bans (value ${text} primary key, kind ${text} not null, reason ${text} not null, at ${number} not null)${clustered}`,
  `create table invites (
    token_hash ${text} primary key,
    created_at ${number} not null,
    expires_at ${number} not null,
    uses_left ${number} not null
  )${clustered}`,
  `create table attempts (key ${text} primary key, count ${number} not null, until ${number} not null)${clustered}`,
  `create index attempts_over on attempts (until)`,
  `create table facts (key ${text} primary key, value ${text} not null)${clustered}`,
]
