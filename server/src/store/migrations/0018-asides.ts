// Replies that stand in their thread alone are counted by who takes part in it, and not as unread of the room. Old ones are counted so, too, as
// long as they are in the table of messages; those that were packed away before stay as they were.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const asides = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    const [text, number] = engine === 'sqlite' ? ['text', 'integer'] : ['text collate "C"', 'bigint']
    for (const statement of [
      `alter table replies add column author_id ${text}`,
      `alter table replies add column aside ${number} not null default 0`,
      ...repliesOfBefore,
      'drop index replies_of_room',
      'create index replies_of_room on replies (room_id, aside, seq, author_id)',
    ])
      await sql.raw(statement).execute(db)
  },
})

function said(what: string, more = ''): string {
  return `(select ${what} from messages join rooms on rooms.number = messages.room join users on users.number = messages.author
    where rooms.id = replies.room_id and messages.seq = replies.seq ${more})`
}

/** What is known of them from their messages. Quotation marks within what people wrote are escaped in `extra`. */
export const repliesOfBefore: readonly string[] = [
  `update replies set author_id = ${said('users.id')} where exists ${said('1')}`,
  `update replies set aside = 1 where exists ${said('1', `and coalesce(messages.extra, '') not like '%"also":true%'`)}`,
]
