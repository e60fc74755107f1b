// How fast one connection may ask. A token bucket in three numbers: no timer, no promise.

export type Bucket = { tokens: number; at: number; refused: number }

/** How many seconds' worth of refused requests is a flood and not an eager client. */
const FLOOD_SECONDS = 10

export const fullBucket = (perSecond: number, now: number): Bucket => ({ tokens: perSecond, at: now, refused: 0 })

/**
 * @param now monotonic milliseconds
 * @returns 0: go on; more: milliseconds to wait; Infinity: a flood, end it
 */
export function take(bucket: Bucket, perSecond: number, now: number): number {
  const grown = bucket.tokens + ((now - bucket.at) * perSecond) / 1000
  bucket.at = now
  if (grown >= perSecond) bucket.refused = 0
  bucket.tokens = Math.min(perSecond, grown)
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1
    return 0
  }
  bucket.refused += 1
  if (bucket.refused > perSecond * FLOOD_SECONDS) return Number.POSITIVE_INFINITY
  // Each refused one waits for those refused before it: a client that obeys comes back when there is room for all of them.
  return Math.ceil(((bucket.refused - bucket.tokens) * 1000) / perSecond)
}

/** For those who are made to wait and never refused: 0 and a token is taken, or the milliseconds until there is one. */
export function tokensIn(bucket: Bucket, perSecond: number, now: number): number {
  bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) * perSecond) / 1000)
  bucket.at = now
  if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 1000) / perSecond)
  bucket.tokens -= 1
  return 0
}
