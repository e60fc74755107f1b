// The way to another server that signs people in. What is remembered of it lies in this tab, or beside the page, and holds no secret.
const WAY = 'hearth.way'
const BY = 'hearth.by'

/** The page is left for the other server. `link`: to connect an account that is signed in here. */
export function goOut(link?: string): void {
  sessionStorage.setItem(WAY, 'out')
  location.assign(link === undefined ? '/oidc/start' : `/oidc/start?link=${encodeURIComponent(link)}`)
}

/** Has this tab gone out, and is it the first time that it looks? */
export function isBack(): boolean {
  const wasOut = sessionStorage.getItem(WAY) === 'out'
  sessionStorage.removeItem(WAY)
  return wasOut
}

/** Whoever came in that way signs out there, too. */
export function began(): void {
  localStorage.setItem(BY, 'provider')
}

/** Signed out here: the page is left for the other server, if that is where one came from. */
export async function leaveThere(): Promise<boolean> {
  const came = localStorage.getItem(BY) !== null
  localStorage.removeItem(BY)
  if (came) location.assign(await wayOut().catch(() => '/'))
  return came
}

async function wayOut(): Promise<string> {
  const answer = await fetch('/oidc/leave', { method: 'POST' })
  const { to = '/' }: { readonly to?: string } = answer.ok ? await answer.json() : {}
  return to
}
