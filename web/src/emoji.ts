// Which emoji one took lately, and in which tone one's hands are shown: of this device.
import { keep, read } from './kept-words.ts'

const RECENT = 'hearth.emoji'
const TONE = 'hearth.tone'
const MOST = 16

export const tones = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const
type Tone = (typeof tones)[number]

/** The newest first. */
export const recentEmoji = (): readonly string[] => (read(RECENT) ?? '').split(' ').filter(Boolean).slice(0, MOST)

export const noteEmoji = (emoji: string): void =>
  keep(RECENT, [emoji, ...recentEmoji().filter((other) => other !== emoji)].slice(0, MOST).join(' '))

export const keptTone = (): Tone => tones.find((tone) => tone === read(TONE)) ?? 'none'
export const keepTone = (tone: Tone): void => keep(TONE, tone)

const SKINS: Readonly<Record<Tone, string>> = {
  none: '',
  light: '\u{1f3fb}',
  'medium-light': '\u{1f3fc}',
  medium: '\u{1f3fd}',
  'medium-dark': '\u{1f3fe}',
  dark: '\u{1f3ff}',
}

/** An emoji of hands or of one person in the tone one has chosen; whatever has none, or one of its own, as it is. */
export function toned(emoji: string, tone: Tone = keptTone()): string {
  const skins = emoji.match(/\p{Emoji_Modifier_Base}/gu) ?? []
  if (tone === 'none' || skins.length !== 1 || /\p{Emoji_Modifier}/u.test(emoji)) return emoji
  return emoji.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${SKINS[tone]}`)
}
