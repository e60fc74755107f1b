// Pages of a list as they are held: the first is asked for anew whenever something changes, later ones as somebody asks for them.

export type Held<T> = { readonly list: readonly T[]; readonly more: boolean }
type IdOf<T> = (one: T) => string

/** The first page anew. What was loaded behind it stays, unless so much is new that something between the two may be missing. */
export function renewed<T>(before: Held<T> | undefined, first: Held<T>, idOf: IdOf<T>): Held<T> {
  const news = new Set(first.list.map(idOf))
  const rest = (before?.list ?? []).filter((one) => !news.has(idOf(one)))
  if (!before || !first.more || rest.length === before.list.length) return first
  return { list: [...first.list, ...rest], more: before.more || rest.length === 0 }
}

/** The page behind what is held; what moved meanwhile stands once. */
export function continued<T>(before: Held<T> | undefined, { list, more }: Held<T>, idOf: IdOf<T>): Held<T> {
  const known = new Set((before?.list ?? []).map(idOf))
  return { list: [...(before?.list ?? []), ...list.filter((one) => !known.has(idOf(one)))], more }
}
