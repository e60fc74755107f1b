// Coming in by way of another server that signs people in (OpenID Connect): code flow with PKCE, state and nonce. What speaks to it stands in
// `outside`; what HTTP has to do with it, in `gateways`.
//
// 1. A way out and back belongs to the browser that took it: it holds a secret of its own, besides the state.
// 2. An account that is there is connected only by who is signed in to it, and has shown so just now.
// 3. Who has to show anew that it is them signs in there anew, whatever this browser is signed in as; the other server says when they did.
// 4. What comes back is a ticket, good once and for a minute; whoever has a second step takes it as ever.
import { timingSafeEqual } from 'node:crypto'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import * as identities from '#store/identities.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import type { Telling } from '../outcome.ts'
import { secret, secretHash } from '../secrets.ts'
import { checkNotBanned, startSession } from '../signin.ts'
import { DirectoryAway, type Vouched } from './directory.ts'
import { checkFirstStepEnough } from './guard.ts'
import { personOf } from './outsiders.ts'
import { hasPassword, proveAnew } from './self.ts'
import { createWaiting } from './waiting.ts'

/** What only this server knows of a way out, until somebody comes back by it. */
export type Kept = { readonly state: string; readonly nonce: string; readonly verifier: string; readonly anew: boolean }
export type Provider = {
  /** Its address: where identities of it stand. */
  readonly source: string
  /** Its name on the button. */
  readonly called: string
  /** Who is new gets an account. */
  readonly makes: boolean
  /** Where a browser is to go. `anew`: who is signed in there already is asked again. Rejects with DirectoryAway. */
  begin(back: string, anew: boolean): Promise<{ readonly url: string; readonly kept: Kept }>
  /** Who came back by this address; undefined: nobody it vouches for, or, where they had to sign in anew, not anew. Rejects with DirectoryAway. */
  finish(address: URL, kept: Kept): Promise<Vouched | undefined>
  /** Where a browser goes to sign out there, too; undefined: it knows no such place. Rejects with DirectoryAway. */
  leave(back: string): Promise<string | undefined>
}

const LIVES_MS = 10 * 60_000
const LINK_MS = 60_000
/** Anybody may begin. */
const MOST = 1000
const MOST_OF_ONE = 100

type Flow = { readonly kept: Kept; readonly browser: string; readonly link: Link | undefined }
/** `connect` what comes back with the account, or see by it that it is still them. */
type Link = { readonly user: UserId; readonly session: SessionId; readonly to: 'connect' | 'show' }
export type Back = { readonly is: 'in'; readonly ticket: string } | { readonly is: 'connected' | 'shown' }

export type Flows = {
  /** One-time word with which a browser begins to connect an account, or to show that it is still its owner who sits there. */
  offer(link: Link): string
  /** `browser`: a secret for the browser that goes. `from`: its address. Rejects with ChatError. */
  out(back: string, link: string | undefined, from: string): Promise<{ readonly url: string; readonly browser: string }>
  /** Rejects with ChatError. */
  back(address: URL, browser: string | undefined): Promise<Back>
}

type Recognised = { readonly user: UserId; readonly tellings: readonly Telling[] }
type Publish = (tellings: readonly Telling[]) => void

export function createFlows(core: Core, publish: Publish): Flows {
  const { now } = core
  const flows = createWaiting<Flow>({ now, livesMs: LIVES_MS, mostOfOne: MOST_OF_ONE, most: MOST })
  const links = createWaiting<Link>({ now, livesMs: LINK_MS, mostOfOne: MOST_OF_ONE, most: MOST })
  return {
    offer(link) {
      const word = secret(core.chance)
      links.put(word, link, link.user)
      return word
    },
    async out(back, word, from) {
      const link = word === undefined ? undefined : links.take(word)
      if (word !== undefined && link === undefined) throw new ChatError('ticket_invalid')
      const { url, kept } = await asked(providerOf(core).begin(back, link?.to === 'show'))
      const browser = secret(core.chance)
      flows.put(kept.state, { kept, browser: secretHash(browser), link }, link?.user ?? from)
      return { url, browser }
    },
    async back(address, browser) {
      const provider = providerOf(core)
      const flow = flows.take(address.searchParams.get('state') ?? '')
      const isSame = flow !== undefined && browser !== undefined && equal(secretHash(browser), flow.browser)
      if (flow === undefined || !isSame) throw new ChatError('ticket_invalid')
      const vouched = await asked(provider.finish(address, flow.kept))
      if (vouched === undefined) throw new ChatError('outside_failed')
      if (flow.link === undefined) return comeIn(core, publish, provider, vouched)
      return flow.link.to === 'show' ? show(core, provider, vouched, flow.link) : connect(core, provider, vouched, flow.link)
    },
  }
}

async function comeIn(core: Core, publish: Publish, { source, makes }: Provider, vouched: Vouched): Promise<Back> {
  const { user } = await core.store.write(
    (tx) => recognised(core, tx, source, vouched, makes),
    (known) => publish(known.tellings),
  )
  const ticket = core.entering.make(user, async (tx, caller) => {
    const known = await personOf(core, tx, source, vouched, false).catch((why: unknown) => {
      // Deleted or parted meanwhile.
      throw why instanceof ChatError && why.code === 'bad_credentials' ? new ChatError('ticket_invalid') : why
    })
    if (known.row.id !== user) throw new ChatError('ticket_invalid')
    const outcome = await startSession(core, tx, caller, known.row, known.tellings)
    if (vouched.isFresh === true) core.fresh.shown(outcome.reply.session)
    return outcome
  })
  return { is: 'in', ticket }
}

/** Who they are here. Whose account is there is changed by nothing yet: there may be a second step to take. Throws outside_unknown. */
async function recognised(core: Core, tx: Tx, source: string, vouched: Vouched, makes: boolean): Promise<Recognised> {
  const known = await identities.get(tx, source, vouched.subject)
  const before = known && (await users.byId(tx, known.user))
  if (before !== undefined && before.deletedAt === null) return { user: before.id, tellings: [] }
  // Where nobody is made: that is no wrong password.
  if (!makes) throw new ChatError('outside_unknown')
  const { row, tellings } = await personOf(core, tx, source, vouched, true)
  return { user: row.id, tellings }
}

async function connect(core: Core, { source }: Provider, { subject, name }: Vouched, { user, session }: Link): Promise<Back> {
  await core.store.write(async (tx) => {
    if (core.ended.has(session)) throw new ChatError('session_unknown')
    const at = core.now()
    const isNew = await identities.add(tx, { source, subject, user, called: name, madeAt: at, seenAt: at, offAt: null })
    if (!isNew && (await identities.get(tx, source, subject))?.user !== user) throw new ChatError('identity_taken')
    if (isNew) await note(core, tx, { by: user, deed: 'account.connected', user, detail: source })
  })
  return { is: 'connected' }
}

async function show(core: Core, { source }: Provider, { subject }: Vouched, { user, session }: Link): Promise<Back> {
  const known = await core.store.read((tx) => identities.get(tx, source, subject))
  if (core.ended.has(session)) throw new ChatError('session_unknown')
  if (known?.user !== user) throw new ChatError('outside_other')
  core.fresh.shown(session)
  return { is: 'shown' }
}

export const enter: Handler<'session.enter'> = (core, caller, { ticket }) => {
  checkNotBanned(core, caller.address)
  return inWrite(async (tx) => {
    const held = core.entering.find(ticket)
    core.entering.drop(ticket)
    checkFirstStepEnough(core, held.user, held.finish)
    return held.finish(tx, caller)
  })
}

export const link: Handler<'outside.link'> = async (core, caller, shown) => {
  providerOf(core)
  await proveAnew(core, caller, shown)
  const { flows } = core
  const { user, session } = caller
  return inRead(async () => quietly({ start: flows().offer({ user, session, to: 'connect' }) }))
}

export const again: Handler<'outside.again'> = (core, { user, session }) =>
  inRead(async (tx) => {
    const { source } = providerOf(core)
    if (!(await identities.ofUser(tx, user)).some((one) => one.source === source)) throw new ChatError('outside_unknown')
    return quietly({ start: core.flows().offer({ user, session, to: 'show' }) })
  })

export const unlink: Handler<'outside.unlink'> = (core, caller) =>
  inWrite(async (tx) => {
    const { source } = providerOf(core)
    const row = await users.byId(tx, caller.user)
    // Without a password there would be no way back in.
    if (row === undefined || !(await hasPassword(core, tx, row))) throw new ChatError('not_allowed')
    if (!(await identities.remove(tx, caller.user, source))) throw new ChatError('outside_unknown')
    await note(core, tx, { by: caller.user, deed: 'account.parted', user: caller.user, detail: source })
    return quietly({})
  })

/** What the settings show. */
export async function connectedTo(core: Core, tx: Tx, user: UserId): Promise<{ called: string; account: string | null } | undefined> {
  if (core.provider === undefined) return undefined
  const { source, called } = core.provider
  const known = (await identities.ofUser(tx, user)).find((one) => one.source === source)
  return { called, account: known?.called ?? null }
}

/** Throws outside_off. */
function providerOf(core: Core): Provider {
  if (core.provider === undefined) throw new ChatError('outside_off')
  return core.provider
}

async function asked<T>(work: Promise<T>): Promise<T> {
  return work.catch((why: unknown) => {
    throw why instanceof DirectoryAway ? new ChatError('outside_away', {}, why) : why
  })
}

const equal = (one: string, other: string): boolean => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
