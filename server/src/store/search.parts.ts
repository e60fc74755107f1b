// What the index says: where in some parts of it all grams of what is looked for may stand.
//
//   64 parts, their leaf with the rarest gram ──► those where it is ──► the leaf with the next rarest ──► … ──► a few places
//
// Many leaves are asked for at once, because a question costs ten times what a leaf does; and all grams thin out what is left before the
// first word is looked at, because words cost more than that.
import { CompiledQuery, sql } from 'kysely'
import type { Tx } from './schema.ts'
import type { Part } from './search.index.ts'
import { inBoth, leafOf, MOST_LEAVES, placesIn } from './search.postings.ts'
import { filled } from './wanted.ts'

/** What one search has learnt on its way. */
export type Lore = {
  /** How often a gram was looked up, and at how many places it was: the rarest is asked for first, before it one that is not known yet. */
  readonly met: Map<number, { parts: number; places: number }>
  /** The question for so many leaves: putting it together costs as much as the answer. */
  readonly asking: Map<number, string>
}
export const nothingLearnt = (): Lore => ({ met: new Map(), asking: new Map() })

const LEAVES_AT_ONCE = 64
const NO_LEAF = -1

/** A stretch of a room's log: what lies above `from`, up to `to`. */
export type Stretch = { readonly number: number; readonly from: number; readonly to: number }

/** By the room's number the parts that begin in its stretch, newest first. One query. */
export async function partsWithin(tx: Tx, stretches: readonly Stretch[]): Promise<ReadonlyMap<number, Part[]>> {
  const list = filled(stretches, NOWHERE).map(({ number, from, to }) => sql`(cast(${number} as bigint), cast(${from} as bigint), ${to})`)
  const { rows } = await sql<Part>`select search_parts.* from (values ${sql.join(list)}) as wanted
    join search_parts on room = wanted.column1 and place > wanted.column2 and place <= cast(wanted.column3 as bigint)
    order by room, place desc`.execute(tx)
  return Map.groupBy(rows, ({ room }) => room)
}
const NOWHERE: Stretch = { number: -1, from: 0, to: 0 }

/** For each part the places, rising and counted from its beginning, where all grams are. At least one gram. */
export async function placesOfAll(tx: Tx, parts: readonly Part[], grams: readonly number[], lore: Lore): Promise<readonly number[][]> {
  const found: (number[] | undefined)[] = parts.map(() => undefined)
  const left = [...grams]
  for (;;) {
    const open = [...parts.keys()].filter((at) => found[at]?.length !== 0)
    if (open.length === 0 || left.length === 0) break
    left.sort((a, b) => frequency(lore, a) - frequency(lore, b))
    const now = left.splice(0, Math.max(1, Math.floor(LEAVES_AT_ONCE / open.length)))
    const leaves = await leavesAt(
      tx,
      open.flatMap((at) => now.map((gram) => leafId(parts[at], gram))),
      lore,
    )
    for (const at of open) found[at] = thinned(found[at], now, (gram) => leaves.get(leafId(parts[at], gram)) ?? '', lore)
  }
  return found.map((places) => places ?? [])
}

function thinned(known: number[] | undefined, grams: readonly number[], leafOfGram: (gram: number) => string, lore: Lore) {
  let places = known
  for (const gram of grams) {
    if (places?.length === 0) break
    const here = placesIn(leafOfGram(gram), gram)
    note(lore, gram, here.length)
    places = places === undefined ? here : inBoth(places, here)
  }
  return places
}

function note({ met }: Lore, gram: number, places: number): void {
  const known = met.get(gram)
  if (known === undefined) met.set(gram, { parts: 1, places })
  else {
    known.parts++
    known.places += places
  }
}

function frequency({ met }: Lore, gram: number): number {
  const known = met.get(gram)
  return known === undefined ? -1 : known.places / known.parts
}

const leafId = (part: Part | undefined, gram: number): number =>
  part === undefined ? NO_LEAF : part.id * MOST_LEAVES + leafOf(gram, part.leaves)

async function leavesAt(tx: Tx, ids: readonly number[], { asking }: Lore): Promise<ReadonlyMap<number, string>> {
  const list = filled([...new Set(ids)], NO_LEAF)
  const text = asking.get(list.length) ?? questionFor(tx, list.length)
  asking.set(list.length, text)
  const { rows } = await tx.executeQuery<{ id: number; grams: string }>(CompiledQuery.raw(text, list))
  return new Map(rows.map(({ id, grams }) => [id, grams]))
}

/** A join, as in wanted.ts. */
const questionFor = (tx: Tx, many: number): string =>
  sql`select id, grams from (values ${sql.join(Array.from({ length: many }, () => sql`(cast(${NO_LEAF} as bigint))`))}) as wanted
    join search_leaves on search_leaves.id = wanted.column1`.compile(tx).sql
