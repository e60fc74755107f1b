// Messages are found by what their files are called: what was indexed before without them is indexed anew, in the background.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const MOST_LEAVES = 1024
const rooms = `select rooms.number from rooms where rooms.id in (select files.room_id from files where files.message_id is not null)`

export const files: Migration = {
  async up(db) {
    for (const statement of [
      `delete from search_leaves where id / ${MOST_LEAVES} in (select id from search_parts where room in (${rooms}))`,
      `delete from search_parts where room in (${rooms})`,
      `delete from search_rooms where room in (${rooms})`,
    ])
      await sql.raw(statement).execute(db)
  },
}
