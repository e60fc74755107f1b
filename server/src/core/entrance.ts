// Who comes in without an admin: as the settings of the start say, or as an admin has chosen since. Held in memory, for everybody is told.
import { type Doors, Registration } from '@hearth/protocol/admin-shapes.ts'
import { type Static, Type } from 'typebox'
import * as facts from '#store/facts.ts'
import type { Tx } from '#store/open.ts'

const Chosen = Type.Object({ registration: Type.Optional(Registration), guests: Type.Optional(Type.Boolean()) })
type Chosen = Readonly<Static<typeof Chosen>>
type Given = { readonly registration: Registration; readonly guests: boolean }

const KEY = 'doors'
/** What was chosen cannot be read any more: until it is chosen anew, nobody comes in by themselves. */
const UNREADABLE: Chosen = { registration: 'closed', guests: false }

export type Entrance = {
  /** As of this moment. */
  now(): Doors
  /** What is kept, as it will be once it is on disk. */
  keep(tx: Tx, wanted: { readonly registration?: Registration | null; readonly guests?: boolean | null }): Promise<Chosen>
  follow(chosen: Chosen): void
}

export function createEntrance(given: Given, kept: Chosen): Entrance {
  let chosen = kept
  return {
    now: () => ({
      registration: chosen.registration ?? given.registration,
      guests: chosen.guests ?? given.guests,
      set: Object.keys(chosen).length > 0,
    }),
    async keep(tx, { registration, guests }) {
      const next: Chosen = {
        ...merged('registration', chosen.registration, registration),
        ...merged('guests', chosen.guests, guests),
      }
      if (Object.keys(next).length === 0) await facts.remove(tx, KEY)
      else await facts.set(tx, KEY, JSON.stringify(next))
      return next
    },
    follow(next) {
      chosen = next
    },
  }
}

export async function readChosen(tx: Tx): Promise<Chosen> {
  const chosen = await facts.read(tx, KEY, Chosen)
  return chosen === null ? UNREADABLE : (chosen ?? {})
}

/** Undefined: as it was; null: as the settings say. */
const merged = <K extends string, V>(key: K, before: V | undefined, wanted: V | null | undefined): { readonly [P in K]?: V } => {
  const value = wanted === undefined ? before : (wanted ?? undefined)
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
}
