// docs/speed.svg, drawn from what is kept in results/: the same numbers always make the same picture.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#harness/server.ts'
import type { Compared } from './compare.ts'
import { titleOf } from './table.ts'

type Kept = { readonly machine: { readonly cpu: string }; readonly talk: readonly Compared[] }
type Bar = { readonly title: string; readonly value: number; readonly kind: 'ours' | 'bare' | 'theirs' }

const [WIDTH, LABEL, ROW, HEAD, GAP] = [880, 210, 22, 44, 24] as const
const NUMBER = 90

export function saveChart(): void {
  const chart = drawn()
  if (chart !== undefined) writeFileSync(join(root, 'docs/speed.svg'), chart)
}

const shown = ['room-100', 'rooms-of-5', 'pairs', 'real-place']

/** The chart of what is kept: beside other servers where that was measured, else beside the floors. */
export function drawn(): string | undefined {
  const kept = ['peers', 'baseline'].flatMap((name): Kept[] => {
    const path = join(root, `bench/results/${name}.json`)
    return existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8'))] : []
  })
  const talk = shown.flatMap((name) => kept.flatMap((results) => results.talk).find(({ scenario }) => scenario === name) ?? [])
  return kept[0] && draw(talk, kept[0].machine.cpu)
}

export function draw(talk: readonly Compared[], cpu: string): string {
  let y = 0
  const panels = talk.map((compared) => {
    const bars = barsOf(compared)
    const top = y
    y += HEAD + bars.length * ROW + GAP
    return panel(`${compared.says}, ${unitOf(compared)}`, bars, top)
  })
  const words = [
    `One core for the server, another for the load: ${cpu}. Of other servers the better of two set-ups.`,
    'Hearth keeps every message on disk before anybody sees it; none of the others does here.',
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 34}" role="img" aria-label="How many messages a second Hearth and other servers bring">`,
    '<style>text{font:13px system-ui,sans-serif;fill:#333}.head{font-weight:600;font-size:15px}.ours{fill:#d9480f}.theirs{fill:#868e96}.bare{fill:#ced4da}',
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.ours{fill:#ff922b}.theirs{fill:#868e96}.bare{fill:#495057}}</style>',
    ...panels,
    ...words.map((line, index) => `<text x="0" y="${y + 8 + index * 18}">${escaped(line)}</text>`),
    '</svg>',
    '',
  ].join('\n')
}

/** In large rooms deliveries are what costs, in small ones messages. */
const unitOf = ({ scenario }: Compared): string =>
  scenario.startsWith('room-') || scenario === 'real-place' ? 'deliveries a second' : 'messages a second'

function barsOf(compared: Compared): Bar[] {
  const deliveries = unitOf(compared).startsWith('deliveries')
  const best = new Map<string, number>()
  for (const [name, { middle }] of Object.entries(compared.sides)) {
    const value = deliveries ? middle.deliveriesPerSecond : middle.messagesPerSecond
    const [server = name] = name.split(',')
    if (name !== 'tls' && middle.faults.length === 0 && value > 0) best.set(server, Math.max(best.get(server) ?? 0, value))
  }
  const kindOf = (name: string): Bar['kind'] => (name === 'hearth' ? 'ours' : name === 'joined' || name === 'single' ? 'bare' : 'theirs')
  return [...best].map(([name, value]) => ({ title: titleOf(name), value, kind: kindOf(name) })).sort((a, b) => b.value - a.value)
}

function panel(title: string, bars: readonly Bar[], top: number): string {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const rows = bars.map(({ title: name, value, kind }, index) => {
    const y = top + HEAD + index * ROW
    const width = Math.max(1, Math.round((value / most) * (WIDTH - LABEL - NUMBER)))
    return (
      `<text x="${LABEL - 8}" y="${y}" text-anchor="end">${escaped(name)}</text>` +
      `<rect class="${kind}" x="${LABEL}" y="${y - 13}" width="${width}" height="16" rx="2"/>` +
      `<text x="${LABEL + width + 6}" y="${y}">${value.toLocaleString('en-US')}</text>`
    )
  })
  return [`<text class="head" x="0" y="${top + 18}">${escaped(title)}</text>`, ...rows].join('\n')
}

export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
