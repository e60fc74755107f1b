// What was pressed in the system's notification, and which page is told.
import { afterEach, expect, test, vi } from 'vitest'

type Message = { readonly note: string; readonly asks?: boolean; readonly action?: string }

afterEach(() => void vi.unstubAllGlobals())

/** @param knows whether a page showed it */
function page(knows: boolean) {
  const actions: string[] = []
  return {
    ...{ visibilityState: knows ? 'hidden' : 'visible', actions, focused: 0 },
    async focus() {
      this.focused++
    },
    postMessage({ asks, action }: Message, ports: readonly MessagePort[] = []) {
      if (asks && knows) ports[0]?.postMessage(true)
      if (action !== undefined) actions.push(action)
    },
  }
}

test('[WEB-CALL-14] a button of a ring is pressed in the page that showed it, though another one is in sight; a ring goes with its page', async () => {
  const ears = new Map<string, (event: object) => void>()
  const [inSight, hidden] = [page(false), page(true)]
  const closed: string[] = []
  const note = (mine: string) => ({ data: { mine }, close: () => void closed.push(mine) })
  vi.stubGlobal('SHELL', { version: '1', files: [] })
  vi.stubGlobal('addEventListener', (name: string, ear: (event: object) => void) => void ears.set(name, ear))
  vi.stubGlobal('skipWaiting', () => undefined)
  vi.stubGlobal('clients', { matchAll: async () => [inSight, hidden], openWindow: () => undefined })
  vi.stubGlobal('registration', { getNotifications: async () => [note('one'), note('two')] })
  await import('./worker.ts')
  const waits: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>) => void waits.push(work)
  ears.get('notificationclick')?.({ notification: { tag: 'a', close: () => undefined }, action: 'decline', waitUntil })
  await Promise.all(waits)
  expect(hidden).toMatchObject({ actions: ['decline'], focused: 1 })
  expect(inSight).toMatchObject({ actions: [], focused: 0 })
  ears.get('message')?.({ data: { gone: 'two' }, waitUntil })
  await vi.waitFor(() => expect(closed.length > 0, 'it is taken away').toBe(true))
  expect(closed).toEqual(['two'])
})
