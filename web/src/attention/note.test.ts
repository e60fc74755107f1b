// Notifications of the worker, on a system that keeps what it was shown.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

type Shown = { readonly title: string; readonly tag: string; readonly data: unknown; close(): void }

let standing: Shown[] = []
let toPage: ((event: object) => void) | undefined
let toWorker: unknown[] = []
const onPage = new Map<string, () => void>()

beforeEach(() => {
  vi.resetModules()
  ;[standing, toWorker] = [[], []]
  const registration = {
    async showNotification(title: string, { tag, data }: { tag: string; data: unknown }) {
      const one: Shown = { title, tag, data, close: () => void (standing = standing.filter((other) => other !== one)) }
      standing = [...standing.filter((other) => other.tag !== tag), one]
    },
    getNotifications: async () => standing,
  }
  const serviceWorker = {
    addEventListener: (_name: string, ear: (event: object) => void) => void (toPage = ear),
    controller: { postMessage: (message: unknown) => void toWorker.push(message) },
    getRegistration: async () => registration,
  }
  vi.stubGlobal('navigator', { serviceWorker })
  // As on phones: a page may show no notification itself.
  vi.stubGlobal('Notification', undefined)
  vi.stubGlobal('addEventListener', (name: string, ear: () => void) => void onPage.set(name, ear))
  vi.stubGlobal('removeEventListener', (name: string) => void onPage.delete(name))
})
afterEach(() => void vi.unstubAllGlobals())

const ring = { title: 'ada is calling', body: '', tag: 'one', stays: true } as const
const titles = (): readonly string[] => standing.map(({ title }) => title)

test('[WEB-CALL-14] a ring that is taken back leaves the one that took its place, and goes with its page', async () => {
  const { showNote } = await import('./note.ts')
  const first = showNote({ ...ring, title: 'Somebody is calling' }, () => undefined)
  first?.close()
  const second = showNote(ring, () => undefined)
  await vi.waitFor(() => expect(titles().includes(ring.title), 'the name is shown').toBe(true))
  // What was on its way by then has come.
  await new Promise((done) => setImmediate(done))
  expect(titles()).toEqual([ring.title])
  onPage.get('pagehide')?.()
  expect(toWorker).toEqual([{ gone: expect.any(String) }])
  expect(standing[0]?.data).toMatchObject({ mine: toWorker.map((one) => Reflect.get(Object(one), 'gone'))[0] })
  second?.close()
  await vi.waitFor(() => expect(titles().length === 0, 'it is taken away').toBe(true))
  expect(onPage.has('pagehide')).toBe(false)
})

test('[WEB-CALL-14] only the page that showed it says that it knows it, and does what was pressed', async () => {
  const { showNote } = await import('./note.ts')
  const pressed: string[] = []
  const said: unknown[] = []
  showNote(ring, (action) => void pressed.push(action))
  const asks = (note: string) => toPage?.({ data: { note, asks: true }, ports: [{ postMessage: (word: unknown) => void said.push(word) }] })
  asks('another')
  expect(said).toEqual([])
  asks('one')
  expect(said).toEqual([true])
  toPage?.({ data: { note: 'one', action: 'decline' }, ports: [] })
  expect(pressed).toEqual(['decline'])
})

test('[WEB-CALL-14] what a page left behind is taken away by the next one, and nothing else', async () => {
  const { showNote, takeStale } = await import('./note.ts')
  showNote(ring, () => undefined)
  showNote({ ...ring, tag: 'two', title: 'bo is calling' }, () => undefined)
  showNote({ title: 'a message', body: '', tag: 'three' }, () => undefined)
  await vi.waitFor(() => expect(titles().length === 3, 'all are shown').toBe(true))
  await takeStale((tag) => tag === 'two')
  expect(titles()).toEqual(['bo is calling', 'a message'])
})
