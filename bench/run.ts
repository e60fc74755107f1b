// npm run bench: measures and prints tables; --save keeps the numbers in results/ and draws the chart.
//   (nothing)   Hearth beside the floors, memory, starts, reconnecting: about five minutes; names of scenarios: only those
//   --peers     the scenarios that fit other servers, beside them; installs what is missing
//   --check     no measurement: the traffic of every scenario before the history checker
//   --deep      millions of stored messages; half an hour
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '#harness/server.ts'
import { saveChart } from './chart.ts'
import { checkTraffic } from './check.ts'
import { type Compared, compare } from './compare.ts'
import { measureDeep } from './deep.ts'
import { installPeers } from './install.ts'
import { machine, machineInWords } from './machine.ts'
import { measureMemory } from './memory.ts'
import { measurePage } from './page.ts'
import { measureReconnect } from './reconnect.ts'
import { scenarios } from './scenarios.ts'
import { measureStart } from './start.ts'
import { peerStarters, starters } from './starters.ts'
import { lined, tableOf } from './table.ts'

const flag = { type: 'boolean', default: false } as const
const { values, positionals } = parseArgs({ allowPositionals: true, options: { save: flag, peers: flag, check: flag, deep: flag } })
const wanted = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

console.log(`${machineInWords}\n`)
if (values.check) await checkAll()
else if (values.peers) await comparePeers()
else if (values.deep) save('deep', { deep: await measureDeep((words) => console.log(words)) })
else if (positionals.length > 0) await compareFloors()
else await measureAll()

async function measureAll(): Promise<void> {
  const talk = await compareFloors()
  const start = await measureStart()
  const memory = await measureMemory(4_000)
  const reconnect = await measureReconnect()
  const page = measurePage()
  const checked: Record<string, readonly string[]> = {}
  for (const scenario of scenarios.filter(({ inShort }) => inShort)) checked[scenario.name] = await checkTraffic(scenario)
  const wrong = Object.values(checked).flat()
  const rows: readonly (readonly string[])[] = [
    ['first start', `${start.firstMs} ms`],
    ['second start', `${start.secondMs} ms`],
    ['memory, nobody there', `${memory.idleMB} MB`],
    [`memory, one session of ${memory.sessions}`, `${memory.plainKB} KB`],
    ['  with bare ws', `${memory.barePlainKB} KB`],
    ['  over TLS', `${memory.tlsKB} KB`],
    ['  over TLS with bare https and ws', `${memory.bareTlsKB} KB`],
    [`${reconnect.clients} clients back at once, ${reconnect.missed} missed each`, `${reconnect.seconds} s`],
    ['page, scripts of the first load', `${page.scriptKB} KB`],
    ['page, styles of the first load', `${page.styleKB} KB`],
    [`the history checker on ${Object.keys(checked).join(', ')}`, wrong.length === 0 ? 'finds nothing' : wrong.slice(0, 5).join('; ')],
  ]
  console.log(lined(rows))
  save('baseline', { start, memory, reconnect, page, checked, talk })
}

async function compareFloors(): Promise<Compared[]> {
  const talk: Compared[] = []
  for (const scenario of wanted) {
    talk.push(await compare(scenario, [starters.hearth, ...scenario.against.map((name) => starters[name])]))
    console.log(`${tableOf(talk.slice(-1))}\n`)
  }
  return talk
}

async function comparePeers(): Promise<void> {
  installPeers()
  const talk: Compared[] = []
  for (const { alsoAtHalf: _not, ...scenario } of wanted.filter(({ forPeers }) => forPeers)) {
    talk.push(await compare(scenario, [starters.hearth, starters.joined, starters.single, ...peerStarters]))
    console.log(`${tableOf(talk.slice(-1))}\n`)
  }
  save('peers', { talk }, positionals.length === 0)
}

async function checkAll(): Promise<void> {
  for (const scenario of wanted) {
    const wrong = await checkTraffic(scenario)
    console.log(`${scenario.says}: ${wrong.length === 0 ? 'nothing wrong' : `${wrong.length} wrong\n  ${wrong.slice(0, 10).join('\n  ')}`}`)
    if (wrong.length > 0) process.exitCode = 1
  }
}

function save(name: string, results: object, whole = true): void {
  if (!values.save || !whole) return
  const folder = join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ machine, ...results }, null, 2)}\n`)
  saveChart()
}
