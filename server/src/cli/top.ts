// hearth top: how a running server is doing, again and again, in the terminal.
import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import type { Settled } from '#server/config.ts'
import { operate, runningServer } from './control.ts'
import { Failure } from './failure.ts'
import { noServerOn } from './findings.ts'
import { printable } from './printable.ts'
import { say } from './table.ts'

const SHOWN = 40

/** Until Ctrl-C; once where nobody watches. Throws Failure where no server runs. */
export async function watch(settled: Settled, { seconds, once }: { readonly seconds: number; readonly once: boolean }): Promise<void> {
  if (runningServer(settled.config.data) === undefined) throw new Failure(noServerOn(settled.config.data))
  const seen: Figures[] = []
  for (;;) {
    seen.push(await operate(settled, 'figures.show', {}))
    if (seen.length > SHOWN) seen.shift()
    const screen = screenOf(seen).map(printable)
    if (once || !process.stdout.isTTY) return say(screen.join('\n'))
    process.stdout.write(`\u001b[H\u001b[2J${screen.join('\n')}\n`)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  }
}

/** @param seen the newest last */
export function screenOf(seen: readonly Figures[]): string[] {
  const now = seen.at(-1)
  if (now === undefined) return []
  const before = seen.at(-2)
  const per = (of: (figures: Figures) => number): number =>
    before === undefined || now.at <= before.at ? 0 : ((of(now) - of(before)) * 1000) / (now.at - before.at)
  const rates = (of: (figures: Figures) => number): number[] =>
    seen.slice(1).map((one, at) => {
      const earlier = seen[at] ?? one
      return one.at <= earlier.at ? 0 : ((of(one) - of(earlier)) * 1000) / (one.at - earlier.at)
    })
  const row = (name: string, value: string, chart: readonly number[]) => `${name.padEnd(14)}${value.padStart(14)}  ${sparks(chart)}`
  return [
    `Hearth ${now.version}, up ${lasting(now.at - now.startedAt)}`,
    '',
    row(
      'people',
      String(now.people),
      seen.map(({ people }) => people),
    ),
    row(
      'connections',
      String(now.connections),
      seen.map(({ connections }) => connections),
    ),
    row(
      'messages/s',
      per(({ said }) => said).toFixed(1),
      rates(({ said }) => said),
    ),
    row(
      'requests/s',
      per(({ asked }) => asked).toFixed(1),
      rates(({ asked }) => asked),
    ),
    row(
      'processor',
      `${(per(({ processorMs }) => processorMs) / 10).toFixed(0)} %`,
      rates(({ processorMs }) => processorMs),
    ),
    row(
      'memory',
      megabytes(now.memoryBytes),
      seen.map(({ memoryBytes }) => memoryBytes),
    ),
    row(
      'late by',
      `${now.lagMs.toFixed(1)} ms`,
      seen.map(({ lagMs }) => lagMs),
    ),
    row('database', now.databaseBytes === 0 ? 'elsewhere' : megabytes(now.databaseBytes), []),
    row('disk free', megabytes(now.diskFreeBytes), []),
    ...(now.gateways.length === 0 ? [] : ['', `gateways      ${now.gateways.map(({ name, port }) => `${name} ${port}`).join(', ')}`]),
  ]
}

const BARS = '▁▂▃▄▅▆▇█'

/** The least is the lowest bar; all alike are low. */
export function sparks(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const height = (value: number) => (most === least ? 0 : Math.round(((value - least) / (most - least)) * (BARS.length - 1)))
  return values.map((value) => BARS[height(value)]).join('')
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576).toLocaleString('en')} MB`

function lasting(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}
