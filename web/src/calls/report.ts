// Looks at the connection now and then, more often while somebody watches.
import type { WebPeer } from '../media/peer.ts'
import { type Look, lookAt, type Report, reportOf } from '../media/stats.ts'
import type { AtServer } from './view.ts'

export type Reporter = {
  readonly report: Report | null
  /** Only while somebody watches. */
  readonly atServer: AtServer | null
  watch(isWatched: boolean): void
  close(): void
}

const EVERY_MS = 2000
const WATCHED_MS = 1000

/** @param ask what the server sees; rejects where one is in no call */
export function createReporter(peer: () => WebPeer | null, ask: () => Promise<AtServer>, changed: () => void): Reporter {
  let report: Report | null = null
  let atServer: AtServer | null = null
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
  function lookThere(): void {
    ask().then(
      (told) => {
        atServer = told
        changed()
      },
      () => undefined,
    )
  }
  return {
    get report() {
      return report
    },
    get atServer() {
      return atServer
    },
    watch(isWatched) {
      clearInterval(timer)
      const both = (): void => {
        look()
        if (isWatched) lookThere()
      }
      timer = setInterval(both, isWatched ? WATCHED_MS : EVERY_MS)
      if (isWatched) both()
      else atServer = null
    },
    close: () => clearInterval(timer),
  }
}
