// Who chose what.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { useClient, usePeopleShown } from '../../../state.ts'
import { listOf } from '../../../words.ts'
import { useTalk } from '../room-context.ts'

const MOST_NAMED = 30

/** Asked for when it is looked at, and again when somebody votes meanwhile. */
export function useVoters({ id }: Message, poll: Poll, option: number): string {
  const client = useClient()
  const { id: room } = useTalk()
  const people = usePeopleShown()
  const [voters, setVoters] = useState<readonly UserId[]>([])
  const stands = `${poll.voters} ${poll.counts.join()}`
  useEffect(() => {
    let isGone = stands === ''
    client.ask('poll.voters', { room, id }).then(
      ({ options }) => {
        const users = options[option] ?? []
        for (const user of users.slice(0, MOST_NAMED)) client.person(user)
        if (!isGone) setVoters(users)
      },
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [client, room, id, option, stands])
  return listOf(
    voters.map((user) => people.get(user)?.displayName ?? '…'),
    MOST_NAMED,
  )
}
