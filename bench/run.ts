// npm run bench: measures, prints a table, and with --save keeps the result as JSON.
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { root, startServer, temporary } from '#harness/server.ts'
import { measureFanOut } from './fan-out.ts'
import { megabytes, onServerCore, pinned } from './measure.ts'
import { measureMemory } from './memory.ts'
import { measurePage } from './page.ts'

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryMB: megabytes(totalmem()), node: process.version, pinned }
const start = await measureStart()
const memory = await measureMemory()
const fanOut = [await measureFanOut(100), await measureFanOut(1_000)]
const page = measurePage()
const late = Math.max(...fanOut.map(({ loadLateMs }) => loadLateMs))

const rows: readonly [what: string, value: string, target: string][] = [
  ['first start', `${start.firstMs} ms`, ''],
  ['second start', `${start.secondMs} ms`, '< 3000 ms'],
  ['memory, nobody there', `${memory.idleMB} MB`, '< 120 MB'],
  [`memory, one session of ${memory.sessions}`, `${memory.perSessionKB} KB`, ''],
  ['  the same with bare https + ws', `${memory.perBareKB} KB`, ''],
  ['  more than bare', `${memory.moreKB} KB`, '<= 16 KB'],
  ...fanOut.map(({ listeners, hearthMs, bareMs, ratio }): [string, string, string] => [
    `fan-out to ${listeners}`,
    `${hearthMs} ms, bare ${bareMs} ms: ${ratio} times`,
    '',
  ]),
  ['page, scripts of the first load', `${page.scriptKB} KB`, '<= 200 KB'],
  ['page, styles of the first load', `${page.styleKB} KB`, ''],
]
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}${pinned ? ', server and load on a core each' : ''}\n`)
for (const [what, value, target] of rows) console.log(`${what.padEnd(36)} ${value.padEnd(40)} ${target}`)
console.log(
  `\nThe load generator was late by up to ${late} ms (99 of 100)${late > 20 ? ': it was itself the limit, the times are upper bounds' : ''}.`,
)
if (process.argv.includes('--save'))
  writeFileSync(join(root, 'bench/results', 'baseline.json'), `${JSON.stringify({ machine, start, memory, fanOut, page }, null, 2)}\n`)

async function measureStart(): Promise<{ firstMs: number; secondMs: number }> {
  const folder = temporary('bench')
  const once = async (): Promise<number> => {
    const began = performance.now()
    await using _server = await startServer({ data: folder.path, under: onServerCore })
    return Math.round(performance.now() - began)
  }
  const firstMs = await once()
  const secondMs = await once()
  folder.drop()
  return { firstMs, secondMs }
}
