// Which sign-ins have shown just now, at the server that vouches for them, that it is still them who sit there. In memory alone: after a start they
// show it again.
import type { SessionId } from '@hearth/protocol/ids.ts'

const LIVES_MS = 5 * 60_000

export type Fresh = {
  shown(session: SessionId): void
  has(session: SessionId): boolean
}

export function createFresh(now: () => number): Fresh {
  const since = new Map<SessionId, number>()
  /** A clock set back makes nothing good for longer. */
  const isGood = (at: number): boolean => at <= now() && now() < at + LIVES_MS
  return {
    shown(session) {
      for (const [one, at] of since) if (!isGood(at)) since.delete(one)
      since.set(session, now())
    },
    has(session) {
      const at = since.get(session)
      return at !== undefined && isGood(at)
    },
  }
}
