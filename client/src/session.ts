// Who one is here: signing in and out, coming back, and whose the kept things are.
import type { Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { resumed, signedOut, since } from './answers.ts'
import type { Connection } from './connection.ts'
import type { Agreed, Drafts } from './drafts.ts'
import type { History } from './history.ts'
import { asError } from './link.ts'
import type { KeptMarks } from './marking.ts'
import type { People } from './people.ts'
import type { Reading } from './reading.ts'
import type { Unsent } from './state.ts'
import type { Ask, Store } from './store.ts'

/** What outlives a run. */
export type Saved = {
  readonly token: string | null
  /** The page's cookie holds the token; a socket resumes without naming it. */
  readonly cookie: boolean
  /** Whose outbox and drafts these are. */
  readonly user: UserId | null
  readonly outbox: readonly Unsent[]
  readonly drafts: Readonly<Record<string, string>>
  /** What the server was told of them. */
  readonly agreed?: Agreed | undefined
  /** How far one has read where the server does not know it yet. */
  readonly reads?: Readonly<Record<RoomId, Seq>>
  /** What one did with messages and the server does not know yet. */
  readonly marks?: KeptMarks | undefined
}
export type Kept = { load(): Promise<Partial<Saved>>; save(change: Partial<Saved>): void }

type Way = 'account.register' | 'session.open' | 'session.prove' | 'guest.enter'

/** `session.open` may be answered `second_factor_needed`, with a ticket for `session.prove`. */
export type SignIn =
  | { readonly [N in Way]: { readonly do: N; readonly with: Takes<N> } }[Way]
  | { readonly token: string }
  | { readonly cookie: true }

export type Session = {
  /** What the last run kept. */
  remember(saved: Partial<Saved>): void
  /** Signs a fresh connection in, if there is somebody to sign in. */
  greet(request: Ask): Promise<void>
  /** The server ended this sign-in. */
  ended(code: 'session_unknown' | 'banned'): void
  signIn(how: SignIn): Promise<User>
  signOut(): Promise<void>
  /** Holds nothing of anybody any more. */
  forget(): void
}

type Given = {
  readonly store: Store
  readonly kept: Kept
  readonly connection: Connection
  readonly history: History
  readonly people: People
  readonly drafts: Pick<Drafts, 'forget'>
  readonly reading: Pick<Reading, 'forget'>
}
type Login = Pick<Saved, 'token' | 'cookie' | 'user'>

/** This token opens nothing here, however often it is shown. */
const UNWELCOME: ReadonlySet<string> = new Set(['session_unknown', 'not_signed_in', 'not_in_scope'])

const nobody: Login = { token: null, cookie: false, user: null }

export function createSession({ store, kept, connection, history, people, drafts, reading }: Given): Session {
  let login = nobody

  function ended(code: 'session_unknown' | 'banned'): void {
    forgetLogin()
    if (code === 'banned') connection.refuse(new ChatError('banned').failure())
  }

  async function greet(request: Ask): Promise<void> {
    if (login.token === null && !login.cookie) return
    const asked = since(store.get())
    try {
      await request('session.resume', { ...(login.token === null ? {} : { token: login.token }), since: asked }, (answer) =>
        welcome(answer, asked),
      )
    } catch (error) {
      if (error instanceof ChatError && error.code === 'approval_waiting') store.update((state) => ({ ...state, isPending: true }))
      if (!(error instanceof ChatError) || !UNWELCOME.has(error.code)) throw error
      forgetLogin()
    }
  }

  function welcome(answer: Gives<'session.resume'>, asked: ReturnType<typeof since>): void {
    const other = login.user !== null && login.user !== answer.user.id
    const before = store.get().people
    if (other) reset()
    store.update((state) => {
      const mine = other ? { ...signedOut(state), outbox: [], drafts: new Map(), marks: new Map() } : state
      return resumed(mine, answer, asked)
    })
    setLogin({ ...login, user: answer.user.id })
    // Names are no entries of a log: of those held since before, the answer tells only some.
    const told = new Set([answer.user, ...answer.people, ...answer.contacts].map((user) => user.id))
    people.renew([...before.keys()].filter((id) => !told.has(id)))
  }

  /** What was open, and how far somebody read, is nothing to whoever comes next. */
  function reset(): void {
    history.reset()
    reading.forget()
  }

  function setLogin(to: Login): void {
    login = to
    kept.save(to)
  }

  /** Whose unsent words these are stays known, so that nobody else sends them. */
  function forgetLogin(): void {
    setLogin({ ...nobody, user: login.user })
    reset()
    store.update(signedOut)
  }

  async function signIn(how: SignIn): Promise<User> {
    if (store.get().me || login.token !== null || login.cookie) await signOut()
    const token = await tokenOf(how)
    setLogin({ token, cookie: token === null, user: login.user })
    // One way in for everybody: a fresh socket that resumes.
    connection.restart()
    await connection.ask('server.ping', {}).catch(whyNot)
    const { me } = store.get()
    if (!me) throw new ChatError('session_unknown')
    return me
  }

  function whyNot(error: unknown): never {
    const { connection: status, isPending } = store.get()
    if (isPending) throw new ChatError('approval_waiting')
    throw status.is === 'refused' ? asError(status.failure) : error
  }

  async function tokenOf(how: SignIn): Promise<string | null> {
    if ('cookie' in how) return null
    if ('token' in how) return how.token
    // Commands of one form; which one it is makes no difference here.
    const { token } = await connection.ask<Way>(how.do, how.with)
    return token ?? null
  }

  async function signOut(): Promise<void> {
    await connection.ask('session.close', {}).catch(() => undefined)
    forget()
  }

  function forget(): void {
    setLogin(nobody)
    drafts.forget()
    reset()
    store.update((state) => ({ ...signedOut(state), outbox: [], drafts: new Map(), marks: new Map() }))
    connection.restart()
  }

  return {
    remember: (saved) => void (login = { token: saved.token ?? null, cookie: saved.cookie ?? false, user: saved.user ?? null }),
    greet,
    ended,
    signIn,
    signOut,
    forget,
  }
}
