// Signing in from a page: over HTTP, so that the secret can be kept in a cookie no script reads; then the socket resumes by it.
import type { Client } from '@hearth/client/client.ts'
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type Failure } from '@hearth/protocol/errors.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import type { Desk } from './files/desk.ts'
import { goInstead } from './route.ts'
import { useUi } from './ui.ts'

type Way = 'account.register' | 'account.reset' | 'session.open' | 'session.prove' | 'session.enter' | 'guest.enter' | 'session.take'

/** Browsers take the cookie over TLS only. Without TLS (a proxy's own machine, development) the token is kept beside the page. */
const keepsCookie = (): boolean => location.protocol === 'https:' && navigator.cookieEnabled

export async function signIn<N extends Way>(client: Client, name: N, takes: Takes<N>): Promise<User> {
  const token = await post(name, takes, keepsCookie() ? { 'hearth-keep': 'cookie' } : {})
  return client.signIn(token === null ? { cookie: true } : { token })
}

/**
 * The same by an invitation, and then into its room: the only one besides the lobby of who has just come. It is not looked at again, because
 * their use of it may have been its last.
 */
export async function comeIn<N extends Way>(client: Client, name: N, takes: Takes<N>, invite: string | undefined): Promise<User> {
  const me = await signIn(client, name, takes)
  if (invite === undefined) return me
  const room = [...client.state.rooms.values()].find(({ kind }) => kind !== 'lobby' && kind !== 'direct')
  goInstead(room ? { at: 'room', room: room.id } : { at: 'home' })
  return me
}

/** Tells the device that shows the code that this one has read it. */
export async function knock(takes: Takes<'session.knock'>): Promise<void> {
  await post('session.knock', takes, {})
}

/** The cookie can be taken away only by an answer over HTTP. */
export async function signOut(client: Client, desk: Pick<Desk, 'shelf'>): Promise<void> {
  useUi.setState({ isLeaving: true })
  if (keepsCookie()) await post('session.close', {}, {}).catch(() => undefined)
  await client.signOut()
  desk.shelf.clear()
}

/** Gives the token of the answer, or null when it has none. */
async function post(name: string, takes: object, headers: Record<string, string>): Promise<string | null> {
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(takes),
    credentials: 'same-origin',
  }).catch(() => null)
  const answer: unknown = await response?.json().catch(() => null)
  if (typeof answer !== 'object' || answer === null) throw new ChatError('offline')
  if ('error' in answer) throw asError(answer.error)
  const ok = 'ok' in answer ? answer.ok : null
  return typeof ok === 'object' && ok !== null && 'token' in ok && typeof ok.token === 'string' ? ok.token : null
}

/** The server's own table made it; its form is not in doubt. */
function asError(failure: unknown): ChatError {
  const { code, says: _says, ...more } = failure as Failure
  return new ChatError(code, more)
}
