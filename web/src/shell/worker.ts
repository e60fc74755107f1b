// Keeps the page itself, so that it opens without the server. Only files that are everybody's: nothing of what people say passes here.
// The address of the page is asked of the server first, so that nobody stays with an old one; everything under a name with a hash is not.

/** Put in by the build: what the page is made of, and a name for exactly these files. */
export declare const SHELL: { readonly version: string; readonly files: readonly string[] }

type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Fetching = Lasting & { readonly request: Request; respondWith(answer: Promise<Response>): void }
type Pressed = Lasting & { readonly notification: Notification; readonly action: string }
type Page = { readonly visibilityState: string; focus(): Promise<unknown>; postMessage(message: unknown, ports?: MessagePort[]): void }
type Clients = {
  claim(): Promise<void>
  matchAll(about: { readonly type: 'window'; readonly includeUncontrolled: boolean }): Promise<readonly Page[]>
  openWindow(url: string): Promise<unknown>
}
type Shown = { getNotifications(): Promise<readonly Notification[]> }
type Host = { skipWaiting(): Promise<void>; readonly clients: Clients; readonly registration: Shown }

const PREFIX = 'hearth-'
const NAME = PREFIX + SHELL.version
/** A server that takes longer is taken for gone. */
const PATIENCE_MS = 3000

const isLasting = (event: Event): event is Lasting => 'waitUntil' in event
const isPressed = (event: Event): event is Pressed => 'notification' in event && isLasting(event)
const isSaid = (event: Event): event is Lasting & { readonly data: unknown } => 'data' in event && isLasting(event)
const isFetching = (event: Event): event is Fetching => 'respondWith' in event
const isHost = (scope: object): scope is Host => 'skipWaiting' in scope && 'clients' in scope

const scope: object = globalThis

addEventListener('install', (event) => isLasting(event) && event.waitUntil(install()))
addEventListener('activate', (event) => isLasting(event) && event.waitUntil(takeOver()))
addEventListener('fetch', (event) => {
  if (!isFetching(event) || event.request.method !== 'GET') return
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== location.origin) return
  if (event.request.mode === 'navigate') {
    if (pathname === '/' || pathname === '/index.html') event.respondWith(page(event.request))
  } else if (/^\/(assets|emoji)\/|^\/(icon[\w-]*\.(svg|png)|manifest\.webmanifest)$/.test(pathname)) event.respondWith(part(event.request))
})

addEventListener('notificationclick', (event) => {
  if (!isPressed(event)) return
  event.notification.close()
  event.waitUntil(bringBack(event.notification.tag, event.action))
})

/** A page that goes takes its ring with it: it has no time to do so itself. */
addEventListener('message', (event) => {
  if (!isSaid(event)) return
  const { data } = event
  if (typeof data === 'object' && data !== null && 'gone' in data && typeof data.gone === 'string') event.waitUntil(take(data.gone))
})

/** @param mine what the page gave it to know it by */
async function take(mine: string): Promise<void> {
  if (!isHost(scope)) return
  for (const one of await scope.registration.getNotifications())
    if (typeof one.data === 'object' && one.data !== null && 'mine' in one.data && one.data.mine === mine) one.close()
}

/**
 * To the page that showed it, see attention/note.ts. That it was pressed is said to all of them, for the others know nothing of it. What one of its
 * buttons does is done by one page: a call rings in each, is shown by those that nobody sees, and is answered in one. None is open any more: one is, at what was said.
 */
async function bringBack(note: string, action: string): Promise<void> {
  if (!isHost(scope)) return
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const sorted = pages.toSorted((one, other) => Number(other.visibilityState === 'visible') - Number(one.visibilityState === 'visible'))
  const [first] = sorted
  const knows = action === '' ? undefined : await firstToKnow(sorted, note)
  for (const one of action === '' ? sorted : knows === undefined ? [] : [knows]) one.postMessage({ note, action })
  await ((knows ?? first)?.focus() ?? scope.clients.openWindow(placeOf(note)))?.catch(() => undefined)
}

/** Of the pages the one that showed it, and answers first. */
function firstToKnow(pages: readonly Page[], note: string): Promise<Page | undefined> {
  const { promise, resolve } = Promise.withResolvers<Page | undefined>()
  for (const page of pages) {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(page)
    page.postMessage({ note, asks: true }, [port2])
  }
  if (pages.length === 0) resolve(undefined)
  else setTimeout(() => resolve(undefined), PATIENCE_MS)
  return promise
}

/** The tag of what was said is its room and its place there, see attention/bell.ts. */
function placeOf(note: string): string {
  const [, room, seq] = /^([0-9a-z]{26}) (\d+)$/.exec(note) ?? []
  return room === undefined ? '/' : `/#/room/${room}/${seq}`
}

async function install(): Promise<void> {
  await (await caches.open(NAME)).addAll([...SHELL.files])
  if (isHost(scope)) await scope.skipWaiting()
}

/** The shell before this one stays: pages of it may still be open, and their parts are no longer on the server. */
async function takeOver(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME)
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)))
  if (isHost(scope)) await scope.clients.claim()
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(NAME)).match('/')
  if (!kept) return fetch(request)
  return fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (answer) => (answer.ok ? answer : kept),
    () => kept,
  )
}

async function part(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(NAME)).put(request, answer.clone()).catch(() => undefined)
  return answer
}
