// Looks at the connection now and then, more often while somebody watches.
import type { WebPeer } from '../media/peer.ts'
import { type Look, lookAt, type Report, reportOf } from '../media/stats.ts'

export type Reporter = { readonly report: Report | null; watch(isWatched: boolean): void; close(): void }

const EVERY_MS = 2000
const WATCHED_MS = 1000

export function createReporter(peer: () => WebPeer | null, changed: () => void): Reporter {
  let report: Report | null = null
  let before: { readonly of: WebPeer; readonly look: Look } | null = null
  let timer = setInterval(look, EVERY_MS)

  function look(): void {
    const of = peer()
    if (!of) return
    of.stats().then(
      (stats) => {
        if (of !== peer()) return
        const now = lookAt(stats)
        report = reportOf(now, before?.of === of ? before.look : undefined)
        before = { of, look: now }
        changed()
      },
      () => undefined,
    )
  }
  return {
    get report() {
      return report
    },
    watch(isWatched) {
      clearInterval(timer)
      timer = setInterval(look, isWatched ? WATCHED_MS : EVERY_MS)
      if (isWatched) look()
    },
    close: () => clearInterval(timer),
  }
}
