// Databases in which messages had been put away before it was kept who takes part in which thread.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as members from './members.ts'
import { archiveRooms, indexRooms } from './testing/archived.ts'
import { ada, bo, cy, dee, fill, say, seat, workshop } from './testing/cast.ts'
import { lasting } from './testing/engines.ts'
import * as places from './thread-places.ts'
import * as threads from './threads.ts'

describe.each(lasting)('$name', ({ open }) => {
  it('[STORE-12] who took part in a thread that was put away takes part in it after the upgrade, as read; who let go or left does not', async () => {
    const place = await open()
    const before = await place.store()
    await fill(before)
    const { root, last } = await before.write(async (tx) => {
      await seat(tx, workshop, dee)
      const { id } = await say(tx, ada, 'Who brings the cake?')
      let seq = 0
      for (const author of [bo, cy, dee, bo]) {
        seq = (await say(tx, author, 'I do', { extra: { thread: id } })).seq
        await threads.add(tx, { room: workshop, root: id, seq, author, at: 2000, also: false })
      }
      for (let n = 0; n < 200; n++) await say(tx, n % 2 ? ada : cy, `kettle ${n}`)
      return { root: id, last: seq }
    })
    await indexRooms(before, [workshop])
    expect(await archiveRooms(before, [workshop])).toBeGreaterThan(0)
    await before.write(async (tx) => {
      expect(await tx.selectFrom('messages').select('id').where('id', '=', root).execute()).toEqual([])
      await places.put(tx, { user: cy, root, room: workshop, readSeq: 3, mine: false })
      await members.remove(tx, workshop, dee)
      // As it was before that layout, and those after it.
      for (const statement of [
        `delete from kysely_migration where name >= '0016'`,
        'drop index replies_of_room',
        'alter table replies drop column aside',
        'alter table replies drop column author_id',
        'create index replies_of_room on replies (room_id)',
      ])
        await sql.raw(statement).execute(tx)
    })
    await before.close()

    const after = await place.store()
    const mine = async (user: typeof ada) =>
      after.read(async (tx) => (await places.page(tx, user, { limit: 9 })).map(({ readSeq, unread }) => [readSeq, unread]))
    expect([await mine(ada), await mine(bo), await mine(cy), await mine(dee)]).toEqual([[[last, 0]], [[last, 0]], [], []])
    await after.close()
    await place.close()
  })
})
