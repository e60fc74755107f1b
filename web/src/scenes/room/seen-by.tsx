// Who has seen a message: in its menu, and under one's own last one.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { CheckCheck } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { Icon } from '../../parts/icon.tsx'
import { useChat, useClient, usePeopleShown } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf, sentence } from '../../words.ts'
import { useHold } from './room-context.ts'
import styles from './seen-by.module.css'
import { useAttention } from './use-attention.ts'

const MOST_NAMED = 5

type Props = {
  readonly message: Message
  readonly again?: number
  /** Also said: that nobody has, and why one does not learn it. */
  readonly isAsked?: boolean
}

/** One line, and nothing where nobody has, or where one does not learn it. */
export function SeenBy({ message, again, isAsked = false }: Props): ReactElement | null {
  const { room } = useHold()
  const people = usePeopleShown()
  const { users, refusal } = useSeen(message, again)
  if (!users?.length) {
    const says = refusal?.code === 'reading_hidden' ? sentence(refusal) : users && t('Nobody has seen it yet')
    return isAsked && says !== undefined ? <p className={styles.seen}>{says}</p> : null
  }
  const names = listOf(
    users.map((user) => people.get(user)?.displayName ?? '…'),
    MOST_NAMED,
  )
  return (
    <p className={styles.seen} title={names}>
      <Icon of={CheckCheck} size={14} />
      <span>{room.kind === 'direct' ? t('Seen') : t('Seen by {names}', { names })}</span>
    </p>
  )
}

/** Asked every so often while somebody looks and not everybody has seen it; in large rooms not at all. */
const AGAIN_MS = 10_000

/** Under the last thing one said. */
export function SeenUnder({ message }: { readonly message: Message }): ReactElement | null {
  const { room } = useHold()
  const isAttentive = useAttention()
  const [again, setAgain] = useState(0)
  useEffect(() => {
    if (!isAttentive) return
    const timer = setInterval(() => setAgain((before) => before + 1), AGAIN_MS)
    return () => clearInterval(timer)
  }, [isAttentive])
  return room.members > MOST_WATCHED ? null : <SeenBy message={message} again={again} />
}
const MOST_WATCHED = 20

type Seen = { readonly users: readonly UserId[] | undefined; readonly refusal: ChatError | undefined }

function useSeen({ id }: Message, again: number | undefined): Seen {
  const client = useClient()
  const { room } = useHold()
  const most = useChat((state) => state.hello?.limits.seenMembers ?? 0)
  const [users, setUsers] = useState<readonly UserId[]>()
  const [refusal, setRefusal] = useState<ChatError>()
  const isRefused = refusal !== undefined
  const isWorth = room.members > 1 && room.members <= most
  const isDone = users !== undefined && users.length >= room.members - 1
  useEffect(() => {
    if (!isWorth || isDone || isRefused || (again ?? 0) < 0) return
    let isGone = false
    client.ask('message.seen', { room: room.id, id }).then(
      (answer) => {
        for (const user of answer.users.slice(0, MOST_NAMED)) client.person(user)
        if (!isGone) setUsers(answer.users)
      },
      // Who hides it, or has no way to the server: then nothing is said. What is refused is not asked again.
      (failure: unknown) => {
        if (!isGone && failure instanceof ChatError && failure.code !== 'offline') setRefusal(failure)
      },
    )
    return () => {
      isGone = true
    }
  }, [client, room.id, id, isWorth, isDone, isRefused, again])
  return { users, refusal }
}
