// Moments ahead, by the clock of who chooses them.
import { t } from './text/t.ts'

const MINUTE_MS = 60_000
const MORNING = 9
const MONDAY = 1

export type Moment = { readonly label: string; readonly at: number }

/** What people mean most often. */
export function moments(now: number): readonly Moment[] {
  const [tomorrow, monday] = [morningIn(now, 1), morningIn(now, (7 + MONDAY - new Date(now).getDay()) % 7 || 7)]
  return [
    { label: t('In 20 minutes'), at: now + 20 * MINUTE_MS },
    { label: t('In 3 hours'), at: now + 180 * MINUTE_MS },
    { label: t('Tomorrow morning'), at: tomorrow },
    ...(monday === tomorrow ? [] : [{ label: t('Monday morning'), at: monday }]),
  ]
}

function morningIn(now: number, days: number): number {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  return date.setHours(MORNING, 0, 0, 0)
}

/** As a field for date and time wants it: `2026-03-04T09:00`, by this device's clock. */
export function fieldOf(at: number): string {
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16)
}

/** Undefined where it is no moment. */
export function momentIn(field: string): number | undefined {
  const at = new Date(field).getTime()
  return Number.isNaN(at) ? undefined : at
}
