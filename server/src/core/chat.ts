// execute(): the one way in. Check, do, commit, tell.
import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import type { CommandName, Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Id, UserId } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import type { Whereabouts } from '@hearth/protocol/moderation-shapes.ts'
import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import * as banRows from '#store/bans.ts'
import * as contactRows from '#store/contacts.ts'
import * as facts from '#store/facts.ts'
import * as muteRows from '#store/mutes.ts'
import { type SayJob, StorageError, type Store, type Tx } from '#store/open.ts'
import type { Said, Say } from '#store/say.ts'
import * as users from '#store/users.ts'
import { noFigures } from './admin.ts'
import { createBans } from './bans.ts'
import { createChosen } from './bearing.ts'
import { type CallDesk, noCalls } from './calls.ts'
import { openClock } from './clock.ts'
import type { Core, Plan, Settings, Talk, Work } from './context.ts'
import { createEntrance, readChosen } from './entrance.ts'
import type { Directory } from './factors/directory.ts'
import { asGuarded } from './factors/guard.ts'
import { openFactors } from './factors/open.ts'
import { createFlows, type Flows, type Provider } from './factors/provider.ts'
import { handlers } from './handlers.ts'
import { createAlarm } from './later.ts'
import { createLeaving } from './leaving.ts'
import { tell } from './log.ts'
import { type Keeper, noKeeper } from './machine/keeper.ts'
import { checkMayAsk } from './may-ask.ts'
import { createCurbs } from './moderation/curbs.ts'
import { createWatch } from './moderation/watch.ts'
import { createMoves } from './moving.ts'
import { onceEach } from './once.ts'
import type { Caller, Done, Member, Outcome, Telling } from './outcome.ts'
import { createDiscreet } from './own.ts'
import { createPasswords } from './passwords.ts'
import { noteRefusal } from './refused.ts'
import { ensureLobby } from './rooms.ts'
import type { Sealing } from './sealing.ts'
import { createSearches } from './search.ts'
import { createSetup } from './setup.ts'
import { bySecret, checkNotBanned, checkStillIn, noteSeen } from './signin.ts'
import { createStanding } from './standing.ts'

const HOUR_MS = 60 * 60 * 1000

export type Given = {
  readonly store: Store
  readonly settings: Settings
  /** What is to be told, in order, after the commit. */
  readonly publish: (tellings: readonly Telling[]) => void
  /** Who is here now, from the hub: all of them, or the first so many to come. */
  readonly online: (most?: number) => readonly Presence[]
  readonly isHere: (user: UserId) => boolean
  /** As others see them, from the hub. Absent: nobody is here. */
  readonly presenceOf?: (user: UserId) => Presence | undefined
  /** From where somebody is connected now, from the hub. Absent: nobody is connected. */
  readonly whereabouts?: (user: UserId) => readonly Whereabouts[]
  /** How the server is doing. Absent: none runs. */
  readonly figures?: () => Promise<Figures>
  /** Absent: nobody is told. */
  readonly unreadable?: Core['unreadable']
  /** Absent: nobody serves. */
  readonly keeper?: () => Keeper
  /** Absent: nobody else knows passwords. */
  readonly directory?: Directory | undefined
  /** Absent: nobody comes in by way of another server. */
  readonly provider?: Provider | undefined
  /** Is this one of the server’s own names? Absent: it has none. */
  readonly isOurHost?: (host: string) => boolean
  /** Does it serve the pages of this origin? Absent: none. */
  readonly isOurPage?: (origin: string) => boolean
  /** Absent: calls are turned off. */
  readonly calls?: CallDesk
  readonly now: () => number
  /** Milliseconds by a clock nobody sets. Absent: nobody sets `now` either. */
  readonly elapsed?: () => number
  readonly chance: (bytes: number) => Uint8Array
  /** In threads of their own where there is anybody else to serve. */
  readonly sealing: Sealing
}

export type Ear<N extends CommandName> = { answered(done: Done<N>): void; failed(fault: unknown): void }

export type Chat = {
  /** A mark of the database's life: another one after a backup was put back. */
  readonly epoch: string
  /**
   * Carries out one command for a caller.
   *
   * `takes` has passed the command's schema. Rejects with `ChatError` for every expected failure.
   * 1. Everything the command wrote is on disk before anybody, the caller included, hears of it.
   * 2. `answered` is called once, synchronously, in commit order, right after the command's own events were
   *    published and before any later command's: a gateway that attaches a listener there misses nothing
   *    and hears nothing twice.
   */
  execute<N extends CommandName>(caller: Caller, name: N, takes: Takes<N>, answered?: (done: Done<N>) => void): Promise<Done<N>>
  /** The same without a promise, for those who ask thousands of times a second: one of the ear's two is called, once. */
  ask<N extends CommandName>(caller: Caller, name: N, takes: Takes<N>, ear: Ear<N>): void
  /** The caller behind a session token, for HTTP. Rejects with `session_unknown` or `banned`. */
  recognise(token: string, address: string, client: string, device?: string): Promise<Member>
  /** Is this address shut out? Asked at the door, before anything is read. Answered from memory. */
  isBanned(address: string): boolean
  /** Is the server waiting for its first admin? */
  needsSetup(): boolean
  /** A new one-time token for the first admin; the one before is void. */
  renewSetup(): string
  /** The last connection of somebody has gone: remembered as last seen. */
  gone(user: Member['user'], at: number): Promise<void>
  /** May everybody know when they were last here? */
  isSeen(user: Member['user']): boolean
  /** What did they choose to be shown as? */
  shownAs(user: Member['user']): ShownAs
  /** What `operator.ts` works with. */
  readonly core: Core
}

/** Opens chat over a store. Nothing to close: the store is its only possession, and belongs to who opened it. */
export async function createChat(given: Given): Promise<Chat> {
  const core = await createCore(given)
  const { store, publish } = given

  const epoch = await store.read((tx) => facts.get(tx, 'epoch'))
  if (epoch === undefined) throw new Error('the database has no epoch; opening it makes one')

  return {
    core,
    epoch,
    execute: (caller, name, takes, answered) =>
      new Promise((resolve, reject) => {
        const ear = {
          answered: (done: Done<typeof name>) => {
            answered?.(done)
            resolve(done)
          },
          failed: reject,
        }
        new Asked(core, publish, caller, ear).start(name, takes)
      }),
    ask: (caller, name, takes, ear) => new Asked(core, publish, caller, ear).start(name, takes),
    async recognise(token, address, client, device) {
      checkNotBanned(core, address)
      if (core.bans.hasDevice(device)) throw new ChatError('banned')
      const { session, user } = await store.read((tx) => bySecret(core, tx, token))
      // Once an hour will do: a program that only asks over HTTP is not away.
      if (core.now() > session.seenAt + HOUR_MS) noteSeen(core, [session.id])
      return {
        kind: 'signed-in',
        user: user.id,
        session: session.id,
        ...{ address, client, device },
        ...(session.limits && { scope: session.limits.scope }),
      }
    },
    isBanned: core.bans.has,
    needsSetup: core.setup.isWaiting,
    renewSetup: core.setup.renew,
    gone: createGone(core, publish),
    shownAs: core.chosen.of,
    isSeen: (user) => core.discreet.whom(user) === 'everyone',
  }
}

/** Who lets only their contacts know when they were last here is told to them alone. */
function createGone(core: Core, publish: Given['publish']): Chat['gone'] {
  const leaving = createLeaving(core.store)
  return async (user, at) => {
    await leaving.gone(user, at)
    if (core.discreet.whom(user) !== 'contacts' || core.isHere(user)) return
    const users = [...((await core.store.read((tx) => contactRows.idsOfEach(tx, [user]))).get(user) ?? [])]
    if (core.isHere(user)) return
    publish([tell({ event: 'presence', with: { people: [{ user, state: 'offline', seenAt: at }] } }, { to: 'users', users })])
  }
}

/** One command under way, from its check to its answer. A class: there is one for each, and a dozen closures would cost as much as the work. */
class Asked<N extends CommandName> implements SayJob {
  readonly #core: Core
  readonly #publish: Given['publish']
  readonly #caller: Caller
  readonly #ear: Ear<N>
  #talk: Talk<N> | undefined
  #name: N | undefined

  constructor(core: Core, publish: Given['publish'], caller: Caller, ear: Ear<N>) {
    this.#core = core
    this.#publish = publish
    this.#caller = caller
    this.#ear = ear
  }

  /** Never throws: what fails is told to the ear. */
  start(name: N, takes: Takes<N>): void {
    this.#core.pulse.asked++
    this.#name = name
    try {
      const plan = planOf(this.#core, this.#caller, name, takes)
      if (plan instanceof Promise) plan.then((made) => this.#carryOut(made)).catch((fault: unknown) => this.failed(fault))
      else this.#carryOut(plan)
    } catch (fault) {
      this.failed(fault)
    }
  }

  quick(): Say | undefined {
    checkStillIn(this.#core, this.#caller)
    return this.#talk?.quick()
  }

  async slow(tx: Tx): Promise<Say> {
    if (this.#talk === undefined) throw new Error('nothing is to be said')
    return this.#talk.slow(tx)
  }

  said(words: Say, kept: Said): void {
    if (this.#talk !== undefined) this.#settle(this.#talk.said(words, kept))
  }

  failed(fault: unknown): void {
    noteRefusal(this.#core, this.#caller, this.#name, fault)
    const isLost = fault instanceof StorageError
    if (isLost) this.#core.standing.forgetAll()
    this.#ear.failed(isLost ? new ChatError('storage_full', {}, fault) : fault)
  }

  #carryOut(plan: Plan<N>): void {
    if (plan.runs === 'say') {
      this.#talk = plan
      this.#core.store.say(this)
    } else if (plan.runs === 'together') {
      plan.join(
        (outcome) => this.#settle(outcome),
        (fault) => this.failed(fault),
      )
    } else this.#work(plan).catch((fault: unknown) => this.failed(fault))
  }

  async #work(plan: Work<N>): Promise<void> {
    const { store } = this.#core
    const run = async (tx: Tx) => {
      checkStillIn(this.#core, this.#caller)
      return plan.work(tx)
    }
    const settled = (outcome: Outcome<N>) => {
      try {
        this.#settle(plan.committed?.(outcome) ?? outcome)
      } catch (fault) {
        this.failed(fault)
      }
    }
    if (plan.runs === 'read') settled(await store.read(run))
    else if (plan.runs === 'look') await store.look(run, settled)
    else await store.write(run, settled)
  }

  #settle(outcome: Outcome<N>): void {
    if (outcome.tellings.length > 0) this.#publish(outcome.tellings)
    this.#ear.answered(asGuarded(this.#core, outcome))
  }
}

async function createCore({
  store,
  settings,
  online,
  isHere,
  presenceOf = () => undefined,
  whereabouts = () => [],
  figures = noFigures,
  keeper = noKeeper,
  calls = noCalls,
  isOurHost = never,
  isOurPage = never,
  directory,
  provider,
  publish,
  now,
  elapsed = now,
  chance,
  sealing,
  unreadable = () => {},
}: Given): Promise<Core> {
  const { isClockSteady, even } = await openClock(store, now, elapsed)
  const newId = <T extends Id<string>>() => makeId<T>(now(), chance(16))
  await store.write((tx) => ensureLobby({ newId, now }, tx))
  const { bans, ...choices } = await remembered(store)
  const curbs = createCurbs(await store.read((tx) => muteRows.list(tx, now())), now)
  const entrance = createEntrance(settings, await store.read(readChosen))
  const setup = createSetup(!(await store.read((tx) => users.hasAdmin(tx))), even, chance)
  const passwords = createPasswords(store, now, sealing)
  const older = settings.older && { people: new Map(), rooms: new Map() }
  const pulse = { asked: 0, said: 0 }
  let flows: Flows | undefined
  const core: Core = {
    ...{ store, settings, now, isClockSteady, newId, chance, online, isHere, whereabouts, passwords, bans, curbs, entrance, setup, older },
    ...{
      ...{ pulse, figures, keeper, unreadable: onceEach(unreadable), standing: createStanding() },
      ...{ returns: { waiting: [] }, readings: { waiting: [], asked: 0 }, ended: new Set() },
      searches: createSearches(store, () => pulse.asked),
      ...{ ...choices, presenceOf, alarm: createAlarm(), moves: createMoves(now, chance) },
      ...{ isOurHost, isOurPage, directory, provider, watch: createWatch(store, now), flows: () => (flows ??= createFlows(core, publish)) },
      ...(await openFactors({ store, settings, now: even, chance })),
    },
    ...{ handlers: { ...handlers, ...calls.handlers }, callsIn: calls.in },
  }
  return core
}

async function remembered(store: Store): Promise<Pick<Core, 'bans' | 'discreet' | 'chosen'>> {
  const bans = createBans()
  bans.load(await store.read((tx) => banRows.list(tx)))
  const discreet = createDiscreet()
  await store.read((tx) => discreet.load(tx))
  const chosen = createChosen()
  await store.read((tx) => chosen.load(tx))
  return { bans, discreet, chosen }
}

const never = (): boolean => false

/** The table is complete by its type; the caller is checked here, so that no handler has to. */
function planOf<N extends CommandName>(core: Core, caller: Caller, name: N, takes: Takes<N>): Plan<N> | Promise<Plan<N>> {
  checkMayAsk(core, caller, name)
  // The row says who may call; TypeScript cannot carry that from the row into the handler's parameter.
  return core.handlers[name](core, caller as never, takes)
}
