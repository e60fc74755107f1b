// Who speaks, by how loud their packets say they are (RFC 6464). Pure but for what it keeps.
export type Speakers<Id> = {
  /** A packet came: 0 is as loud as can be, 127 is silence. Did they begin to speak with it? */
  heard(id: Id, level: number, now: number): boolean
  /** Who speaks, the loudest first. */
  speaking(now: number): readonly Id[]
  /** Everybody who was ever heard: who speaks now, then who spoke last. */
  ranked(now: number): readonly Id[]
  forget(id: Id): void
}

/** Louder than this is speech, on the scale of 0 (silence) to 127. */
const SPEECH = 72
const RISES = 0.35
const FALLS = 0.06
/** A breath between two words is no end of speech. */
const HOLD_MS = 600

type Voice = { loud: number; spokeAt: number; heardAt: number }

export function createSpeakers<Id>(): Speakers<Id> {
  const voices = new Map<Id, Voice>()
  const isSpeaking = ({ spokeAt }: Voice, now: number) => now - spokeAt <= HOLD_MS

  return {
    heard(id, level, now) {
      let voice = voices.get(id)
      if (voice === undefined) voices.set(id, (voice = { loud: 0, spokeAt: Number.NEGATIVE_INFINITY, heardAt: now }))
      const loud = 127 - (level & 127)
      voice.loud += (loud - voice.loud) * (loud > voice.loud ? RISES : FALLS)
      voice.heardAt = now
      if (voice.loud < SPEECH) return false
      const begins = !isSpeaking(voice, now)
      voice.spokeAt = now
      return begins
    },
    speaking: (now) =>
      [...voices]
        .filter(([, voice]) => isSpeaking(voice, now))
        .sort(([, one], [, other]) => other.loud - one.loud)
        .map(([id]) => id),
    ranked: (now) =>
      [...voices]
        .sort(([, one], [, other]) => Number(isSpeaking(other, now)) - Number(isSpeaking(one, now)) || other.spokeAt - one.spokeAt)
        .map(([id]) => id),
    forget: (id) => void voices.delete(id),
  }
}
