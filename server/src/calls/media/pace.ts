// How many voices go on in a call: as many as are allowed, and fewer where there would be so many copies of them that packets left late. Pure but for
// what it keeps.
//
// Each packet of a voice is copied for everybody who hears it, one after the other: eight voices for a hundred people are forty thousand copies a second.
// The busier the process, the longer a packet waits for those before it, and near the end of what it can do that grows without bound. So the largest
// calls hear fewer of those who speak at once, the quietest left out first (speakers.ts), until there is time again.
export type Pace = {
  /** So many voices each may hear in a call with so many others. */
  voices(listeners: number): number
  /** A look at the process. @param busy the part of its time since the last look in which it was at work @param largest others in the largest call */
  looked(busy: number, largest: number): void
}

/** At more, what comes waits for some milliseconds; at less, there is time for more. What lies between keeps the two from taking turns. */
const BUSY = 0.7
const CALM = 0.45
const LESS = 0.85
const MORE = 1.1
/** Always heard: who speaks, who answers, and who breaks in. */
const LEAST = 3
/** With so many copies of each 20 ms there is time: calls of some 25 people hear all voices, whatever else is going on. Sound comes before pictures. */
const FEW_COPIES = 200

/** @param most voices, by the limits */
export function createPace(most: number): Pace {
  const least = Math.min(LEAST, most)
  let copies = Number.POSITIVE_INFINITY
  return {
    voices: (listeners) => Math.max(least, Math.min(most, Math.floor(copies / Math.max(1, listeners)))),
    looked(busy, largest) {
      const all = most * largest
      if (busy > BUSY) copies = Math.max(FEW_COPIES, least * largest, Math.min(copies, all) * LESS)
      else if (busy < CALM) copies *= MORE
      // Nothing is held back any more: the next call begins with all.
      if (copies >= all) copies = Number.POSITIVE_INFINITY
    },
  }
}
