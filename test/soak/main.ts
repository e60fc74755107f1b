// bin/soak: an hour of two hundred people and a server that is killed again and again. Exit code 0: nothing was lost, and memory was flat.
import { parseArgs } from 'node:util'
import { temporary } from '../harness/server.ts'
import { reported } from './report.ts'
import { soak } from './run.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    people: { type: 'string', default: '200' },
    seed: { type: 'string' },
    pace: { type: 'string', default: '5000' },
  },
})

/** Usage is wrong: exit code 2, as everywhere. */
function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isFinite(value) && value >= least && value <= most) return value
  console.error(`bin/soak: --${name} is a number from ${least} to ${most}, not ${text}.`)
  process.exit(2)
}

const seed = number('seed', values.seed ?? String(Date.now() % 1_000_000_000), 0, 4_294_967_295)
const minutes = number('minutes', values.minutes, 0.1, 10_080)
const people = number('people', values.people, 4, 2000)
const paceMs = number('pace', values.pace, 10, 600_000)
const folder = temporary('soak')
const began = performance.now()
const tell = (line: string): void => console.log(`${((performance.now() - began) / 60_000).toFixed(1).padStart(6)} min  ${line}`)
try {
  const result = await soak({ data: folder.path, minutes, people, seed, paceMs, tell })
  console.log(`\n${reported(result)}`)
  process.exitCode = result.wrong.length === 0 ? 0 : 1
} finally {
  folder.drop()
}
