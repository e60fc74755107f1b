// People found by a text, asked of the server a moment after the last key.
import { peopleShown } from '@hearth/client/called.ts'
import type { Client } from '@hearth/client/client.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { useClient } from '../../state.ts'
import { sentence } from '../../words.ts'
import { matches } from './fit.ts'

const PAUSE_MS = 150
const MOST_KNOWN = 20

export type Found =
  | { readonly is: 'asking' }
  | { readonly is: 'found'; readonly people: readonly User[] }
  | { readonly is: 'failed'; readonly says: string }

export function usePeopleSearch(text: string): Found {
  const client = useClient()
  const [found, setFound] = useState<Found>({ is: 'asking' })
  useEffect(() => {
    let gone = false
    const ask = (): void => {
      client.ask('people.search', { text: text.trim().replace(/^@/, '') }).then(
        ({ people }) => gone || setFound({ is: 'found', people: people.filter((user) => !user.deleted) }),
        (failure: unknown) => gone || setFound(knownHere(client, text) ?? { is: 'failed', says: sentence(failure) }),
      )
    }
    const timer = setTimeout(ask, text === '' ? 0 : PAUSE_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [client, text])
  return found
}

/** Without a server, who is known on this device; undefined where nobody fits. */
function knownHere({ state }: Client, text: string): Found | undefined {
  const wanted = text.trim().replace(/^@/, '').toLowerCase()
  const people = [...peopleShown(state).values()].filter((user) => !user.deleted && matches(`${user.displayName} ${user.name}`, wanted) > 0)
  return state.connection.is === 'open' || people.length === 0 ? undefined : { is: 'found', people: people.slice(0, MOST_KNOWN) }
}
