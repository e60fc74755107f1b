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

/** The chart of the newest results: with other servers where they were measured. */
export function drawn(): string | undefined {
  const path = ['peers', 'baseline'].map((name) => join(root, `bench/results/${name}.json`)).find((name) => existsSync(name))
  if (path === undefined) return undefined
  const { talk, machine }: Kept = JSON.parse(readFileSync(path, 'utf8'))
  return draw(
    talk.filter(({ scenario }) => /^(room-100|rooms-of-5|pairs|real-place)$/.test(scenario)),
    machine.cpu,
  )
}

export function draw(talk: readonly Compared[], cpu: string): string {
  let y = 0
  const panels = talk.map((compared) => {
    const bars = barsOf(compared)
    const top = y
    y += HEAD + bars.length * ROW + GAP
    return panel(`${compared.says}, ${unitOf(compared)}`, bars, top)
  })
  const words = `One core for the server, another for the load: ${cpu}. Hearth alone keeps every message on disk before anybody sees it.`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 20}" role="img" aria-label="How many messages a second Hearth and other servers bring">`,
    '<style>text{font:13px system-ui,sans-serif;fill:#333}.head{font-weight:600;font-size:15px}.ours{fill:#d9480f}.theirs{fill:#868e96}.bare{fill:#ced4da}',
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.ours{fill:#ff922b}.theirs{fill:#868e96}.bare{fill:#495057}}</style>',
    ...panels,
    `<text x="0" y="${y + 8}">${escaped(words)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

/** In large rooms deliveries are what costs, in small ones messages. */
const unitOf = ({ scenario }: Compared): string =>
  scenario.startsWith('room-') || scenario === 'real-place' ? 'deliveries a second' : 'messages a second'

function barsOf(compared: Compared): Bar[] {
  const deliveries = unitOf(compared).startsWith('deliveries')
  return Object.entries(compared.sides)
    .filter(([name, { middle }]) => name !== 'tls' && !name.includes(',') && middle.faults.length === 0)
    .map(([name, { middle }]): Bar => {
      const kind = name === 'hearth' ? 'ours' : name === 'joined' || name === 'single' ? 'bare' : 'theirs'
      return { title: titleOf(name), value: deliveries ? middle.deliveriesPerSecond : middle.messagesPerSecond, kind }
    })
    .sort((a, b) => b.value - a.value)
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

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
