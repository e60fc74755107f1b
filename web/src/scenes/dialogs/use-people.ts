// People found by a text, asked of the server a moment after the last key.
import type { User } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { useClient } from '../../state.ts'
import { sentence } from '../../words.ts'

const PAUSE_MS = 150

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
        (failure: unknown) => gone || setFound({ is: 'failed', says: sentence(failure) }),
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
