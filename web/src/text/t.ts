// Every sentence that the page shows passes here. The English sentence is the key, so that English needs no catalogue and the code reads as
// the page does. What stands in braces is filled in; the sentence stays whole, because other languages put its pieces in another order.
// A key may end with a hint in square brackets, `t('Open [state]')`: it is not shown, and tells apart what only English says with one word.
import { createElement, Fragment, type ReactNode } from 'react'
import { current } from './language.ts'

/** The names in braces. */
type Names<K extends string> = K extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never
type Given<N extends string, V> = [N] extends [never] ? [] : [values: Readonly<Record<N, V>>]
type Values = Readonly<Record<string, ReactNode>>

/** `t('{name} pinned a message', { name })`. Numbers are written as the language writes them. */
function say<const K extends string>(key: K, ...values: Given<Names<K>, string | number>): string
function say(key: string, values: Values = {}): string {
  return fill(found(key), values)
}

/**
 * `t.many(count, '{count} vote', '{count} votes')`: the form that the language uses for this count, which is `{count}`.
 * In catalogues the sentence stands under its last English form.
 */
function many<const One extends string, const Many extends string>(
  count: number,
  one: One,
  more: Many,
  ...values: Given<Exclude<Names<One> | Names<Many>, 'count'>, string | number>
): string
function many(count: number, one: string, more: string, values: Values = {}): string {
  const { catalogue, disguise, formFor } = current()
  const form = formFor(count)
  const entry = catalogue?.[more]
  const words = typeof entry === 'object' ? (entry[form] ?? entry.other) : (entry ?? disguise(shown(form === 'one' ? one : more)))
  return fill(words, { ...values, count })
}

/** `t.parts('Joined by {person}', { person: <b>Bo</b> })`: where a piece of the sentence is more than words. */
function parts<const K extends string>(key: K, ...values: Given<Names<K>, ReactNode>): ReactNode
function parts(key: string, values: Values = {}): ReactNode {
  return found(key)
    .split(/\{(\w+)\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : createElement(Fragment, { key: `${index} ${piece}` }, values[piece])))
}

export const t = Object.assign(say, { many, parts })

/** Without its hint, as English shows it. */
export const shown = (key: string): string => key.replace(/ \[[^\]]+\]$/, '')

function found(key: string): string {
  const { catalogue, disguise } = current()
  const entry = catalogue?.[key]
  return typeof entry === 'string' ? entry : disguise(shown(key))
}

const fill = (words: string, values: Values): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return typeof value === 'number' ? current().number(value) : typeof value === 'string' ? value : whole
  })
