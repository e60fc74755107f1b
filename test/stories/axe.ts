// What axe finds in a page. It is run apart from the page's own world, which the security policy guards.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// Only of what it finds does it say where that is: to say so of everything that is right costs most of the time.
const run = (
  within: string,
) => `axe.run(${JSON.stringify(within)}, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => JSON.stringify(violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ' ' + failureSummary))))`

/** Each fault with where it is. @param within a selector: only there */
export async function faults(page: Page, within = 'html'): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  // A world of this name is there until the page is loaded anew, and axe in it.
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' })
  const is = await session.send('Runtime.evaluate', { expression: 'typeof axe', contextId: executionContextId })
  if (is.result.value === 'undefined') await session.send('Runtime.evaluate', { expression: source, contextId: executionContextId })
  const { result } = await session.send('Runtime.evaluate', {
    expression: run(within),
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  })
  await session.detach()
  return JSON.parse(String(result.value))
}

/** By how much the page, or a pane of it that scrolls downwards alone, is wider than its place: what reaches over its edge is never seen. */
export const wider = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const panes = [...document.querySelectorAll('*')].filter((one) => {
      const { overflowX, overflowY } = getComputedStyle(one)
      return overflowX === 'hidden' && /auto|scroll/.test(overflowY)
    })
    return Math.max(0, ...[document.documentElement, ...panes].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
  })
