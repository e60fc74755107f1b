// The threads one takes part in, page by page.
import { threadsShown } from '@hearth/client/shown.ts'
import type { ThreadPlaces } from '@hearth/client/thread-places.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { THREADS_KEPT, THREADS_PAGE } from '@hearth/protocol/thread-bounds.ts'
import { useCallback, useMemo } from 'react'
import { useChat, useClient } from '../state.ts'
import { idOf, pageOf, type Thread } from './inbox/thread-row.tsx'
import { rootAmong } from './room/thread/held.ts'
import { type Pages, usePages } from './use-pages.ts'

/** Also those that are followed and not told yet; without the server, what this device holds of them. */
export function useThreads(): Pages<Thread> {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const places = useChat(threadsShown)
  const here = useThreadsHere(places)
  const told = useChat((state) => state.threads)
  const ask = useCallback((after?: MessageId) => pageOf(client, { limit: THREADS_PAGE, ...(after !== undefined && { after }) }), [client])
  const pages = usePages({ ask, idOf, anew: told })
  const { list } = pages
  if (list === undefined) return isOpen || here.length === 0 ? pages : { ...pages, list: here, isPartial: true }
  const fresh = here.filter((one) => !told.has(idOf(one)) && list.every((other) => idOf(other) !== idOf(one)))
  // Those one takes part in no more are not waited for.
  return { ...pages, list: [...fresh, ...(places.size < THREADS_KEPT ? list.filter(({ root }) => places.has(root.id)) : list)] }
}

/** What of them this device holds, replied to last first. */
function useThreadsHere(places: ThreadPlaces): readonly Thread[] {
  const timelines = useChat((state) => state.timelines)
  return useMemo(() => {
    const held = [...places.values()].flatMap(({ id, ...place }) => {
      const timeline = timelines.get(place.room)
      const root = timeline && rootAmong(timeline, id)
      return root === undefined ? [] : [{ ...place, root }]
    })
    return held.sort((a, b) => lastIn(b) - lastIn(a))
  }, [places, timelines])
}

const lastIn = ({ root }: Thread): number => root.replies?.lastAt ?? (root.is === 'call' ? root.call.at : root.message.at)
