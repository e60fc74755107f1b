// The results as a table for people.
import type { Compared, Side } from './compare.ts'
import type { Delay, Ran } from './load/orders.ts'

const titles: Readonly<Record<string, string>> = {
  hearth: 'Hearth',
  tls: 'Hearth over TLS',
  joined: 'bare ws, joined per tick',
  single: 'bare ws, one send each',
  kept: 'bare TCP and SQLite',
}

const columns = ['', 'messages/s', 'deliveries/s', 'CPU s/million', 'server', 'load', 'answered p50 / p99', 'shown p50 / p99', '']

export function tableOf(all: readonly Compared[]): string {
  return all
    .map(({ says, sides, ratios, absent }) => {
      const missing = Object.entries(absent).map(([name, why]) => `${titleOf(name)} took no part: ${why}\n`)
      return `${says}\n${lined([columns, ...Object.entries(sides).flatMap(([name, side]) => rows(name, side))])}\n${ratioLine(ratios)}${missing.join('')}`
    })
    .join('\n')
}

function ratioLine(ratios: Compared['ratios']): string {
  const each = Object.entries(ratios)
    .filter(([, { speed }]) => Number.isFinite(speed))
    .map(([name, { speed, cpu }]) => `${speed} of ${titleOf(name)} (CPU ${cpu})`)
  return each.length === 0 ? '' : `Hearth is at ${each.join(', ')}\n`
}

export const titleOf = (name: string): string => titles[name] ?? name

function rows(name: string, { middle, atHalf }: Side): string[][] {
  return [row(titleOf(name), middle), ...(atHalf ? [row('  at half that rate', atHalf)] : [])]
}

function row(title: string, ran: Ran): string[] {
  return [
    title,
    grouped(ran.messagesPerSecond),
    grouped(ran.deliveriesPerSecond),
    String(ran.cpuPerMillion),
    share(ran.serverCore),
    share(ran.loadCore),
    delay(ran.answered),
    ran.shown ? delay(ran.shown) : '',
    [isLimit(ran) ? 'the load was the limit' : '', ...ran.faults].filter((word) => word !== '').join('; '),
  ]
}

/** Where the load generator has less than a tenth of its core left, the server might have done more. */
export const isLimit = ({ loadCore, serverCore }: Ran): boolean => loadCore > 0.9 && serverCore < 0.9

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
