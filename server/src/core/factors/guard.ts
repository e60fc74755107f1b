// Who has a second step, and who must: known by heart, for it is asked with every command.
import type { CommandName } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { type ProofWay, Safety } from '@hearth/protocol/factor-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { type Static, Type } from 'typebox'
import * as codes from '#store/codes.ts'
import * as facts from '#store/facts.ts'
import type { Tx } from '#store/open.ts'
import * as passkeys from '#store/passkeys.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from '../context.ts'
import type { Caller, Outcome } from '../outcome.ts'
import { roleOf } from '../permissions.ts'
import type { Finish } from './tickets.ts'

/** What an admin has chosen; what is absent is as the settings of the start say. */
const ChosenSafety = Type.Partial(Safety)
export type ChosenSafety = Readonly<Static<typeof ChosenSafety>>
/** What was chosen cannot be read any more: until it is chosen anew, all is asked that an admin can still give. */
const UNREADABLE: ChosenSafety = { roles: ['owner', 'admin', 'moderator'], apps: true }

export type Guard = {
  /** How somebody can take the second step; empty: they need none. */
  waysOf(user: UserId): readonly ProofWay[]
  has(user: UserId, way: ProofWay): void
  lost(row: UserRow, way: ProofWay): void
  /** As it is, or would be under what an admin chooses now. */
  safety(under?: ChosenSafety): Safety
  chosen(): ChosenSafety
  /** @param people everybody there is */
  follow(chosen: ChosenSafety, people: readonly UserRow[]): void
  /** Somebody as they are now. Must they have a second step, and have none? */
  met(row: UserRow): boolean
  lacks(user: UserId): boolean
  /** The same as it would be under what an admin chooses now, or without one of their ways. */
  wouldLack(row: UserRow, unlike: { readonly chosen?: ChosenSafety; readonly without?: ProofWay }): boolean
}

const KEY = 'safety'

/** What somebody may do who must set up a second step first: that, and going. */
const FIRST: ReadonlySet<string> = new Set([
  'server.ping',
  'session.resume',
  'session.close',
  'factor.show',
  'factor.begin',
  'factor.confirm',
  'passkey.list',
  'passkey.begin',
  'passkey.add',
  // Whoever has no password shows by it who they are, before they set it up.
  'outside.again',
])

export function createGuard(standard: Safety, before: ChosenSafety): Guard {
  const ways = new Map<UserId, ReadonlySet<ProofWay>>()
  const lacking = new Set<UserId>()
  let chosen = before
  const safety = ({ roles, apps } = chosen): Safety => ({ roles: [...(roles ?? standard.roles)], apps: apps ?? standard.apps })
  const wouldLack: Guard['wouldLack'] = (row, unlike) =>
    row.deletedAt === null && mustHave(safety(unlike.chosen), row) && [...(ways.get(row.id) ?? [])].every((way) => way === unlike.without)
  function met(row: UserRow): boolean {
    const isLacking = wouldLack(row, {})
    if (isLacking) lacking.add(row.id)
    else lacking.delete(row.id)
    return isLacking
  }
  return {
    waysOf: (user) => [...(ways.get(user) ?? [])].toSorted(),
    has(user, way) {
      ways.set(user, new Set([...(ways.get(user) ?? []), way]))
      lacking.delete(user)
    },
    lost(row, way) {
      const others = [...(ways.get(row.id) ?? [])].filter((one) => one !== way)
      if (others.length === 0) ways.delete(row.id)
      else ways.set(row.id, new Set(others))
      met(row)
    },
    safety,
    chosen: () => chosen,
    follow(next, people) {
      chosen = next
      lacking.clear()
      for (const row of people) met(row)
    },
    met,
    lacks: (user) => lacking.has(user),
    wouldLack,
  }
}

const mustHave = ({ roles }: Safety, row: UserRow): boolean => {
  const role = roleOf(row)
  return role !== 'guest' && roles.includes(role)
}

export async function readSafety(tx: Tx): Promise<ChosenSafety> {
  const chosen = await facts.read(tx, KEY, ChosenSafety)
  return chosen === null ? UNREADABLE : (chosen ?? {})
}

export const keepSafety = (tx: Tx, chosen: ChosenSafety): Promise<void> =>
  Object.keys(chosen).length === 0 ? facts.remove(tx, KEY) : facts.set(tx, KEY, JSON.stringify(chosen))

/** What the store knows of everybody. */
export async function loadGuard(tx: Tx, guard: Guard): Promise<void> {
  for (const user of await codes.everybody(tx)) guard.has(user, 'code')
  for (const user of await passkeys.everybody(tx)) guard.has(user, 'passkey')
  if (guard.safety().roles.length > 0) guard.follow(guard.chosen(), await users.all(tx))
}

/** Throws factor_required. */
export function checkGuarded(core: Pick<Core, 'guard'>, caller: Caller, name: string): void {
  if (caller.kind === 'signed-in' && core.guard.lacks(caller.user) && !FIRST.has(name)) throw new ChatError('factor_required')
}

/** At a door where no second step can be set up. Throws factor_required. */
export function checkSetUp({ guard }: Pick<Core, 'guard'>, row: UserRow): void {
  if (guard.met(row)) throw new ChatError('factor_required')
}

/** Where the first step is enough, nothing; else `finish` waits for the second. Throws second_factor_needed. */
export function checkFirstStepEnough(core: Core, user: UserId, finish: Finish): void {
  const ways = core.guard.waysOf(user)
  if (ways.length > 0) throw new ChatError('second_factor_needed', { ticket: core.tickets.make(user, finish), ways })
}

/** Who must set up a second step first is in, and hears nothing: asked in the breath in which a listener is attached. */
export function asGuarded<N extends CommandName>({ guard }: Pick<Core, 'guard'>, outcome: Outcome<N>): Outcome<N> {
  const { signIn } = outcome
  if (signIn === undefined || !guard.lacks(signIn.user)) return outcome
  return { ...outcome, signIn: { ...signIn, rooms: [], missed: [], deaf: true } }
}
