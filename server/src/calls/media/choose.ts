// Who is given which slot, and how large a picture. Pure.

/** Slots that are needed to be shown and to hear so many others: some in advance, so that most who come need no new offer. */
export function slotsFor(others: number, voices: number, videos: number): { readonly audio: number; readonly video: number } {
  const ahead = 2 ** Math.ceil(Math.log2(Math.max(1, others)))
  // One more of each: for a screen, and its sound.
  return { audio: Math.min(voices, ahead) + 1, video: Math.min(videos, ahead) + 1 }
}

/**
 * Puts who is wanted into slots. Who has one keeps it; who is not wanted any more makes room for the others, in their order.
 * @param held who is in each slot now; undefined: nobody
 */
export function place<T extends object>(held: readonly (T | undefined)[], wanted: readonly T[]): (T | undefined)[] {
  const fitting = wanted.slice(0, held.length)
  const kept = held.map((one) => (one !== undefined && fitting.includes(one) ? one : undefined))
  const coming = fitting.filter((one) => !kept.includes(one))
  return kept.map((one) => one ?? coming.shift())
}

export type Layer = { readonly height: number; readonly isSent: boolean }

/**
 * The layer for a tile: the smallest that nearly fills it, else the largest that comes; never above `most`, the lowest being 0.
 * @param layers the smallest first @returns its place, or -1 where none is sent
 */
export function layerFor(layers: readonly Layer[], height: number, most: number): number {
  const sent = layers.map(({ isSent }, at) => (isSent ? at : -1)).filter((at) => at >= 0)
  const allowed = sent.filter((at) => at <= most)
  const fitting = allowed.find((at) => (layers[at]?.height ?? 0) >= height * 0.75)
  return fitting ?? allowed.at(-1) ?? sent[0] ?? -1
}

/** What gets through to somebody: how much less than all they are sent. */
export type Care = { readonly loss: number; readonly most: number; readonly changedAt: number }
export const carefree: Care = { loss: 0, most: 2, changedAt: 0 }

const MUCH = 0.1
const LITTLE = 0.02
const DOWN_AFTER_MS = 1500
const UP_AFTER_MS = 6000

/** A report came: of what they were sent so much was lost, 0 to 1. */
export function careAfter({ loss, most, changedAt }: Care, lost: number, now: number): Care {
  const smooth = loss + (lost - loss) * 0.3
  if (smooth > MUCH && most > 0 && now - changedAt > DOWN_AFTER_MS) return { loss: smooth, most: most - 1, changedAt: now }
  if (smooth < LITTLE && most < carefree.most && now - changedAt > UP_AFTER_MS) return { loss: smooth, most: most + 1, changedAt: now }
  return { loss: smooth, most, changedAt }
}
