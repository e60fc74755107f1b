// A list of ids to join with.
//
// A join, because SQLite makes a table of 87 KB for each `in`, and the holes that they leave are never filled again. A list is
// filled up to a power of two with what is nobody's id, so that few statements are prepared.
import { type RawBuilder, sql } from 'kysely'

export const ASKED_AT_ONCE = 1024
const NOBODY = ''

/** `select … from wanted(ids).as('wanted')` with the ids in `wanted.column1`. At most `ASKED_AT_ONCE`. */
export const wanted = (ids: readonly string[]): RawBuilder<{ column1: string }> =>
  sql`(values ${sql.join(filled(ids, NOBODY).map((id) => sql`(${id})`))})`

/** Does it for so many at a time, each once. */
export async function inParts<T extends string, R>(ids: readonly T[], ask: (some: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const different = [...new Set(ids)]
  const found: R[] = []
  for (let at = 0; at < different.length; at += ASKED_AT_ONCE) found.push(...(await ask(different.slice(at, at + ASKED_AT_ONCE))))
  return found
}

/** Up to the next power of two. */
export const filled = <T>(list: readonly T[], rest: T): T[] =>
  Array.from({ length: 2 ** Math.ceil(Math.log2(list.length)) }, (_, at) => list[at] ?? rest)

export const mapOf = <K, V, W>(groups: ReadonlyMap<K, readonly V[]>, change: (one: V) => W): ReadonlyMap<K, readonly W[]> =>
  new Map(Array.from(groups, ([key, list]) => [key, list.map(change)]))
