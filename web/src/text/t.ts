// Every sentence that the page shows passes here. The English sentence is the key. What stands in braces is filled in; the sentence stays
// whole, because other languages put its pieces in another order.

type Names<K extends string> = K extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never
type Given<N extends string> = [N] extends [never] ? [] : [values: Readonly<Record<N, string | number>>]
type Values = Readonly<Record<string, string | number>>

/** `t('{name} pinned a message', { name })`. */
function say<const K extends string>(key: K, ...values: Given<Names<K>>): string
function say(key: string, values: Values = {}): string {
  return fill(key, values)
}

/** `t.many(count, '{count} vote', '{count} votes')` */
function many<const One extends string, const Many extends string>(
  count: number,
  one: One,
  more: Many,
  ...values: Given<Exclude<Names<One> | Names<Many>, 'count'>>
): string
function many(count: number, one: string, more: string, values: Values = {}): string {
  return fill(count === 1 ? one : more, { ...values, count })
}

export const t = Object.assign(say, { many })

const fill = (words: string, values: Values): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return typeof value === 'number' ? value.toLocaleString() : (value ?? whole)
  })
