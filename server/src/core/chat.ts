// execute(): the one way in. Check, do, commit, tell.
import { type CommandName, commands, type Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Id } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import * as banRows from '#store/bans.ts'
import * as facts from '#store/facts.ts'
import { StorageError, type Store, type Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { createBans } from './bans.ts'
import type { Core, Plan, Settings, Talk, Work } from './context.ts'
import { handlers } from './handlers.ts'
import type { Caller, Done, Member, Outcome, Telling } from './outcome.ts'
import { createPasswords } from './passwords.ts'
import { ensureLobby } from './rooms.ts'
import { createSearches } from './search.ts'
import { createSetup } from './setup.ts'
import { bySecret, checkNotBanned, checkNotEnded, noteSeen } from './signin.ts'
import { createStanding } from './standing.ts'

const HOUR_MS = 60 * 60 * 1000

export type Given = {
  readonly store: Store
  readonly settings: Settings
  /** What is to be told, in order, after the commit. */
  readonly publish: (tellings: readonly Telling[]) => void
  /** Who is here now, from the hub. */
  readonly online: () => readonly Presence[]
  readonly now: () => number
  readonly chance: (bytes: number) => Uint8Array
}

export type Ear<N extends CommandName> = { readonly answered: (done: Done<N>) => void; readonly failed: (fault: unknown) => void }

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
  recognise(token: string, address: string, client: string): Promise<Member>
  /** Is this address shut out? Asked at the door, before anything is read. Answered from memory. */
  isBanned(address: string): boolean
  /** Is the server waiting for its first admin? */
  needsSetup(): boolean
  /** A new one-time token for the first admin; the one before is void. */
  renewSetup(): string
  /** The last connection of somebody has gone: remembered as last seen. */
  gone(user: Member['user'], at: number): Promise<void>
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
        ask(core, publish, caller, name, takes, {
          answered: (done) => {
            answered?.(done)
            resolve(done)
          },
          failed: reject,
        })
      }),
    ask: (caller, name, takes, ear) => ask(core, publish, caller, name, takes, ear),
    async recognise(token, address, client) {
      checkNotBanned(core, address)
      const { session, user } = await store.read((tx) => bySecret(core, tx, token))
      // Once an hour will do: a program that only asks over HTTP is not away.
      if (core.now() > session.seenAt + HOUR_MS) noteSeen(core, session.id)
      return { kind: 'signed-in', user: user.id, session: session.id, address, client }
    },
    isBanned: core.bans.has,
    needsSetup: core.setup.isWaiting,
    renewSetup: core.setup.renew,
    gone: (user, at) => store.write((tx) => users.change(tx, user, { seenAt: at })),
  }
}

/** Never throws: what fails is told to the ear. */
function ask<N extends CommandName>(
  core: Core,
  publish: Given['publish'],
  caller: Caller,
  name: N,
  takes: Takes<N>,
  { answered, failed }: Ear<N>,
): void {
  const settle = (outcome: Outcome<N>) => {
    if (outcome.tellings.length > 0) publish(outcome.tellings)
    answered(outcome)
  }
  const fail = (fault: unknown) => {
    if (fault instanceof StorageError) core.standing.forgetAll()
    failed(fault instanceof StorageError ? new ChatError('storage_full', {}, fault) : fault)
  }
  const carryOut = (plan: Plan<N>) =>
    plan.runs === 'say' ? say(core, caller, plan, settle, fail) : void work(core, caller, plan, settle, fail).catch(fail)
  try {
    const plan = planOf(core, caller, name, takes)
    if (plan instanceof Promise) plan.then(carryOut).catch(fail)
    else carryOut(plan)
  } catch (fault) {
    fail(fault)
  }
}

type Settle<N extends CommandName> = (outcome: Outcome<N>) => void

function say<N extends CommandName>(
  core: Core,
  caller: Caller,
  { quick, slow, said }: Talk<N>,
  settle: Settle<N>,
  failed: (fault: unknown) => void,
): void {
  core.store.say({
    quick: () => {
      checkStillIn(core, caller)
      return quick()
    },
    slow,
    said: (words, kept) => settle(said(words, kept)),
    failed,
  })
}

async function work<N extends CommandName>(
  core: Core,
  caller: Caller,
  plan: Work<N>,
  settle: Settle<N>,
  failed: (fault: unknown) => void,
): Promise<void> {
  const settled = (outcome: Outcome<N>) => {
    try {
      settle(plan.committed?.(outcome) ?? outcome)
    } catch (fault) {
      failed(fault)
    }
  }
  const run = async (tx: Tx) => {
    checkStillIn(core, caller)
    return plan.work(tx)
  }
  if (plan.runs === 'read') settled(await core.store.read(run))
  else await core.store.write(run, settled)
}

function checkStillIn(core: Pick<Core, 'ended'>, caller: Caller): void {
  if (caller.kind === 'signed-in') checkNotEnded(core, caller)
}

async function createCore({ store, settings, online, now, chance }: Given): Promise<Core> {
  const newId = <T extends Id<string>>() => makeId<T>(now(), chance(16))
  await store.write((tx) => ensureLobby({ newId, now }, tx))
  const bans = createBans()
  bans.load(await store.read((tx) => banRows.list(tx)))
  const setup = createSetup(!(await store.read((tx) => users.hasAdmin(tx))), now, chance)
  const passwords = createPasswords(store, now)
  return {
    ...{ store, settings, now, newId, chance, online, passwords, bans, setup },
    ...{ searches: createSearches(store), standing: createStanding(), ended: new Set() },
  }
}

/** The table is complete by its type; the caller is checked here, so that no handler has to. */
function planOf<N extends CommandName>(core: Core, caller: Caller, name: N, takes: Takes<N>): Plan<N> | Promise<Plan<N>> {
  if (commands[name].by === 'signed-in' && caller.kind !== 'signed-in') throw new ChatError('not_signed_in')
  // The row says who may call; TypeScript cannot carry that from the row into the handler's parameter.
  return handlers[name](core, caller as never, takes)
}
