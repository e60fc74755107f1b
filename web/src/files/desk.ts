// The page's hold on files: those on their way, and what may be sent here.

import type { Client } from '@hearth/client/client.ts'
import type { Files } from '@hearth/client/files.ts'
import { createFiles } from '@hearth/client/files.ts'
import { createParcels, type Parcel, type Parcels } from '@hearth/client/parcels.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { createHandles, type Handles } from './handles.ts'
import { markOf } from './mark.ts'
import { createShelf, type PageShelf } from './shelf.ts'

export type Desk = { readonly files: Files; readonly parcels: Parcels; readonly shelf: PageShelf; readonly handles: Handles }

type Given = { readonly client: Client; newId(): string; token(): string | null }

/** Follows who is signed in: their parcels come back, and nobody else's are sent. */
export function openDesk({ client, newId, token }: Given): Desk {
  const whose = (): UserId | undefined => client.state.me?.id
  const files = createFiles({
    fetch: (...how) => fetch(...how),
    base: '',
    token,
    now: Date.now,
    chance: Math.random,
    // Only pages that came over TLS, or from this machine, may hash; it is done beside the page.
    sha256: isSecureContext ? (bytes) => crypto.subtle.digest('SHA-256', bytes) : null,
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
  const handles = createHandles()
  const shelf = createShelf(whose, handles, markOf)
  const parcels = createParcels({ files, shelf, send: client.send, identify: markOf, newId, now: Date.now })
  let user: UserId | undefined
  let isOpen = false
  const follow = (): void => {
    const { connection } = client.state
    if (connection.is === 'open' && !isOpen) files.nudge()
    isOpen = connection.is === 'open'
    if (whose() === user) return
    user = whose()
    parcels.halt()
    if (user !== undefined) void shelf.load(user).then((saved) => whose() === user && parcels.restore(unsaid(saved, client)))
  }
  client.subscribe(follow)
  follow()
  return { files, parcels, shelf, handles }
}

/** Without what reached the outbox before the page was closed. */
function unsaid(saved: readonly Parcel[], client: Client): readonly Parcel[] {
  const said = new Set(client.state.outbox.map(({ clientId }) => clientId))
  return saved.filter(({ clientId }) => !said.has(clientId))
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('a scene was drawn outside of the page')
  return desk
}

/** What is on its way to a room, or to one thread of it, in the order it was put together. What is to stand in both is in both. */
export function useParcels(room: RoomId, thread?: MessageId): readonly Parcel[] {
  const { parcels } = useDesk()
  const list = useSyncExternalStore(parcels.subscribe, () => parcels.list)
  return useMemo(() => list.filter((parcel) => parcel.room === room && isIn(parcel, thread)), [list, room, thread])
}

const isIn = ({ thread, also, isPosted }: Parcel, wanted: MessageId | undefined): boolean =>
  thread === wanted || (wanted === undefined && also === true && isPosted)
