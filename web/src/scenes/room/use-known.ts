// What all rows of a list need to know of people and of oneself: looked up once for the list, handed to each row as plain values.
import { type HeldMark, marksOn } from '@hearth/client/marks.ts'
import { ownShown } from '@hearth/client/shown.ts'
import type { Message, User } from '@hearth/protocol/shapes.ts'
import { useEffect } from 'react'
import { useStars } from '../../marks.ts'
import { useChat, useClient, usePeopleShown } from '../../state.ts'
import type { Row } from './rows.ts'

/** What is not in a message itself. */
export type About = {
  /** As one calls them; undefined while nobody knows them. */
  readonly author: User | undefined
  readonly isBlocked: boolean
  /** For oneself. */
  readonly isSaved: boolean
  /** What one did with it and the server has not answered; the very same list while nothing waits anywhere. */
  readonly own: readonly HeldMark[]
}
export type Known = (message: Message) => About

/** Authors that are not known yet are asked for. */
export function useKnown(rows: readonly Row[]): Known {
  const client = useClient()
  const people = usePeopleShown()
  const contacts = useChat((state) => ownShown(state).marks)
  const marks = useChat((state) => state.marks)
  const stars = useStars()
  useEffect(() => {
    for (const row of rows) if (row.is === 'message' && !people.has(row.message.author)) client.person(row.message.author)
  }, [client, rows, people])
  return ({ id, author }) => ({
    author: people.get(author),
    isBlocked: contacts.get(author)?.blocked === true,
    isSaved: stars.has(id),
    own: marksOn(marks, id),
  })
}
