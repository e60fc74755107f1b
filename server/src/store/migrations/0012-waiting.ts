// Who waits to be let in, and how far people have read in threads.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const waiting = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    for (const statement of statements(engine === 'sqlite' ? sqlite : postgres)) await sql.raw(statement).execute(db)
  },
})

type Flavour = { readonly text: string; readonly number: string; readonly clustered: string }
const sqlite: Flavour = { text: 'text', number: 'integer', clustered: ' strict, without rowid' }
const postgres: Flavour = { text: 'text collate "C"', number: 'bigint', clustered: '' }

const statements = ({ text, number, clustered }: Flavour): readonly string[] => [
  `alter table users add column pending ${text}`,
  `create index users_waiting on users (id) where pending is not null`,
  `alter table invites add column asks ${number} not null default 0`,
  `alter table wishes add column role ${text}`,
  `create table thread_places (
    user_id ${text} not null references users (id),
    root_id ${text} not null,
    room_id ${text} not null references rooms (id),
    read_seq ${number} not null,
    mine ${number} not null,
    primary key (user_id, root_id)
  )${clustered}`,
  'create index thread_places_of_root on thread_places (root_id)',
  'create index thread_places_of_room on thread_places (room_id)',
  // Who took part in a thread before keeps it, as read.
  `insert into thread_places (user_id, root_id, room_id, read_seq, mine)
    select users.id, threads.root_id, threads.room_id, max(threads.last_seq), 1
    from threads
    join replies on replies.root_id = threads.root_id
    join rooms on rooms.id = threads.room_id
    join messages on messages.room = rooms.number and messages.seq = replies.seq
    join users on users.number = messages.author
    group by users.id, threads.root_id, threads.room_id`,
  `insert into thread_places (user_id, root_id, room_id, read_seq, mine)
    select users.id, threads.root_id, threads.room_id, threads.last_seq, 1
    from threads
    join messages on messages.id = threads.root_id
    join users on users.number = messages.author
    where not exists (select 1 from thread_places where thread_places.user_id = users.id and thread_places.root_id = threads.root_id)`,
]
