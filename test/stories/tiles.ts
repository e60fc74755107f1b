// The tiles of a call, and the place they have.
import type { Page } from 'playwright-core'

/** From then on, at each change of the page: how far a tile reaches over the place that all of them have. Gives the farthest, in pixels. */
export async function watchTiles(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const watched = { farthest: 0 }
    Object.assign(globalThis, { watched })
    new MutationObserver(() => {
      const stage = document.querySelector('ul[data-layout]')
      const { top, bottom } = stage?.getBoundingClientRect() ?? { top: 0, bottom: 0 }
      for (const { y, height } of [...(stage?.children ?? [])].map((tile) => tile.getBoundingClientRect()))
        watched.farthest = Math.max(watched.farthest, Math.round(Math.max(top - y, y + height - bottom)))
    }).observe(document.body, { childList: true, subtree: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { watched: { farthest: number } }).watched.farthest)
}
