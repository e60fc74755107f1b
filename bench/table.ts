// The results as a table for people.
import type { Compared, Side } from './compare.ts'
import type { Delay, Ran } from './load/orders.ts'
import { scenarios } from './scenarios.ts'

const titles: Readonly<Record<string, string>> = {
  hearth: 'Hearth',
  tls: 'Hearth over TLS',
  joined: 'bare ws, joined per tick',
  single: 'bare ws, one send each',
  kept: 'bare TCP and SQLite',
}

const columns = [
  '',
  'messages/s',
  'deliveries/s',
  'CPU s/million',
  'index, afterwards',
  'server',
  'load',
  'answered p50 / p99',
  'shown p50 / p99',
  '',
]

export function tableOf(all: readonly Compared[]): string {
  return all
    .map((compared) => {
      const { says, sides, absent } = compared
      const closed = isClosed(compared)
      const missing = Object.entries(absent).map(([name, why]) => `${titleOf(name)} took no part: ${why}\n`)
      const cells = [columns, ...Object.entries(sides).flatMap(([name, side]) => rows(name, side, closed))]
      return `${says}\n${lined(cells)}\n${ratioLine(compared)}${missing.join('')}`
    })
    .join('\n')
}

/** Is it talked as fast as it can be? Else nobody needs to be at a limit. */
const isClosed = ({ scenario }: Compared): boolean => scenarios.find(({ name }) => name === scenario)?.pace === undefined

function ratioLine(compared: Compared): string {
  const closed = isClosed(compared)
  const doubts = (name: string): string[] => {
    const side = compared.sides[name]
    const words = side ? doubtsOf(side, closed) : []
    return words.length === 0 ? [] : [`${titleOf(name)}: ${words.join('; ')}`]
  }
  const each = Object.entries(compared.ratios)
    .filter(([, { speed }]) => Number.isFinite(speed))
    .map(([name, { speed, cpu }]) => `${speed} of ${titleOf(name)} (${[`CPU ${cpu}`, ...doubts(name)].join('; ')})`)
  const ours = doubts('hearth').map((words) => ` (${words})`)
  return each.length === 0 ? '' : `Hearth is at ${each.join(', ')}${ours.join('')}\n`
}

export const titleOf = (name: string): string => titles[name] ?? name

function rows(name: string, side: Side, closed: boolean): string[][] {
  const { middle, atHalf } = side
  return [row(titleOf(name), middle, doubtsOf(side, closed)), ...(atHalf ? [row('  at half that rate', atHalf, [])] : [])]
}

function row(title: string, ran: Ran, doubts: readonly string[]): string[] {
  return [
    title,
    grouped(ran.messagesPerSecond),
    grouped(ran.deliveriesPerSecond),
    String(ran.cpuPerMillion),
    // For a million messages, not deliveries: an index knows nothing of who hears them.
    ran.afterwards === undefined ? '' : `${ran.afterwards} s/million`,
    share(ran.serverCore),
    share(ran.loadCore),
    delay(ran.answered),
    ran.shown ? delay(ran.shown) : '',
    [...doubts, ...ran.faults].join('; '),
  ]
}

/** Why a row may say less than it seems to. */
function doubtsOf({ middle, runs }: Side, closed: boolean): string[] {
  const restless = middle.rested === false ? 'still worked when the next one began' : ''
  return [limitOf(middle, closed), spreadOf(runs), restless].filter((word) => word !== '')
}

/** Where the load generator has less than a tenth of its core left, the server might have done more. */
export function limitOf({ loadCore, serverCore }: Ran, closed: boolean): string {
  if (loadCore > 0.9 && serverCore < 0.9) return 'the load was the limit'
  return closed && serverCore < 0.85 && loadCore <= 0.9 ? 'neither was at its limit (the disk, or a disturbed machine)' : ''
}

/** Rounds that lie further apart than this say something of the machine. */
const WIDE = 1.3

export function spreadOf(runs: readonly Ran[]): string {
  const speeds = runs.map(({ messagesPerSecond }) => messagesPerSecond)
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)]
  return most > least * WIDE ? `rounds from ${grouped(least)} to ${grouped(most)}` : ''
}

const grouped = (value: number): string => value.toLocaleString('en-US')
const share = (value: number): string => `${Math.round(value * 100)} %`
const delay = ({ p50, p99 }: Delay): string => `${p50} / ${p99} ms`

export function lined(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((cells) => cells[index]?.length ?? 0)))
  return rows
    .map((cells) =>
      cells
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
