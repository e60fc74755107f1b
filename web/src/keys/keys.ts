// The keys as they are set on this device.
import { create } from 'zustand'
import { forgetKept, keep, read } from '../kept-words.ts'
import { type Chosen, comboOf, deedOf, type KeyDeed, keyDeeds, keysOf, type Scope } from './table.ts'

const KEPT = 'hearth.keys'

type Keys = {
  readonly chosen: Chosen
  /** Null: as it was at the start. */
  choose(deed: KeyDeed, combo: string | null): void
  reset(): void
}

export const useKeys = create<Keys>()((set, get) => ({
  chosen: kept(),
  choose(deed, combo) {
    const { [deed]: _old, ...others } = get().chosen
    const chosen = combo === null || combo === keyDeeds[deed].keys ? others : { ...others, [deed]: combo }
    keep(KEPT, JSON.stringify(chosen))
    set({ chosen })
  },
  reset() {
    forgetKept(KEPT)
    set({ chosen: {} })
  },
}))

/** What this key does in these places, as the keys are set now. */
export const pressed = (event: Parameters<typeof comboOf>[0], ...scopes: readonly Scope[]): KeyDeed | undefined =>
  deedOf(comboOf(event), scopes, useKeys.getState().chosen)

/** `Ctrl Shift F`, as keyboards have it. */
export const useShownKeys = (deed: KeyDeed): string => useKeys(({ chosen }) => shownKeys(keysOf(deed, chosen)))

const isMac = /Mac|iP/.test(globalThis.navigator?.platform ?? '')

const signs: Readonly<Record<string, string>> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
  Escape: 'Esc',
}

/** The pieces of a combination, with a space between them. */
export const shownKeys = (combo: string): string =>
  combo
    .split(/\+(?!$)/)
    .map((piece) => signs[piece] ?? piece)
    .join(' ')

function kept(): Chosen {
  try {
    const held: unknown = JSON.parse(read(KEPT) ?? '{}')
    const pairs = Object.entries(typeof held === 'object' && held !== null ? held : {})
    return Object.fromEntries(pairs.filter(([deed, combo]) => deed in keyDeeds && typeof combo === 'string'))
  } catch {
    return {}
  }
}
