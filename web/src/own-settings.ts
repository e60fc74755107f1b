// Settings of one's own, changed by a switch: what one chose is seen at once, waits for the server where there is none, and goes back where it is refused.
import type { Client } from '@hearth/client/client.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { OwnSettings } from '@hearth/protocol/own-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { useMemo } from 'react'
import { create } from 'zustand'
import { forgetKept, keep, read } from './kept-words.ts'
import { useChat, useClient } from './state.ts'
import { useUi } from './ui.ts'
import { sentence } from './words.ts'

type Change = Partial<OwnSettings>

/** One entry for each, so that two tabs do not take each other's away; with whose it is. */
const KEPT = 'hearth.wanted.'

/** Chosen here and not known to hold yet. */
export const usePending = create<{ readonly wanted: Change }>()(() => ({ wanted: {} }))

/** The settings as one chose them, and how to choose others. */
export function useOwnSettings(): readonly [OwnSettings, (change: Change) => void] {
  const client = useClient()
  const settings = useChat((state) => state.own.settings)
  const { wanted } = usePending()
  const chosen = useMemo(() => ({ ...settings, ...wanted }), [settings, wanted])
  return [chosen, (change) => changeOwn(client, change, (failure) => useUi.getState().say(sentence(failure), 'bad'))]
}

export type Asked = Pick<Client, 'state' | 'subscribe'> & { ask(name: 'own.change', takes: Change): Promise<unknown> }

/** @param refused what the server does not take; it is put back by then */
export function changeOwn(client: Asked, change: Change, refused: (failure: unknown) => void): void {
  usePending.setState(({ wanted }) => ({ wanted: { ...wanted, ...change } }))
  const user = client.state.me?.id
  for (const [name, value] of Object.entries(change)) keep(KEPT + name, JSON.stringify({ user, value }))
  void tell(client, change, refused)
}

/** What was chosen in a page that is closed by now, and never told, is chosen here as soon as it is known who is in. Called once per page. */
export function takeUp(client: Asked, refused: (failure: unknown) => void): void {
  const look = (): void => {
    const me = client.state.me?.id
    if (me === undefined) return
    stop()
    const names = Object.keys(standardSettings)
    const change = Object.fromEntries(names.flatMap((name) => keptOf(name, me)))
    if (Object.keys(change).length > 0) changeOwn(client, change, refused)
  }
  const stop = client.subscribe(look)
  look()
}

/** Its form is known where it was written by the same person's page; what is broken is left out. */
function keptOf(name: string, me: UserId): readonly [string, unknown][] {
  try {
    const { user, value }: { user?: unknown; value?: unknown } = JSON.parse(read(KEPT + name) ?? '{}')
    return user === me ? [[name, value]] : []
  } catch {
    return []
  }
}

async function tell(client: Asked, change: Change, refused: (failure: unknown) => void): Promise<void> {
  const me = client.state.me?.id
  try {
    await client.ask('own.change', change)
  } catch (failure) {
    if (failure instanceof ChatError && failure.code === 'offline') {
      await untilBack(client)
      const still = stillWanted(change)
      if (client.state.me?.id === me && Object.keys(still).length > 0) return tell(client, still, refused)
    } else refused(failure)
  }
  settle(change)
}

/** What was chosen otherwise meanwhile is told by whoever chose that. */
function stillWanted(change: Change): Change {
  const { wanted } = usePending.getState()
  return Object.fromEntries(Object.entries(change).filter(([name, value]) => wanted[name as keyof Change] === value))
}

function settle(change: Change): void {
  const still = stillWanted(change)
  for (const name of Object.keys(still)) forgetKept(KEPT + name)
  usePending.setState(({ wanted }) => ({ wanted: Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in still))) }))
}

/** There is a way to the server, or nobody who would want it. */
const untilBack = (client: Asked): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (client.state.connection.is !== 'open' && client.state.me !== null) return
      stop()
      resolve()
    }
    const stop = client.subscribe(look)
    look()
  })
