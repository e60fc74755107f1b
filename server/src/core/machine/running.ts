// What an admin has chosen while the server ran, besides its settings: kept with the data, and put over the settings at each start.
import { Limits } from '@hearth/protocol/limits.ts'
import type { LimitSet } from '@hearth/protocol/machine-shapes.ts'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import * as facts from '#store/facts.ts'
import type { Tx } from '#store/open.ts'

const Kept = Type.Object({
  limits: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  gateways: Type.Record(Type.String(), Type.Boolean()),
})
export type Chosen = { readonly limits: Partial<Limits>; readonly gateways: Readonly<Record<string, boolean>> }
type LimitName = keyof Limits

const KEY = 'running'
export const nothingChosen: Chosen = { limits: {}, gateways: {} }

/** These are asked for once, when what they bound is opened. */
const FROM_START: ReadonlySet<LimitName> = new Set([
  'frameBytes',
  'framesPerSecond',
  'outboxBytes',
  'connectionsInAll',
  'waitingInAll',
  'callVideos',
  'callVoices',
])

const rows: Readonly<Record<string, TSchema & { readonly minimum?: number; readonly description?: string }>> = Limits.properties

export const isLimit = (name: string): name is LimitName => Object.hasOwn(rows, name)
export const mayBe = (name: LimitName, value: number): boolean => Check(rows[name] ?? Type.Never(), value)
export const holdsNow = (name: LimitName): boolean => !FROM_START.has(name)

/** What is no limit any more, or not allowed any more, is passed over. */
export async function read(tx: Tx): Promise<Chosen> {
  const kept = await facts.read(tx, KEY, Kept)
  if (kept == null) return nothingChosen
  const limits = Object.entries(kept.limits).filter(([name, value]) => isLimit(name) && mayBe(name, value))
  return { limits: Object.fromEntries(limits), gateways: kept.gateways }
}

export async function keep(tx: Tx, chosen: Chosen): Promise<void> {
  const isNothing = Object.keys(chosen.limits).length + Object.keys(chosen.gateways).length === 0
  if (isNothing) await facts.remove(tx, KEY)
  else await facts.set(tx, KEY, JSON.stringify(chosen satisfies Static<typeof Kept>))
}

/** @param value null: as the settings of the start say */
export const chosenLimit = ({ limits, gateways }: Chosen, name: LimitName, value: number | null): Chosen => {
  const { [name]: _before, ...others } = limits
  return { limits: value === null ? others : { ...others, [name]: value }, gateways }
}

export const chosenGateway = ({ limits, gateways }: Chosen, name: string, on: boolean | null): Chosen => {
  const { [name]: _before, ...others } = gateways
  return { limits, gateways: on === null ? others : { ...others, [name]: on } }
}

/** @param given as the settings of the start say */
export function limitView(given: Limits, { limits }: Chosen, name: LimitName): LimitSet {
  const row = rows[name]
  return {
    ...{ name, says: row?.description ?? name, value: limits[name] ?? given[name], given: given[name], least: row?.minimum ?? 0 },
    ...{ set: limits[name] !== undefined, from: holdsNow(name) ? 'now' : 'start' },
  }
}

export const limitNames = (): readonly LimitName[] => Object.keys(rows).filter(isLimit)
