// `from: in: has: before: after:` as people type them. Pure: what a word means is looked up by whoever has people and rooms.
import type { Has } from '@hearth/protocol/mark-shapes.ts'

export type Operator = 'from' | 'in' | 'has' | 'before' | 'after'
/** One that was typed to its end, as it stands there. */
export type Typed = { readonly operator: Operator; readonly value: string }

const TYPED = /(?:^|\s)(from|in|has|before|after):(?:"([^"]+)"|([^\s"]+))(?=\s|$)/i

/**
 * The first operator that is typed to its end, and the words without it.
 * @param isDone true where nothing more is typed: the end of the words ends it, too
 */
export function takeOperator(text: string, isDone: boolean): { readonly typed: Typed; readonly rest: string } | undefined {
  const found = TYPED.exec(text)
  const [whole, operator, quoted, plain] = found ?? []
  const value = quoted ?? plain
  if (!found || whole === undefined || operator === undefined || value === undefined) return undefined
  const end = found.index + whole.length
  if (!isDone && quoted === undefined && end === text.length) return undefined
  const rest = `${text.slice(0, found.index)} ${text.slice(end).trimStart()}`.trimStart()
  return { typed: { operator: operator.toLowerCase() as Operator, value }, rest }
}

const things: Readonly<Record<string, Has>> = {
  file: 'file',
  files: 'file',
  image: 'image',
  images: 'image',
  picture: 'image',
  link: 'link',
  links: 'link',
  poll: 'poll',
  pin: 'pin',
}
export const thingOf = (value: string): Has | undefined =>
  Object.hasOwn(things, value.toLowerCase()) ? things[value.toLowerCase()] : undefined

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/** The beginning of a day, on the wall of who asks: 2026-11-21, today, yesterday. */
export function dayOf(value: string, now: number): number | undefined {
  const today = new Date(now)
  const begin = (year: number, month: number, day: number): number => new Date(year, month, day).getTime()
  if (/^today$/i.test(value)) return begin(today.getFullYear(), today.getMonth(), today.getDate())
  if (/^yesterday$/i.test(value)) return begin(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  const [, year, month, day] = DAY.exec(value) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const made = new Date(Number(year), Number(month) - 1, Number(day))
  return made.getMonth() === Number(month) - 1 ? made.getTime() : undefined
}

/** What is typed of a name fits it: as its beginning, or as that of one of its words. */
export const fitsName = (name: string, value: string): boolean => {
  const [held, wanted] = [name.toLowerCase(), value.toLowerCase().replace(/^[@#]/, '')]
  return held.startsWith(wanted) || held.split(/[\s._-]+/).some((word) => word.startsWith(wanted))
}

/** Whom or what is meant: those called exactly so, else all whom it fits. */
export function meantIn<T>(all: Iterable<T>, value: string, namesOf: (one: T) => readonly string[]): readonly T[] {
  const list = [...all]
  const wanted = value.toLowerCase().replace(/^[@#]/, '')
  const exact = list.filter((one) => namesOf(one).some((name) => name.toLowerCase() === wanted))
  return exact.length > 0 ? exact : list.filter((one) => namesOf(one).some((name) => fitsName(name, value)))
}
