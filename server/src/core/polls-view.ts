// Polls as they are shown with their messages.
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import type { MessageRow } from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/polls.ts'

/** How polls stand, and what somebody chose in each. Of other messages nothing is asked. */
export async function pollsOf(tx: Tx, said: readonly MessageRow[], viewer: UserId): Promise<ReadonlyMap<MessageId, Poll>> {
  const asked = said.flatMap(({ id, extra }) => (extra?.poll === undefined ? [] : [{ id, poll: extra.poll }]))
  if (asked.length === 0) return none
  const ids = asked.map(({ id }) => id)
  const standings = await rows.of(tx, ids)
  const mine = await rows.ofVoter(tx, viewer, ids)
  return new Map(
    asked.map(({ id, poll }) => {
      const { counts, voters: many, closedAt } = standings.get(id) ?? { counts: poll.options.map(() => 0), voters: 0, closedAt: null }
      const own = mine.get(id)
      const stands = {
        counts: poll.options.map((_, at) => counts[at] ?? 0),
        voters: many,
        ...(closedAt === null ? {} : { closed: closedAt }),
      }
      return [id, { ...poll, ...stands, ...(own === undefined ? {} : { mine: [...own] }) }]
    }),
  )
}
const none: ReadonlyMap<MessageId, Poll> = new Map()
