// A thread as it is now: its first message, its replies, and what comes while it is looked at.

import { isEntry } from '@hearth/client/state.ts'
import { applyToTimeline, chose, type Timeline } from '@hearth/client/timeline.ts'
import type { ChatEvent, LoggedEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { useCallback, useEffect, useState } from 'react'
import { useChat, useClient } from '../../../state.ts'
import { sentence } from '../../../words.ts'

export type ThreadHold = {
  readonly root: Message | undefined
  readonly replies: readonly Message[]
  readonly hasEarlier: boolean
  readonly failed: string | undefined
  earlier(): void
}

type Held = { readonly window: Timeline; readonly hasEarlier: boolean }

export function useThread(room: RoomId, id: MessageId): ThreadHold {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [held, setHeld] = useState<Held>()
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    if (!isOpen) return
    // What is heard while the page is on its way is put on top of it.
    const heard: LoggedEvent[] = []
    const deaf = client.listen((event) => {
      if (event.event === 'poll.chosen' && event.room === room) {
        const { id: poll, options } = event.with
        return setHeld((now) => now && { ...now, window: chose(now.window, poll, options) })
      }
      if (!concerns(event, room)) return
      heard.push(event)
      setHeld((now) => now && { ...now, window: after(now.window, event) })
    })
    let isGone = false
    client.ask('room.thread', { room, id }).then(
      ({ root, replies, more }) => {
        if (isGone) return
        const window = { messages: [root, ...replies], hasOlder: false, hasNewer: false, enteredAt: 0 }
        setFailed(undefined)
        setHeld({ window: heard.reduce(after, window), hasEarlier: more })
      },
      (failure: unknown) => isGone || setFailed(sentence(failure)),
    )
    return () => {
      isGone = true
      deaf()
    }
  }, [client, room, id, isOpen])
  const earlier = useCallback(() => {
    const first = held?.window.messages[1]
    if (!first) return
    client.ask('room.thread', { room, id, before: first.seq }).then(
      ({ replies, more }) => setHeld((now) => now && { window: withEarlier(now.window, replies), hasEarlier: more }),
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, room, id, held])
  const [root, ...replies] = held?.window.messages ?? []
  return { root, replies, hasEarlier: held?.hasEarlier ?? false, failed, earlier }
}

const concerns = (event: ChatEvent, room: RoomId): event is LoggedEvent => isEntry(event) && event.room === room

/** Of what is said only what belongs into it. */
function after(window: Timeline, event: LoggedEvent): Timeline {
  const root = window.messages[0]?.id
  if (event.event === 'message.said' && event.with.thread !== root) return window
  const next = applyToTimeline(window, event)
  const [first] = window.messages
  // A window lets go of its oldest; a thread without its first message would be another one.
  return first && next.messages[0]?.id !== root ? { ...next, messages: [first, ...next.messages] } : next
}

function withEarlier(window: Timeline, replies: readonly Message[]): Timeline {
  const [root, ...rest] = window.messages
  const first = rest[0]?.seq ?? Number.POSITIVE_INFINITY
  return root === undefined ? window : { ...window, messages: [root, ...replies.filter(({ seq }) => seq < first), ...rest] }
}
