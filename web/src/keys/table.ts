// Every key that does something and may be another one: one table, for the page, its tips, the sheet and the settings.
//
// A combination is written `Mod+Shift+F`: Mod is ⌘ on a Mac and Ctrl elsewhere, then Alt, then Shift, then the key as browsers name it, letters
// in capitals. Shift is left out where it only makes another sign of a key (`?`).

/** Where a key is listened to. `room`: anywhere in a room; `writing`: where one writes; `message`: on one that has the focus. */
export type Scope = 'everywhere' | 'room' | 'writing' | 'message' | 'call'

type Row = { readonly in: Scope; readonly keys: string }

export const keyDeeds = {
  goTo: { in: 'everywhere', keys: 'Mod+K' },
  search: { in: 'everywhere', keys: 'Mod+Shift+F' },
  roomAbove: { in: 'everywhere', keys: 'Alt+ArrowUp' },
  roomBelow: { in: 'everywhere', keys: 'Alt+ArrowDown' },
  unreadAbove: { in: 'everywhere', keys: 'Alt+Shift+ArrowUp' },
  unreadBelow: { in: 'everywhere', keys: 'Alt+Shift+ArrowDown' },
  nextPart: { in: 'everywhere', keys: 'F6' },
  partBefore: { in: 'everywhere', keys: 'Shift+F6' },
  panel: { in: 'everywhere', keys: 'Mod+.' },
  side: { in: 'everywhere', keys: 'Mod+Alt+S' },
  sheet: { in: 'everywhere', keys: 'Mod+/' },
  muteAnywhere: { in: 'everywhere', keys: 'Mod+Shift+Space' },
  oldestUnread: { in: 'room', keys: 'Shift+PageUp' },
  bold: { in: 'writing', keys: 'Mod+B' },
  slanted: { in: 'writing', keys: 'Mod+I' },
  code: { in: 'writing', keys: 'Mod+E' },
  link: { in: 'writing', keys: 'Mod+Shift+L' },
  preview: { in: 'writing', keys: 'Mod+Alt+P' },
  answerLast: { in: 'writing', keys: 'Shift+ArrowUp' },
  reply: { in: 'message', keys: 'R' },
  thread: { in: 'message', keys: 'T' },
  react: { in: 'message', keys: '+' },
  edit: { in: 'message', keys: 'E' },
  copy: { in: 'message', keys: 'C' },
  copyLink: { in: 'message', keys: 'L' },
  forward: { in: 'message', keys: 'F' },
  pin: { in: 'message', keys: 'P' },
  save: { in: 'message', keys: 'S' },
  unread: { in: 'message', keys: 'U' },
  delete: { in: 'message', keys: 'Delete' },
  mute: { in: 'call', keys: 'Mod+D' },
  camera: { in: 'call', keys: 'Mod+E' },
} as const satisfies Record<string, Row>

export type KeyDeed = keyof typeof keyDeeds
export type Chosen = Readonly<Partial<Record<KeyDeed, string>>>

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> &
  Partial<Pick<KeyboardEvent, 'getModifierState'>>

const MODIFIERS = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'])

/** What was pressed, in the table's words; null while only Ctrl and the like are held. */
export function comboOf(event: Pressed): string | null {
  if (MODIFIERS.has(event.key)) return null
  // AltGr, which Windows calls Ctrl and Alt, only makes another sign of a key: ś, €, @.
  const isAltGr = event.getModifierState?.('AltGraph') === true && [...event.key].length === 1
  const [mod, alt] = isAltGr ? [false, false] : [event.ctrlKey || event.metaKey, event.altKey]
  const key = keyOf(event, mod || alt)
  const isSign = [...key].length === 1 && !/^[A-Z]$/.test(key)
  return [mod && 'Mod', alt && 'Alt', event.shiftKey && !isSign && 'Shift', key].filter(Boolean).join('+')
}

/**
 * Letters are those of the keyboard's own layout. Where it writes another script, and where Alt makes signs of letters, the place of the key
 * says which one is meant, or there would be no way to press it.
 */
function keyOf({ key, code }: Pressed, isHeld: boolean): string {
  const place = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]
  const isAscii = /^[\x20-\x7e]$/.test(key)
  if (code === 'Space') return 'Space'
  if (place !== undefined && key.length === 1 && !isAscii && (isHeld || /\p{L}/u.test(key))) return place
  return key.length === 1 ? key.toUpperCase() : key
}

/** The combination that does it. */
export const keysOf = (deed: KeyDeed, chosen: Chosen): string => chosen[deed] ?? keyDeeds[deed].keys

/** What a combination does in one of these places. */
export function deedOf(combo: string | null, scopes: readonly Scope[], chosen: Chosen): KeyDeed | undefined {
  if (combo === null) return undefined
  return all.find((deed) => scopes.includes(keyDeeds[deed].in) && keysOf(deed, chosen) === combo)
}

const all = Object.keys(keyDeeds) as readonly KeyDeed[]

/** Places that are never looked at at once; all others hear the same keys. */
const APART: ReadonlySet<string> = new Set(['call message', 'call writing', 'message writing'])
const meet = (one: Scope, other: Scope): boolean => !APART.has([one, other].sort().join(' '))

export type Objection = { readonly is: 'taken'; readonly by: KeyDeed } | { readonly is: 'browsers' } | { readonly is: 'letter' }

/** Why a combination cannot be had for this; null where it can. */
export function objectionTo(deed: KeyDeed, combo: string, chosen: Chosen): Objection | null {
  const { in: scope } = keyDeeds[deed]
  if (isBrowsers(combo)) return { is: 'browsers' }
  // Whoever writes must be able to write every letter.
  if (scope !== 'message' && isBare(combo)) return { is: 'letter' }
  const by = all.find((other) => other !== deed && meet(keyDeeds[other].in, scope) && keysOf(other, chosen) === combo)
  return by === undefined ? null : { is: 'taken', by }
}

const isBare = (combo: string): boolean => /^(Shift\+)?(.|Space|Delete|Insert)$/u.test(combo)

/** What opens and closes windows, finds, prints, edits and moves the caret: no page should take it, and most browsers would not give it. */
const BROWSERS: readonly RegExp[] = [
  /^(Shift\+|Alt\+)*(Escape|Tab|Enter|Backspace|ContextMenu)$/,
  /^Mod\+(Shift\+)?(Tab|Enter|Escape|[ACDFGHJLNOPRSTUVWXYZ0-9+=-]|Delete|Backspace)$/,
  /^(Mod\+)?(Shift\+)?(Arrow(Left|Right|Up|Down)|Home|End|PageUp|PageDown)$/,
  /^Alt\+(Arrow(Left|Right)|Home|F4|D|E|F|Space)$/,
  /^(Mod\+|Shift\+)*F(1|3|4|5|7|10|11|12)$/,
  /^Mod\+Shift\+[BIQM]$/,
]
/** Of these the page took some at the start, where nothing is lost by it. */
const isBrowsers = (combo: string): boolean => BROWSERS.some((one) => one.test(combo)) && !all.some((deed) => keyDeeds[deed].keys === combo)
