// When backups are to be made, what became of the last one, and who hears that it failed. The server makes them (main.ts); here is what
// is remembered of it.
import { orNull } from '@hearth/protocol/shapes.ts'
import { type Static, Type } from 'typebox'
import * as facts from '#store/facts.ts'
import type { Store, Tx } from '#store/open.ts'
import type { Telling } from './outcome.ts'
import { LAST, Result, telling } from './trouble.ts'

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

export type Backups = { readonly plan: Plan | null; readonly last: Result | null; readonly epoch: string }

/** What the operator may set. */
export const PlanOrNone = Type.Object({ plan: orNull(Plan) }, { additionalProperties: false })

const PLAN = 'backup.plan'

/** All that is remembered of it. */
export async function read(tx: Tx): Promise<Backups> {
  return {
    plan: (await facts.read(tx, PLAN, Plan)) ?? null,
    last: (await facts.read(tx, LAST, Result)) ?? null,
    epoch: (await facts.get(tx, 'epoch')) ?? '',
  }
}

type Publish = (tellings: readonly Telling[]) => void

/** A new plan begins anew: what the one before met is no trouble any more. */
export async function setPlan(store: Store, publish: Publish, plan: Plan | null): Promise<void> {
  await store.write((tx) => replacePlan(tx, plan), publish)
}

/** The same inside of a write; gives what is to be told. */
export const replacePlan = (tx: Tx, plan: Plan | null): Promise<readonly Telling[]> =>
  telling(tx, async () => {
    if (plan === null) await facts.remove(tx, PLAN)
    else await facts.set(tx, PLAN, JSON.stringify(plan))
    await facts.remove(tx, LAST)
  })

/** Keeps what came of a backup, and tells the admins when it failed, or that all is well again. */
export async function note(store: Store, publish: Publish, result: Result): Promise<void> {
  await store.write((tx) => telling(tx, () => facts.set(tx, LAST, JSON.stringify(result))), publish)
}
