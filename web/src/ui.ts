// What only this page on this device knows: looks, what is open, what was just said to the person.

import type { Unsent } from '@hearth/client/state.ts'
import type { CallId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { create } from 'zustand'
import { keep, read } from './kept-words.ts'
import { current, fitting, isLanguage, type Language, languages, speak } from './text/language.ts'

export type Theme = 'light' | 'dark' | 'system'
export type Density = 'cosy' | 'compact'
/** Which key sends; the other one makes a new line. */
export type SendBy = 'enter' | 'ctrl-enter'
/** Of this device; `auto`: as the browser is set. */
export type LanguageChoice = Language | 'auto'

/** How wide the list of rooms is, in px. */
export const sideWidths = { least: 200, usual: 264, most: 420 } as const

export type OpenDialog =
  | { readonly is: 'switcher' }
  | { readonly is: 'new-chat' }
  | { readonly is: 'new-room'; readonly isVoice?: boolean }
  | { readonly is: 'browse' }
  | { readonly is: 'join' }
  /** `isChanging`: for choosing other keys. */
  | { readonly is: 'shortcuts'; readonly isChanging?: boolean }
  | { readonly is: 'phone' }
  | { readonly is: 'profile'; readonly user: UserId }
  /** To somebody with whom there is no private chat yet. */
  | { readonly is: 'write'; readonly user: UserId }
  | { readonly is: 'invite'; readonly room: RoomId }
  | { readonly is: 'share'; readonly room: RoomId }
  | { readonly is: 'edit-room'; readonly room: RoomId }
  | { readonly is: 'room-files'; readonly room: RoomId }
  | { readonly is: 'pins'; readonly room: RoomId }
  /** `words`: what is shown of it while it waits. */
  | { readonly is: 'forward'; readonly room: RoomId; readonly message: MessageId; readonly words: string }
  /** `room`: the one to begin with; `words`: looked for at once. */
  | { readonly is: 'search'; readonly room?: RoomId; readonly words?: string }
  /** `unsent`: one that waits, to be changed. */
  | { readonly is: 'new-poll'; readonly room: RoomId; readonly question?: string; readonly unsent?: Unsent }
  | { readonly is: 'versions'; readonly room: RoomId; readonly message: MessageId }
  | { readonly is: 'notify'; readonly room: RoomId }
  /** Without a room: into the house. */
  | { readonly is: 'invitations'; readonly room?: RoomId }
  | { readonly is: 'later'; readonly plan: Plan }
  | { readonly is: 'room-rules'; readonly room: RoomId }
  | { readonly is: 'report'; readonly user: UserId; readonly room?: RoomId; readonly message?: MessageId }
  /** Without `room`: everywhere. */
  | { readonly is: 'mute'; readonly user: UserId; readonly room?: RoomId }
  | { readonly is: 'ban'; readonly user: UserId }
  /** `call`: the one to join; without it one is begun. */
  | { readonly is: 'pre-join'; readonly room: RoomId; readonly video: boolean; readonly call?: CallId | undefined }
  /** `room`: of a room instead of oneself. */
  | { readonly is: 'picture'; readonly image: File; readonly room?: RoomId }
  | Question

/** What is put off. `done`: it is kept. */
export type Plan =
  | { readonly do: 'send'; readonly room: RoomId; readonly text: string; readonly replyTo: MessageId | null; readonly done: () => void }
  | { readonly do: 'remind'; readonly room: RoomId; readonly message: MessageId; readonly words: string }
  | { readonly do: 'change'; readonly later: Later }

/** Something that cannot be undone is asked once. `then` may fail; what it says is shown in the dialog. */
export type Question = {
  readonly is: 'confirm'
  readonly title: string
  readonly says: string
  readonly act: string
  readonly then: () => Promise<unknown>
}

export type Toast = {
  readonly id: number
  readonly text: string
  readonly kind: 'good' | 'bad'
  /** What can still be done about it: undone, say. */
  readonly deed?: { readonly label: string; readonly act: () => void } | undefined
}

type Ui = {
  readonly theme: Theme
  readonly density: Density
  readonly sendBy: SendBy
  readonly language: LanguageChoice
  readonly dialog: OpenDialog | null
  readonly panel: boolean
  /** Of the list of rooms, where it stands beside the rest. */
  readonly side: number
  readonly isSideShut: boolean
  readonly toasts: readonly Toast[]
  /** Whoever is in has asked to go out; otherwise the door says that the sign-in was ended. */
  readonly isLeaving: boolean
  setTheme(theme: Theme): void
  setDensity(density: Density): void
  setSendBy(sendBy: SendBy): void
  /** Rejects where the words of the language cannot be had; then everything stays as it was. */
  setLanguage(language: LanguageChoice): Promise<void>
  show(dialog: OpenDialog | null): void
  setPanel(open: boolean): void
  setSide(width: number): void
  shutSide(isShut: boolean): void
  say(text: string, kind?: Toast['kind'], deed?: Toast['deed']): void
  unsay(id: number): void
}

let lastToast = 0

export const useUi = create<Ui>()((set) => ({
  theme: kept('hearth.theme', ['light', 'dark', 'system'], 'system'),
  density: kept('hearth.density', ['cosy', 'compact'], 'cosy'),
  language: kept('hearth.language', ['auto', 'rtl', ...languages.map(({ code }) => code)], 'auto'),
  sendBy: kept('hearth.send', ['enter', 'ctrl-enter'], 'enter'),
  dialog: null,
  panel: kept('hearth.panel', ['open', 'shut'], 'shut') === 'open',
  side: within(Number(read('hearth.side') ?? sideWidths.usual)),
  isSideShut: kept('hearth.side.shut', ['yes', 'no'], 'no') === 'yes',
  toasts: [],
  isLeaving: false,
  setTheme: (theme) => {
    keep('hearth.theme', theme)
    set({ theme })
  },
  setDensity: (density) => {
    keep('hearth.density', density)
    set({ density })
  },
  async setLanguage(language) {
    await speak(meant(language), navigator.languages)
    keep('hearth.language', language)
    set({ language })
    turn()
  },
  setSendBy: (sendBy) => {
    keep('hearth.send', sendBy)
    set({ sendBy })
  },
  show: (dialog) => set({ dialog }),
  setPanel: (panel) => {
    keep('hearth.panel', panel ? 'open' : 'shut')
    set({ panel })
  },
  setSide(width) {
    const side = within(width)
    keep('hearth.side', String(side))
    set({ side })
  },
  shutSide: (isSideShut) => {
    keep('hearth.side.shut', isSideShut ? 'yes' : 'no')
    set({ isSideShut })
  },
  say: (text, kind = 'good', deed) => set((ui) => ({ toasts: [...ui.toasts.slice(-2), { id: ++lastToast, text, kind, deed }] })),
  unsay: (id) => set((ui) => ({ toasts: ui.toasts.filter((toast) => toast.id !== id) })),
}))

/** Sets what the style sheets look at, now and whenever the choice or the system's changes. */
export function followLooks(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const bars = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')
  const apply = (): void => {
    const { theme, density, side } = useUi.getState()
    document.documentElement.style.setProperty('--side', `${side}px`)
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    document.documentElement.dataset['density'] = density
    // The browser's own bar goes with the page.
    for (const bar of bars)
      bar.media =
        theme === 'system' ? `(prefers-color-scheme: ${bar.dataset['theme']})` : bar.dataset['theme'] === theme ? 'all' : 'not all'
  }
  dark.addEventListener('change', apply)
  useUi.subscribe(apply)
  apply()
}

/**
 * Speaks the chosen language before anything is drawn: English at once, another as soon as its words are there, and English where they cannot
 * be had. `?language=` in the address is for this one visit.
 */
export async function followLanguage(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('language')
  await speak(isLanguage(asked) ? asked : meant(useUi.getState().language), navigator.languages).catch(() => undefined)
  turn()
}

const meant = (choice: LanguageChoice): Language => (choice === 'auto' ? fitting(navigator.languages) : choice)

/** For style sheets, for the browser and for who reads aloud. */
function turn(): void {
  const { language } = current()
  document.documentElement.lang = language === 'rtl' ? 'en' : language
  document.documentElement.dir = language === 'rtl' ? 'rtl' : 'ltr'
}

function within(width: number): number {
  if (!Number.isFinite(width)) return sideWidths.usual
  return Math.round(Math.min(sideWidths.most, Math.max(sideWidths.least, width)))
}

function kept<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  const value = read(key)
  return allowed.find((one) => one === value) ?? otherwise
}
