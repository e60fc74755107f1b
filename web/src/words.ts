// Small sentences made of facts: times, lists of people, failures.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { At } from '@hearth/protocol/ids.ts'
import { t } from './text/t.ts'

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const otherYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' })
const DAY = 86_400_000

export const clockTime = (at: At): string => clock.format(at)
export const wholeTime = (at: At): string => whole.format(at)

/** 'Today', 'Yesterday', 'Thursday', 'Monday 3 March', '3 March 2024'. */
export function dayName(at: At, now: number): string {
  const days = Math.round((midnight(now) - midnight(at)) / DAY)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days > 1 && days < 7) return weekday.format(at)
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear.format(at) : otherYear.format(at)
}

export const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** 'just now', '5 min ago', '3 h ago', 'yesterday', 'on 3 March'. */
export function ago(at: At, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`
  const name = dayName(at, now)
  return name === 'Yesterday' ? 'yesterday' : `on ${name}`
}

/** A moment ahead: '14:05', 'tomorrow, 09:00', 'Monday 3 March, 09:00'. */
export function soon(at: At, now: number): string {
  const days = Math.round((midnight(at) - midnight(now)) / DAY)
  if (days <= 0) return clockTime(at)
  if (days === 1) return t('tomorrow, {time}', { time: clockTime(at) })
  const date = new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear.format(at) : otherYear.format(at)
  return t('{date}, {time}', { date, time: clockTime(at) })
}

/** 'Ada', 'Ada and Bo', 'Ada, Bo and 3 others'. */
export function listOf(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? ''
  if (names.length <= most) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} others`
}

export const count = (many: number, one: string, more = `${one}s`): string => `${many.toLocaleString()} ${many === 1 ? one : more}`
/** Numbers on badges. */
export const short = (many: number): string => (many > 99 ? '99+' : String(many))

/** What a failure says to a person. */
export function sentence(failure: unknown): string {
  if (failure instanceof ChatError)
    return failure.more.retryAfterMs === undefined
      ? failure.message
      : `${failure.message} (${Math.ceil(failure.more.retryAfterMs / 1000)} s)`
  if (failure instanceof Error && failure.message) return failure.message
  return 'Something went wrong. Nothing was changed; try again.'
}

/** Is this page open by an address no other device can use? */
export const isOnlyHere = (): boolean => /^(localhost|127\.|\[::1\])/.test(location.hostname)
export const ONLY_HERE =
  'This address works on this computer only. Open Hearth by one of the addresses that it shows in its terminal, then come back here.'

const STEP = 1024
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** '1 byte', '340 bytes', '2.4 MB', '37 GB': as the limits of the server count. */
export function inBytes(bytes: number): string {
  const step = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  if (step === 0) return count(bytes, 'byte')
  const many = bytes / STEP ** step
  // 1023.6 KB is rounded to the next unit.
  if (many >= STEP - 0.5 && step < UNITS.length - 1) return `1 ${UNITS[step + 1]}`
  return `${many.toLocaleString(undefined, { maximumFractionDigits: many < 10 ? 1 : 0 })} ${UNITS[step]}`
}

/** 'a moment', '12 s', '3 min', '2 h'. */
export function lasting(seconds: number): string {
  if (seconds < 2) return 'a moment'
  if (seconds < 100) return `${Math.round(seconds)} s`
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}

/** '0:07', '12:34', '1:02:03'. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, '0')]
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** 'tree.jpg', or a count of files: what stands where a message has no words. */
export const filesInWords = (files: readonly { readonly name: string }[]): string =>
  files.length <= 1 ? (files[0]?.name ?? '') : count(files.length, 'file')

export const ONLY_SAFELY =
  'The microphone works only where the browser trusts this address. Open Hearth by its https address, accept its certificate, and try again.'
