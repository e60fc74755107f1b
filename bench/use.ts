// What the page costs who uses it: measured in a real Chromium by a process of its own, which prints what it found.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '#harness/server.ts'
import { pinned } from './measure.ts'

export type Spread = { readonly medianMs: number; readonly worstMs: number }
export type UseOfPage = {
  /** With a processor four times slower, nothing cached: to the first paint, and from there until one can type; at the door, and signed in. */
  readonly opening: { readonly paint: Spread; readonly door: Spread; readonly room: Spread }
  readonly messages: number
  /** From the key to where its letter is laid out; the frame that shows it comes at the screen's next beat. */
  readonly typing: Spread
  /** To a room whose newest words were loaded before; to one that was left among many that are unread. */
  readonly switching: Spread
  readonly returning: Spread
  readonly soak: {
    readonly messages: number
    readonly perSecond: number
    readonly beforeMB: number
    readonly afterMB: number
    readonly rows: number
  }
}

export function measureUse(): UseOfPage {
  const program = join(root, 'test/stories/use.ts')
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', program]
  // This process has one core; a browser is many processes, and a telephone has more cores than one.
  const [first = '', ...rest] = pinned ? ['taskset', '-c', '0,1', ...command] : command
  return JSON.parse(execFileSync(first, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }))
}

export const pageUseInWords = ({ opening, messages, typing, switching, returning, soak }: UseOfPage): readonly (readonly string[])[] => {
  const said = ({ medianMs, worstMs }: Spread): string => `${medianMs} ms, ${worstMs} ms at worst`
  return [
    ['page, cold, processor at a quarter: first paint', said(opening.paint)],
    ['  and from there until the door can be typed into', said(opening.door)],
    ['  or, signed in, the messages of a room stand there', said(opening.room)],
    [`page, a key with ${messages} messages loaded`, said(typing)],
    ['page, to another room', said(switching)],
    ['  that was left among many unread words', said(returning)],
    [`page, memory before and after ${soak.messages} more messages`, `${soak.beforeMB} MB, ${soak.afterMB} MB; ${soak.rows} rows drawn`],
  ]
}
