// Which emoji one took lately, and in which tone one's hands are shown: of this device.
import { keep, read } from './kept-words.ts'

const RECENT = 'hearth.emoji'
const TONE = 'hearth.tone'
const MOST = 16

export const tones = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const
export type Tone = (typeof tones)[number]

/** The newest first. */
export const recentEmoji = (): readonly string[] => (read(RECENT) ?? '').split(' ').filter(Boolean).slice(0, MOST)

export const noteEmoji = (emoji: string): void =>
  keep(RECENT, [emoji, ...recentEmoji().filter((other) => other !== emoji)].slice(0, MOST).join(' '))

export const keptTone = (): Tone => tones.find((tone) => tone === read(TONE)) ?? 'none'
export const keepTone = (tone: Tone): void => keep(TONE, tone)
