// From levels to "somebody speaks". Pure: time is handed in, so that it can be shown without a voice.

export type SpeechSense = {
  /** Takes a level and the time in milliseconds; gives whether somebody speaks. */
  hear(level: number, now: number): boolean
}

/** Louder than this is a voice, unless it is one single knock. */
const VOICE = 0.42
const KNOCK_MS = 80
/** A breath between two words ends nothing. */
const BREATH_MS = 500

export function createSpeechSense(voice = VOICE): SpeechSense {
  let since: number | null = null
  let last = Number.NEGATIVE_INFINITY
  let speaks = false
  return {
    hear(level, now) {
      if (level >= voice) {
        since ??= now
        last = now
      } else if (now - last > BREATH_MS) since = null
      speaks = since !== null && (speaks || now - since >= KNOCK_MS) && now - last <= BREATH_MS
      return speaks
    },
  }
}

/** Talking for so long while nobody hears is worth a word; and not again for a while. */
const UNHEARD_MS = 900
const AGAIN_MS = 20_000
/** And the word is gone after this. */
const SHOWN_MS = 6_000

export type MutedSense = {
  /** Whether to say "you are muted but speaking". */ hear(speaks: boolean, isMuted: boolean, now: number): boolean
}

export function createMutedSense(): MutedSense {
  let since: number | null = null
  let said = Number.NEGATIVE_INFINITY
  return {
    hear(speaks, isMuted, now) {
      if (!isMuted) {
        since = null
        said = Number.NEGATIVE_INFINITY
        return false
      }
      since = speaks ? (since ?? now) : null
      if (since !== null && now - since >= UNHEARD_MS && now - said >= AGAIN_MS) said = now
      return now - said < SHOWN_MS
    },
  }
}
