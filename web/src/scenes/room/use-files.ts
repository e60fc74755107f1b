// What was sent into a room with files, the newest first: found page by page, and kept true by what is heard after that.
import type { Search } from '@hearth/client/search.ts'
import { isEntry } from '@hearth/client/state.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { Found, Room } from '@hearth/protocol/shapes.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useChat, useClient } from '../../state.ts'
import { sentence } from '../../words.ts'

type Files = { readonly found: readonly Found[]; readonly state: 'looking' | 'more' | 'done'; readonly failed: string | undefined }

/** Looked for anew when the way to the server is open again; of what happens meanwhile nothing is asked. */
export function useFiles(room: Room): Files & { more(): void } {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const search = useRef<Search>(undefined)
  /** Since the search began: it knows nothing of it. */
  const heard = useRef<readonly LoggedEvent[]>([])
  const [shown, setShown] = useState<Files>({ found: [], state: 'looking', failed: undefined })
  const more = useCallback(() => {
    const running = search.current
    if (!running) return
    setShown((before) => ({ ...before, state: 'looking', failed: undefined }))
    const settle = (failure?: unknown): void => {
      if (search.current !== running) return
      const state = running.isDone ? 'done' : 'more'
      const found = heard.current.reduce(afterEvent, running.found)
      if (failure === undefined) return setShown({ found, state, failed: undefined })
      // What was found before stays where nothing can be asked.
      setShown((before) => ({ found: found.length === 0 ? before.found : found, state, failed: sentence(failure) }))
    }
    running.more().then(() => settle(), settle)
  }, [])
  useEffect(() => {
    search.current = client.search('', room.id, { has: ['file'] })
    heard.current = []
    // Without a way it fails at once, and says so.
    more()
    const deaf = client.listen((event) => {
      if (!isEntry(event) || event.room !== room.id || !isOfFiles(event)) return
      heard.current = [...heard.current, event]
      setShown((before) => ({ ...before, found: afterEvent(before.found, event) }))
    })
    return () => {
      search.current = undefined
      deaf()
    }
  }, [client, room.id, isOpen, more])
  return { ...shown, more }
}

const isOfFiles = (event: LoggedEvent): boolean =>
  event.event === 'message.deleted' || event.event === 'file.gone' || (event.event === 'message.said' && event.with.files !== undefined)

/** What an entry of the room's log makes of the list; the same entry twice is once. */
export function afterEvent(found: readonly Found[], event: LoggedEvent): readonly Found[] {
  switch (event.event) {
    case 'message.said':
      if (event.with.files === undefined || found.some(({ message }) => message.id === event.with.id)) return found
      return [{ room: event.room, message: { ...event.with, seq: event.seq, reactions: [] } }, ...found]
    case 'message.deleted':
      return found.filter(({ message }) => message.id !== event.with.id)
    case 'file.gone':
      return found.map((one) => (one.message.id === event.with.id ? withoutFile(one, event.with.file) : one))
    default:
      return found
  }
}

/** Its card stays, and says so. */
function withoutFile({ room, message }: Found, file: string): Found {
  const files = message.files?.map((one) => (one.id === file ? { ...one, gone: 'expired' as const } : one))
  return { room, message: files === undefined ? message : { ...message, files } }
}
