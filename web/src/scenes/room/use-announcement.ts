// What is read out: only what is added at the end while the room is open, at most one sentence in a while.
import { peopleShown } from '@hearth/client/called.ts'
import { isBlocked } from '@hearth/client/own.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { useEffect, useRef, useState } from 'react'
import { useChat, useClient, useMe } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { filesInWords } from '../../words.ts'

const GATHER_MS = 1200
const MOST_READ_OUT = 3

/** Read out is what changes: the same words once more end with a mark that nobody hears. */
export const saidAnew = (before: string, words: string): string => (before === words ? `${words}\u200b` : words)

export function useAnnouncement(room: RoomId): string {
  const client = useClient()
  const me = useMe()
  const [said, setSaid] = useState('')
  const timeline = useChat((state) => state.timelines.get(room))
  const last = useRef<number | null>(null)
  const waiting = useRef<string[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  useEffect(() => {
    const newest = timeline?.messages.at(-1)?.seq ?? null
    const from = last.current
    if (!timeline || timeline.hasNewer || newest === null) return
    last.current = newest
    if (from === null) return
    const isReadOut = ({ seq, author, text }: Message, after: number): boolean =>
      seq > after && author !== me.id && text !== null && !isBlocked(client.state, author)
    for (const message of timeline.messages.filter((one) => isReadOut(one, from))) {
      const words = [plain(message.text ?? ''), filesInWords(message.files ?? [])].filter((part) => part !== '').join(', ')
      waiting.current.push(`${peopleShown(client.state).get(message.author)?.displayName ?? t('Somebody')}: ${words}`)
    }
    if (waiting.current.length === 0 || timer.current) return
    timer.current = setTimeout(() => {
      const lines = waiting.current.splice(0)
      timer.current = undefined
      const words = lines.length > MOST_READ_OUT ? t.many(lines.length, '{count} new message', '{count} new messages') : lines.join('. ')
      setSaid((before) => saidAnew(before, words))
    }, GATHER_MS)
  }, [timeline, me.id, client])
  useEffect(() => () => clearTimeout(timer.current), [])
  return said
}
