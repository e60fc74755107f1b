// What was chosen for calls on this device, kept for the next one.
import { create } from 'zustand'

export type Choices = {
  readonly microphone: string | null
  readonly camera: string | null
  readonly speaker: string | null
  readonly noise: boolean
  /** Heard only while the key is held. */
  readonly pushToTalk: boolean
  /** Look in the mirror before one is seen; off once somebody said they need no more of it. */
  readonly preview: boolean
  /** Heard or not on coming in, as it was chosen last: among few, where one is usually heard at once, and among many. */
  readonly heard: Readonly<Partial<Record<'few' | 'many', boolean>>>
  /** Seen at once in a call that goes on already, as it was chosen last. */
  readonly seen: boolean
  /** How loud each person is here, of 1, by user id. */
  readonly volumes: Readonly<Record<string, number>>
}
type Hold = Choices & { choose(change: Partial<Choices>): void }

const KEY = 'hearth.calls'
const fresh: Choices = {
  ...{ microphone: null, camera: null, speaker: null, noise: true, pushToTalk: false, preview: true },
  ...{ heard: {}, seen: false, volumes: {} },
}

export const useChoices = create<Hold>()((set, get) => ({
  ...remembered(),
  choose(change) {
    set(change)
    const { choose: _choose, ...choices } = get()
    keep(choices)
  },
}))

/** How loud somebody is here; nobody said otherwise: as loud as they are. */
export const volumeOf = ({ volumes }: Pick<Choices, 'volumes'>, user: string): number => volumes[user] ?? 1

function remembered(): Choices {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? 'null')
    return typeof kept === 'object' && kept !== null ? { ...fresh, ...kept } : fresh
  } catch {
    return fresh
  }
}

function keep(choices: Choices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices))
  } catch {
    // A browser that keeps nothing asks anew next time.
  }
}
