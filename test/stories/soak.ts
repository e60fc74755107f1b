// An evening in which much is said, cut short: what the page holds after it must be what it held before.
import type { Page } from 'playwright-core'

export type Soaked = {
  /** Of script, after everything that can go is gone, in MB: when the window was full, and in the end. */
  readonly beforeMB: number
  readonly afterMB: number
  /** In the document, in the end. */
  readonly rows: number
  readonly nodes: number
}

/** @param say so many messages, at once */
export async function soak(page: Page, say: (many: number) => Promise<void>, perSecond: number, seconds: number): Promise<Soaked> {
  const session = await page.context().newCDPSession(page)
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1_048_576
  }
  // First as much as a window holds at most: from then on it must not grow.
  await say(700)
  await shown(page)
  const beforeMB = await heap()
  for (let second = 0; second < seconds; second++) {
    const began = performance.now()
    await say(perSecond)
    // The pace is what is tried here.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - (performance.now() - began))))
  }
  await shown(page)
  const rows = await page.getByRole('article').count()
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  return { beforeMB, afterMB: await heap(), rows, nodes }
}

/** Two frames: what was heard is drawn. */
const shown = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
