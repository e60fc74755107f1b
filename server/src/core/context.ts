// What every handler is handed. No hidden world: time, chance, settings and who is online come from outside.
import type { Figures, Registration } from '@hearth/protocol/admin-shapes.ts'
import type { CommandName, commands, Takes } from '@hearth/protocol/commands.ts'
import type { Safety } from '@hearth/protocol/factor-shapes.ts'
import type { Id, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Whereabouts } from '@hearth/protocol/moderation-shapes.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import type { Store, Tx } from '#store/open.ts'
import type { Said, Say } from '#store/say.ts'
import type { Bans } from './bans.ts'
import type { Chosen } from './bearing.ts'
import type { CallDesk } from './calls.ts'
import type { Entrance } from './entrance.ts'
import type { Challenges } from './factors/challenges.ts'
import type { Directory } from './factors/directory.ts'
import type { Fresh } from './factors/fresh.ts'
import type { Guard } from './factors/guard.ts'
import type { Flows, Provider } from './factors/provider.ts'
import type { Tickets } from './factors/tickets.ts'
import type { Turn } from './gathering.ts'
import type { Alarm } from './later.ts'
import type { Keeper } from './machine/keeper.ts'
import type { Curbs } from './moderation/curbs.ts'
import type { Watch } from './moderation/watch.ts'
import type { Moves } from './moving.ts'
import type { Older, OlderSettings } from './older.ts'
import type { Caller, Member, Outcome } from './outcome.ts'
import type { Discreet } from './own.ts'
import type { Passwords } from './passwords.ts'
import type { Readings } from './reading.ts'
import type { Returning } from './resume.ts'
import type { Searches } from './search.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'

export type Settings = {
  /** One object for everybody who is bound; an admin changes it while the server runs. */
  readonly limits: Limits
  /** As the settings of the start say, where an admin has chosen others since. */
  readonly given?: Limits
  readonly registration: Registration
  readonly guests: boolean
  /** What this server is called. */
  readonly name?: string
  /** Absent: nothing is asked of anybody. */
  readonly safety?: Safety
  /** Absent: no older programs are let in. */
  readonly older?: OlderSettings | undefined
}

export type Unreadable = { readonly room: RoomId; readonly seq?: number; readonly cause?: unknown }

export type Core = {
  readonly store: Store
  readonly settings: Settings
  /** Epoch milliseconds, for showing; never for ordering. */
  readonly now: () => number
  /** May it be believed that a time is over? Not for a day after the clock jumped. */
  readonly isClockSteady: () => boolean
  readonly newId: <T extends Id<string>>() => T
  /** Cryptographic randomness. */
  readonly chance: (bytes: number) => Uint8Array
  /** Who is here now, from the hub's memory: all of them, or the first so many to come. */
  readonly online: (most?: number) => readonly Presence[]
  readonly isHere: (user: UserId) => boolean
  /** As others see them; undefined: not here. */
  readonly presenceOf: (user: UserId) => Presence | undefined
  /** From where somebody is connected now, and how many people are from each of these addresses. */
  readonly whereabouts: (user: UserId) => readonly Whereabouts[]
  readonly passwords: Passwords
  readonly searches: Searches
  /** How often anybody has asked for anything, and said something. */
  readonly pulse: { asked: number; said: number }
  /** Told of what is kept of a room and cannot be read: a place in its log, or how it came to be known. */
  readonly unreadable: (about: Unreadable) => void
  /** How the server is doing. */
  readonly figures: () => Promise<Figures>
  /** What is done to the machine. Throws where no server runs. */
  readonly keeper: () => Keeper
  readonly bans: Bans
  readonly curbs: Curbs
  /** Who comes in without an admin. */
  readonly entrance: Entrance
  readonly setup: Setup
  readonly standing: Standing
  readonly discreet: Discreet
  readonly chosen: Chosen
  readonly alarm: Alarm
  readonly moves: Moves
  /** Who has a second step at signing in, and who must. */
  readonly guard: Guard
  readonly tickets: Tickets
  readonly challenges: Challenges
  readonly fresh: Fresh
  /** Absent: nobody else knows passwords. */
  readonly directory: Directory | undefined
  /** Absent: nobody comes in by way of another server. */
  readonly provider: Provider | undefined
  readonly flows: () => Flows
  /** Who has come back from there and is not in yet. Apart from `tickets`: those have their first step behind them. */
  readonly entering: Tickets
  /** Is this one of the server’s own names? */
  readonly isOurHost: (host: string) => boolean
  /** Is a page of this origin one that it serves? */
  readonly isOurPage: (origin: string) => boolean
  readonly watch: Watch
  /** Absent: no older programs are let in. */
  readonly older: Older | undefined
  readonly returns: Turn<Returning>
  readonly readings: Readings
  /** Every command and who carries it out. */
  readonly handlers: { readonly [N in CommandName]: Handler<N> }
  readonly callsIn: CallDesk['in']
  /** Sign-ins that ended while this process ran: a request that was already waiting must not slip past the end. */
  readonly ended: Set<SessionId>
}

type CallerOf<N extends CommandName> = (typeof commands)[N]['by'] extends 'signed-in' ? Member : Caller

/** Where a command's work is done: in the one ordered queue of writes (a look writes nothing, and is cheaper), or beside it on committed data. */
export type Plan<N extends CommandName> = Work<N> | Talk<N> | Joint<N>

/** Done together with others who ask for the same; it finds its turn by itself. One of the two is called, once, in that turn. */
export type Joint<N extends CommandName> = {
  readonly runs: 'together'
  readonly join: (settle: (outcome: Outcome<N>) => void, fail: (fault: unknown) => void) => void
}

/** Something to be said in its turn among the writes; where memory knows enough, without a look at the store. */
export type Talk<N extends CommandName> = {
  readonly runs: 'say'
  quick(): Say | undefined
  slow(tx: Tx): Promise<Say>
  said(say: Say, said: Said): Outcome<N>
}

export type Work<N extends CommandName> = {
  readonly runs: 'write' | 'look' | 'read'
  readonly work: (tx: Tx) => Promise<Outcome<N>>
  /** What memory must do or say once the work is on disk, in the same breath as the answer. */
  readonly committed?: ((outcome: Outcome<N>) => Outcome<N>) | undefined
}

/**
 * A handler may think first (hash a password: no store, or its own `store.read`), then returns its plan.
 * One that returns its plan at once keeps the order of arrival.
 */
export type Handler<N extends CommandName> = (core: Core, caller: CallerOf<N>, takes: Takes<N>) => Plan<N> | Promise<Plan<N>>

export const inWrite = <N extends CommandName>(work: Work<N>['work'], committed?: Work<N>['committed']): Plan<N> => ({
  runs: 'write',
  work,
  committed,
})
/** For what writes nothing, and must not contradict what its caller was told before. */
export const inTurn = <N extends CommandName>(work: Work<N>['work'], committed?: Work<N>['committed']): Plan<N> => ({
  runs: 'look',
  work,
  committed,
})
export const inRead = <N extends CommandName>(work: Work<N>['work'], committed?: Work<N>['committed']): Plan<N> => ({
  runs: 'read',
  work,
  committed,
})

/** An outcome nobody else hears of. */
export const quietly = <R>(reply: R): { readonly reply: R; readonly tellings: readonly never[] } => ({ reply, tellings: [] })
