// npm run bench: measures, prints tables, and with --save keeps the numbers in results/ and draws the chart of docs/.
import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '#harness/server.ts'
import { type Compared, compare, type Starter } from './compare.ts'
import { megabytes, pinned } from './measure.ts'
import { measureMemory } from './memory.ts'
import { measurePage } from './page.ts'
import { measureReconnect } from './reconnect.ts'
import { type Contestant, scenarios } from './scenarios.ts'
import { startFloor, startHearth, startKept } from './servers/start.ts'
import { measureStart } from './start.ts'
import { lined, tableOf } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: 'boolean', default: false }, deep: { type: 'boolean', default: false } },
})

const starters: Readonly<Record<Contestant | 'hearth', Starter>> = {
  hearth: { name: 'hearth', start: () => startHearth() },
  tls: { name: 'tls', start: () => startHearth('tls') },
  joined: { name: 'joined', start: () => startFloor('joined') },
  single: { name: 'single', start: () => startFloor('single') },
  kept: { name: 'kept', start: () => startKept() },
}
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryMB: megabytes(totalmem()),
  kernel: release(),
  node: process.version,
  pinned,
}
console.log(
  `${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.node}${pinned ? ', server and load on a core each' : ', NOT pinned to cores'}\n`,
)

const wanted = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const talk: Compared[] = []
for (const scenario of wanted) {
  talk.push(await compare(scenario, [starters.hearth, ...scenario.against.map((name) => starters[name])]))
  console.log(`${tableOf(talk.slice(-1))}\n`)
}
if (positionals.length === 0) await measureTheRest()

async function measureTheRest(): Promise<void> {
  const start = await measureStart()
  const memory = await measureMemory(values.deep ? 10_000 : 4_000)
  const reconnect = await measureReconnect()
  const page = measurePage()
  const rows: readonly (readonly string[])[] = [
    ['first start', `${start.firstMs} ms`],
    ['second start', `${start.secondMs} ms`],
    ['memory, nobody there', `${memory.idleMB} MB`],
    [`memory, one session of ${memory.sessions}`, `${memory.plainKB} KB`],
    ['  the same with bare ws', `${memory.barePlainKB} KB`],
    ['  over TLS', `${memory.tlsKB} KB`],
    ['  over TLS with bare https and ws', `${memory.bareTlsKB} KB`],
    [`${reconnect.clients} clients back at once, ${reconnect.missed} missed each`, `${reconnect.seconds} s`],
    ['page, scripts of the first load', `${page.scriptKB} KB`],
    ['page, styles of the first load', `${page.styleKB} KB`],
  ]
  console.log(lined(rows))
  if (values.save)
    writeFileSync(
      join(root, 'bench/results/baseline.json'),
      `${JSON.stringify({ machine, start, memory, reconnect, page, talk }, null, 2)}\n`,
    )
}
