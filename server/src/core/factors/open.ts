// What core remembers about signing in while it runs.
import type { Store } from '#store/open.ts'
import type { Core, Settings } from '../context.ts'
import { createChallenges } from './challenges.ts'
import { createFresh } from './fresh.ts'
import { createGuard, loadGuard, readSafety } from './guard.ts'
import { createTickets } from './tickets.ts'

/** Who comes back from another server is a page that goes on at once. */
const ENTERING_MS = 60_000

type Given = {
  readonly store: Store
  readonly settings: Settings
  readonly now: () => number
  readonly chance: (bytes: number) => Uint8Array
}

export async function openFactors({
  store,
  settings,
  now,
  chance,
}: Given): Promise<Pick<Core, 'guard' | 'tickets' | 'entering' | 'challenges' | 'fresh'>> {
  const guard = createGuard(settings.safety ?? { roles: [], apps: false }, await store.read(readSafety))
  await store.read((tx) => loadGuard(tx, guard))
  return {
    guard,
    tickets: createTickets(now, chance),
    entering: createTickets(now, chance, ENTERING_MS),
    challenges: createChallenges(now),
    fresh: createFresh(now),
  }
}
