// Small sentences made of facts: times, lists of people, failures; each in the language the page speaks.
import type { Standing } from '@hearth/client/standing.ts'
import { ChatError, errors, type Failure } from '@hearth/protocol/errors.ts'
import type { At } from '@hearth/protocol/ids.ts'
import { current, perLanguage } from './text/language.ts'
import { t } from './text/t.ts'

const format = (options: Intl.DateTimeFormatOptions): (() => Intl.DateTimeFormat) =>
  perLanguage((locale) => new Intl.DateTimeFormat(locale, options))
const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = format({ weekday: 'long' })
const thisYear = format({ weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
const whole = format({ dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' })
const DAY = 86_400_000

export const clockTime = (at: At): string => clock().format(at)
export const wholeTime = (at: At): string => whole().format(at)
export const number = (many: number): string => current().number(many)

/** 'Today', 'Yesterday', 'Thursday', 'Monday 3 March', '3 March 2024'. */
export function dayName(at: At, now: number): string {
  const days = daysSince(at, now)
  if (days === 0) return t('Today')
  if (days === 1) return t('Yesterday')
  return days > 1 && days < 7 ? weekday().format(at) : date(at, now)
}

const date = (at: At, now: number): string =>
  (new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear() : otherYear()).format(at)

const daysSince = (at: At, now: number): number => Math.round((midnight(now) - midnight(at)) / DAY)
export const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** '14:05'; of another day with it: 'Yesterday, 14:05'. */
export const saidAt = (at: At, now: number): string =>
  midnight(at) === midnight(now) ? clockTime(at) : t('{date}, {time}', { date: dayName(at, now), time: clockTime(at) })

/** 'just now', '5 min ago', '3 h ago', 'yesterday', 'on Thursday', 'on 3 March'. */
export function ago(at: At, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return t('just now')
  if (minutes < 60) return t('{minutes} min ago', { minutes })
  if (minutes < 24 * 60) return t('{hours} h ago', { hours: Math.floor(minutes / 60) })
  const days = daysSince(at, now)
  if (days === 1) return t('yesterday')
  return days < 7 ? t('on {weekday}', { weekday: weekday().format(at) }) : t('on {date}', { date: date(at, now) })
}

/** A moment ahead: '14:05', 'tomorrow, 09:00', 'Monday 3 March, 09:00'; of one that has passed, 'Yesterday, 09:00'. */
export function soon(at: At, now: number): string {
  const days = -daysSince(at, now)
  if (days <= 0) return saidAt(at, now)
  return days === 1 ? t('tomorrow, {time}', { time: clockTime(at) }) : t('{date}, {time}', { date: date(at, now), time: clockTime(at) })
}

/** For those who do not see the dot on a face. */
export function standingWord(standing: Standing | undefined): string {
  switch (standing) {
    case undefined:
      return ''
    case 'here':
      return t('here now')
    case 'away':
      return t('away')
    case 'busy':
      return t('do not disturb')
    case 'gone':
      return t('not here')
  }
}

/** The same as a sentence of its own, and when somebody was here, where that is known. Empty where nobody knows anything. */
export function standingSays(standing: Standing | undefined, seenAt: At | null | undefined, now: number): string {
  switch (standing) {
    case undefined:
      return ''
    case 'here':
      return t('Here now')
    case 'away':
      return t('Away')
    case 'busy':
      return t('Do not disturb')
    case 'gone':
      return seenAt ? t('Last here {when}', { when: ago(seenAt, now) }) : t('Not here')
  }
}

/** 'Ada', 'Ada and Bo', 'Ada, Bo and 3 others'. */
export function listOf(names: readonly string[], most = 3): string {
  const [last] = names.slice(-1)
  if (last === undefined || names.length === 1) return last ?? ''
  if (names.length <= most) return t('{names} and {last}', { names: names.slice(0, -1).join(', '), last })
  return t.many(names.length - most + 1, '{names} and {count} other', '{names} and {count} others', {
    names: names.slice(0, most - 1).join(', '),
  })
}

/** As the first words of a line: what the tables of the server say of limits begins small. */
export const capital = (words: string): string => words.replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase(current().locale))

export const peopleCount = (many: number): string => t.many(many, '{count} person', '{count} people')
export const filesCount = (many: number): string => t.many(many, '{count} file', '{count} files')
export const daysCount = (many: number): string => t.many(many, '{count} day', '{count} days')
/** Numbers on badges. */
export const short = (many: number): string => (many > 99 ? '99+' : String(many))

/** What a failure says to a person. */
export function sentence(failure: unknown): string {
  if (failure instanceof ChatError) return saysOf(failure.failure())
  if (failure instanceof Error && failure.message) return failure.message
  return t('Something went wrong. Nothing was changed; try again.')
}

/** What the server sent, in the language of the page; a code of tomorrow's server speaks for itself. */
export function saysOf({ code, says, retryAfterMs }: Failure): string {
  const why = code in errors ? t(errors[code].says) : says
  return retryAfterMs === undefined ? why : t('{why} ({seconds} s)', { why, seconds: Math.ceil(retryAfterMs / 1000) })
}

/** Where no other device can use the address of this page, and the server knows no other. */
export const onlyHere = (): string =>
  t('This address works on this computer only. Open Hearth by one of the addresses that it shows in its terminal, then come back here.')

const STEP = 1024
const units = [
  (many: string) => many,
  (many: string) => t('{many} KB', { many }),
  (many: string) => t('{many} MB', { many }),
  (many: string) => t('{many} GB', { many }),
  (many: string) => t('{many} TB', { many }),
] as const
const exact = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))
const rounded = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }))

/** '1 byte', '340 bytes', '2.4 MB', '37 GB': as the limits of the server count. */
export function inBytes(bytes: number): string {
  const step = bytes < STEP ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  if (step === 0) return t.many(bytes, '{count} byte', '{count} bytes')
  const many = bytes / STEP ** step
  // 1023.6 KB is rounded to the next unit.
  if (many >= STEP - 0.5 && step < units.length - 1) return units[step + 1]?.('1') ?? ''
  return units[step]?.((many < 10 ? exact() : rounded()).format(many)) ?? ''
}

/** 'a moment', '12 s', '3 min', '2 h'. */
export function lasting(seconds: number): string {
  if (seconds < 2) return t('a moment')
  if (seconds < 100) return t('{seconds} s', { seconds: Math.round(seconds) })
  if (seconds < 100 * 60) return t('{minutes} min', { minutes: Math.round(seconds / 60) })
  return t('{hours} h', { hours: Math.round(seconds / 3600) })
}

/** '0:07', '12:34', '1:02:03'. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, '0')]
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** 'tree.jpg', or a count of files: what stands where a message has no words. */
export const filesInWords = (files: readonly { readonly name: string }[]): string =>
  files.length <= 1 ? (files[0]?.name ?? '') : filesCount(files.length)

export const onlySafely = (): string =>
  t(
    'The microphone works only where the browser trusts this address. Open Hearth by its https address, accept its certificate, and try again.',
  )
