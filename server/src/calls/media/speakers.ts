// Who speaks, by how loud their packets say they are (RFC 6464). Pure but for what it keeps.
export type Speakers<Id> = {
  /** A packet came: 0 is as loud as can be, 127 is silence. Did they begin to speak with it? */
  heard(id: Id, level: number, now: number): boolean
  /** Who speaks, the loudest first. */
  speaking(now: number): readonly Id[]
  /**
   * Everybody who was ever heard: who speaks now, the loudest first, then who spoke last. Of two who speak the louder one goes first only where that can
   * be heard: else those before and behind the last place would take turns with every word.
   */
  ranked(now: number): readonly Id[]
  forget(id: Id): void
}

/** Louder than this is speech, on the scale of 0 (silence) to 127. */
const SPEECH = 72
const RISES = 0.35
const FALLS = 0.06
/** Who does not speak need send nothing but a sign of life now and then (DTX): a packet is so long, and what lies between two was silent. */
const PACKET_MS = 20
/** So much louder is louder. */
const LOUDER = 6
/** A breath between two words is no end of speech. */
const HOLD_MS = 600

type Voice = { loud: number; spokeAt: number; heardAt: number }

export function createSpeakers<Id>(): Speakers<Id> {
  const voices = new Map<Id, Voice>()
  let order: Id[] = []
  const isSpeaking = ({ spokeAt }: Voice, now: number) => now - spokeAt <= HOLD_MS

  return {
    heard(id, level, now) {
      let voice = voices.get(id)
      if (voice === undefined) {
        voices.set(id, (voice = { loud: 0, spokeAt: Number.NEGATIVE_INFINITY, heardAt: now }))
        order.push(id)
      }
      const loud = 127 - (level & 127)
      const packets = Math.max(1, (now - voice.heardAt) / PACKET_MS)
      voice.loud += (loud - voice.loud) * (loud > voice.loud ? RISES : 1 - (1 - FALLS) ** packets)
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
    ranked(now) {
      const goesFirst = (one: Voice, before: Voice): boolean => {
        const [speaks, spoke] = [isSpeaking(one, now), isSpeaking(before, now)]
        if (speaks !== spoke) return speaks
        return speaks ? one.loud > before.loud + LOUDER : one.spokeAt > before.spokeAt
      }
      order = sortedFrom(order, (id, before) => {
        const [one, other] = [voices.get(id), voices.get(before)]
        return one !== undefined && other !== undefined && goesFirst(one, other)
      })
      return order
    },
    forget(id) {
      voices.delete(id)
      order = order.filter((one) => one !== id)
    },
  }
}

/** Each moves up past those it is to go before, from where it was: whoever is in order stays. */
function sortedFrom<Id>(order: readonly Id[], goesFirst: (one: Id, before: Id) => boolean): Id[] {
  const sorted: Id[] = []
  for (const one of order) {
    let at = sorted.length
    for (; at > 0; at--) {
      const before = sorted[at - 1]
      if (before === undefined || !goesFirst(one, before)) break
    }
    sorted.splice(at, 0, one)
  }
  return sorted
}
