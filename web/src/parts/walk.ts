// Arrow keys inside a group that is one stop for Tab: a toolbar, the choices of a poll.
import type { KeyboardEvent } from 'react'

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** Where a key leads in a row of so many, round its ends; undefined: the key is not for the row. */
export function nextIn(key: string, at: number, many: number, along: 'line' | 'both', isFromRight: boolean): number | undefined {
  if (many === 0 || at < 0) return undefined
  if (key === 'Home') return 0
  if (key === 'End') return many - 1
  const step = steps[key]
  if (step === undefined || (along === 'line' && (key === 'ArrowUp' || key === 'ArrowDown'))) return undefined
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight'
  return (at + (isSideways && isFromRight ? -step : step) + many) % many
}

/** For `onKeyDown` of the group. The key goes no further: in a row of messages arrows mean something else. */
export function walk(event: KeyboardEvent<HTMLElement>, what: string, along: 'line' | 'both'): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(what)]
  const isFromRight = getComputedStyle(event.currentTarget).direction === 'rtl'
  const next =
    all[
      nextIn(
        event.key,
        all.findIndex((one) => one === event.target),
        all.length,
        along,
        isFromRight,
      ) ?? -1
    ]
  if (!next) return
  event.preventDefault()
  event.stopPropagation()
  next.focus()
}
