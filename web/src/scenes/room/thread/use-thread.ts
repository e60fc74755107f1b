// A thread as it is now: what it began with, its replies, and what comes while it is looked at. Without a server, what its room holds of it.

import { isEntry } from '@hearth/client/state.ts'
import { type Root, rootIn, rootOfMessage } from '@hearth/client/threads.ts'
import type { ChatEvent, LoggedEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useMarked, useMarkedAll } from '../../../marks.ts'
import { useChat, useClient } from '../../../state.ts'
import { sentence } from '../../../words.ts'
import { after, afterChoice, type Held, heldFrom, threadIn, withEarlier } from './held.ts'

export type ThreadHold = {
  readonly root: Root | undefined
  readonly replies: readonly Message[]
  readonly hasEarlier: boolean
  readonly failed: string | undefined
  /** Nothing of it is kept here, and there is no way to the server. */
  readonly isMissing: boolean
  earlier(): void
  again(): void
}

/** @param upto a reply that is to be shown: earlier ones are asked for until it is there */
export function useThread(room: RoomId, id: MessageId, upto: Seq | undefined): ThreadHold {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [told, setHeld] = useState<Held>()
  const [failed, setFailed] = useState<string>()
  const [tries, setTries] = useState(0)
  const inRoom = useChat((state) => (told ? undefined : state.timelines.get(room)))
  const held = useMemo(() => told ?? (inRoom && threadIn(inRoom, id)), [told, inRoom, id])
  useEffect(() => {
    if (!isOpen) return
    // What is heard while the page is on its way is put on top of it.
    const heard: LoggedEvent[] = []
    const deaf = client.listen((event) => {
      if (event.event === 'poll.chosen' && event.room === room) {
        const { id: poll, options } = event.with
        return setHeld((now) => now && afterChoice(now, poll, options))
      }
      if (!concerns(event, room)) return
      heard.push(event)
      setHeld((now) => now && after(now, event))
    })
    let isGone = false
    client.ask('room.thread', { room, id, calls: true }).then(
      (answer) => {
        const root = rootIn(answer)
        if (isGone || root === undefined) return
        setFailed(undefined)
        setHeld(heard.reduce(after, heldFrom(root, answer.replies, answer.more)))
      },
      (failure: unknown) => isGone || setFailed(sentence(failure)),
    )
    return () => {
      isGone = true
      deaf()
    }
  }, [client, room, id, isOpen, tries])
  const first = held?.replies.messages[0]?.seq
  const hasEarlier = held?.replies.hasOlder ?? false
  const earlier = useCallback(() => {
    if (first === undefined) return
    client.ask('room.thread', { room, id, before: first, calls: true }).then(
      ({ replies, more }) => setHeld((now) => now && withEarlier(now, replies, more)),
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, room, id, first])
  const isTooFar = hasEarlier && upto !== undefined && first !== undefined && first > upto
  useEffect(() => {
    if (isTooFar && isOpen) earlier()
  }, [isTooFar, isOpen, earlier])
  return {
    ...{ root: useMarkedRoot(held?.root), replies: useMarkedAll(held?.replies.messages), hasEarlier, failed, earlier },
    again: () => {
      setFailed(undefined)
      setTries((before) => before + 1)
    },
    isMissing: held === undefined && !isOpen,
  }
}

function useMarkedRoot(root: Root | undefined): Root | undefined {
  const message = useMarked(root?.is === 'message' ? root.message : undefined)
  return useMemo(() => (message === undefined ? root : rootOfMessage(message)), [root, message])
}

const concerns = (event: ChatEvent, room: RoomId): event is LoggedEvent => isEntry(event) && event.room === room
