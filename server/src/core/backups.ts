// When backups are to be made, what became of the last one, and who hears that it failed. The server makes them (main.ts); here is what
// is remembered of it.
import { orNull, type Trouble } from '@hearth/protocol/shapes.ts'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import * as facts from '#store/facts.ts'
import type { Store, Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'

const MINUTE_MS = 60_000

/** A backup every so often into a folder, of which so many are kept. */
export const Plan = Type.Object(
  {
    everyMs: Type.Integer({ minimum: MINUTE_MS, maximum: 366 * 24 * 60 * MINUTE_MS }),
    keep: Type.Integer({ minimum: 1, maximum: 10_000 }),
    folder: Type.String({ minLength: 1, maxLength: 4096 }),
  },
  { additionalProperties: false },
)
export type Plan = Static<typeof Plan>

/** What came of the last one. `at`: when it began. */
export const Result = Type.Union([
  Type.Object({ at: Type.Integer(), file: Type.String(), says: Type.Optional(Type.String()) }),
  Type.Object({ at: Type.Integer(), says: Type.String() }),
])
export type Result = Static<typeof Result>

export type Backups = { readonly plan: Plan | null; readonly last: Result | null; readonly epoch: string }

/** What the operator may set. */
export const PlanOrNone = Type.Object({ plan: orNull(Plan) }, { additionalProperties: false })

const PLAN = 'backup.plan'
const LAST = 'backup.last'

/** All that is remembered of it. */
export async function read(tx: Tx): Promise<Backups> {
  return {
    plan: valueOf(Plan, await facts.get(tx, PLAN)),
    last: valueOf(Result, await facts.get(tx, LAST)),
    epoch: (await facts.get(tx, 'epoch')) ?? '',
  }
}

type Publish = (tellings: readonly Telling[]) => void

/** A new plan begins anew: what the one before met is no trouble any more. */
export async function setPlan(store: Store, publish: Publish, plan: Plan | null): Promise<void> {
  await store.write(async (tx) => {
    if (plan === null) await facts.remove(tx, PLAN)
    else await facts.set(tx, PLAN, JSON.stringify(plan))
    await facts.remove(tx, LAST)
    return [await tellAdmins(tx, null)]
  }, publish)
}

/** Keeps what came of a backup, and tells the admins when it failed, or that all is well again. */
export async function note(store: Store, publish: Publish, result: Result): Promise<void> {
  await store.write(async (tx) => {
    const before = troubleIn(valueOf(Result, await facts.get(tx, LAST)))
    await facts.set(tx, LAST, JSON.stringify(result))
    const now = troubleIn(result)
    return now === null && before === null ? [] : [await tellAdmins(tx, now)]
  }, publish)
}

/** What an admin who comes in should know. */
export const troubleOf = async (tx: Tx): Promise<Trouble | null> => troubleIn(valueOf(Result, await facts.get(tx, LAST)))

const troubleIn = (last: Result | null): Trouble | null =>
  last?.says === undefined ? null : { code: 'backup_failed', says: last.says, at: last.at }

const tellAdmins = async (tx: Tx, trouble: Trouble | null): Promise<Telling> =>
  tell({ event: 'server.trouble', with: { trouble } }, { to: 'users', users: await users.adminIds(tx) })

/** What a newer or older Hearth kept in another form is as good as nothing. */
function valueOf<T extends TSchema>(schema: T, text: string | undefined): Static<T> | null {
  const value: unknown = text === undefined ? undefined : JSON.parse(text)
  return matches(schema, value) ? value : null
}

const matches = <T extends TSchema>(schema: T, value: unknown): value is Static<T> => Check(schema, value)
