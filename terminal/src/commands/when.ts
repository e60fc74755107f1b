// Times as people say them: in ten minutes, at half past six, tomorrow at nine.

const units: Readonly<Record<string, number>> = { m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/**
 * The time at the beginning of the words, in epoch milliseconds, and what stands behind it: `10m` `2h` `3d` `1w`, `18:30` (the next one),
 * `tomorrow 9:00`, `2026-12-24 18:30`. Undefined where there is none.
 */
export function timeIn(words: string, now: number): { readonly due: number; readonly rest: string } | undefined {
  const span = /^(?:in\s+)?(\d{1,4})\s?(min|m|h|d|w)\b\s*/iu.exec(words)
  if (span) {
    const unit = units[(span[2] ?? '').toLowerCase()] ?? 0
    return { due: now + Number(span[1]) * unit, rest: words.slice(span[0].length) }
  }
  const point = /^(?:at\s+)?(?:(?<date>\d{4}-\d{2}-\d{2})\s+|(?<next>tomorrow)\s+(?:at\s+)?)?(?<hour>\d{1,2}):(?<minute>\d{2})\b\s*/iu.exec(
    words,
  )
  if (!point?.groups) return undefined
  const { date, next, hour = '', minute = '' } = point.groups
  if (Number(hour) > 23 || Number(minute) > 59) return undefined
  const day = date === undefined ? new Date(now) : new Date(`${date}T00:00`)
  if (Number.isNaN(day.getTime())) return undefined
  day.setHours(Number(hour), Number(minute), 0, 0)
  if (next !== undefined || (date === undefined && day.getTime() <= now)) day.setDate(day.getDate() + 1)
  return { due: day.getTime(), rest: words.slice(point[0].length) }
}
