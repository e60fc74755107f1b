// Keeps the page itself, so that it opens without the server. Only files that are everybody's: nothing of what people say passes here.
// The address of the page is asked of the server first, so that nobody stays with an old one; everything under a name with a hash is not.

/** Put in by the build: what the page is made of, and a name for exactly these files. */
export declare const SHELL: { readonly version: string; readonly files: readonly string[] }

type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Fetching = Lasting & { readonly request: Request; respondWith(answer: Promise<Response>): void }
type Host = { skipWaiting(): Promise<void>; readonly clients: { claim(): Promise<void> } }

const PREFIX = 'hearth-'
const NAME = PREFIX + SHELL.version
/** A server that takes longer is taken for gone. */
const PATIENCE_MS = 3000

const isLasting = (event: Event): event is Lasting => 'waitUntil' in event
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
