// npm run bench: measures and prints tables; --save keeps the numbers in results/ and draws the chart.
//   (nothing)   starts, memory, reconnecting, Hearth beside the floors: at most five minutes. Names of scenarios, or `rest`: only those;
//               `files`: uploads, downloads, pictures; takes two minutes; `dialects`: messages through each older program, or those named behind it
//               `calls`: sound and pictures with both engines, four minutes; `calls-deep`: with 1,000 joins, six;
//               `calls-load`: only what an engine carries, and how fast: a minute for each; `calls-coming`: only how fast one comes in, with 1,000 joins
//               `terminal`: keys, bytes and memory of the terminal client, with 100,000 messages kept; `page`: the same of the page, in Chromium
//               with --save they take the place of what was kept of them, and it takes longer: background work is waited for, and counted
//   archive     bytes for each message, pages of history and searches, before and after old messages are put away; how many may stand behind it
//   --peers     the scenarios that fit other servers, beside them; installs what is missing
//   --check     no measurement: the traffic of every scenario before the history checker
//   --deep      millions of stored messages; half an hour
//   rooms       of that, only how many messages a second ten rooms and ten thousand take, by turns; a minute and a half
//   --flame     draws docs/flame.svg: what the server's threads do while small rooms talk
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '#harness/server.ts'
import { measureArchive } from './archive.ts'
import { beyondBounds } from './call-bounds.ts'
import { callsInWords, comingsInWords, enginesHere, loadInWords, measureCalls, measureComings, measureLoad } from './calls.ts'
import { saveChart } from './chart.ts'
import { checkTraffic } from './check.ts'
import { compare, longTimes, shortTimes } from './compare.ts'
import { measureDeep, measureRooms } from './deep.ts'
import { dialectsInWords, measureDialects, type Through } from './dialects.ts'
import { filesInWords, measureFiles } from './files.ts'
import { drawFlame } from './flame.ts'
import { installPeers } from './install.ts'
import { keptWith, partKeptWith, type Results } from './keep.ts'
import { machine, machineInWords } from './machine.ts'
import { measureMemory } from './memory.ts'
import { measurePage } from './page.ts'
import { measureReconnect } from './reconnect.ts'
import { scenarios } from './scenarios.ts'
import { measureStart } from './start.ts'
import { peerStarters, starters } from './starters.ts'
import { lined, tableOf } from './table.ts'
import { measureTerminal, terminalInWords } from './terminal.ts'
import { measureUse, pageUseInWords } from './use.ts'

const flag = { type: 'boolean', default: false } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: flag, peers: flag, check: flag, deep: flag, flame: flag },
})
/** What is kept takes the time it needs; a look takes five minutes, and no scenario begins that would not be over by then. */
const isShort = !values.save && positionals.length === 0
const times = values.save ? longTimes : shortTimes
const LAST_BEGIN_MS = 255_000
const wanted = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

console.log(`${machineInWords}\n`)
if (values.check) await checkAll()
else if (values.flame) await drawFlame()
else if (values.peers) await comparePeers()
else if (positionals.includes('archive'))
  save('archive', await measureArchive((words) => console.log(words), Number(positionals[1] ?? 40_000)))
else if (values.deep) save('deep', await measureDeep((words) => console.log(words)))
else {
  if (positionals.length === 0 || positionals.includes('rest')) save('baseline', await measureRest())
  if (positionals.includes('files')) await measureBytes()
  if (positionals.includes('rooms')) console.log(await measureRooms())
  if (positionals.includes('dialects')) await measureOlder()
  if (positionals.includes('terminal')) measureScreen()
  if (positionals.includes('page')) measurePageUse()
  if (positionals.some((name) => name.startsWith('calls'))) await measureMedia()
  await compareFloors()
}

function measureScreen(): void {
  const terminal = measureTerminal()
  console.log(lined(terminalInWords(terminal)))
  const results: object = { terminal }
  save('baseline', results)
}

function measurePageUse(): void {
  const use = measureUse()
  const { scriptKB, styleKB } = measurePage()
  console.log(lined([['page, scripts and styles of the first load', `${scriptKB} KB, ${styleKB} KB`], ...pageUseInWords(use)]))
  const results: object = { use }
  save('baseline', results)
}

async function measureBytes(): Promise<void> {
  const files = await measureFiles()
  console.log(lined(filesInWords(files)))
  const results: object = { files }
  save('baseline', results)
}

async function measureOlder(): Promise<void> {
  const now = await measureDialects(values.save ? 3 : 2, positionals.slice(1))
  console.log(lined(dialectsInWords(now)))
  const path = join(root, 'bench/results/baseline.json')
  const before: { readonly dialects?: readonly Through[] } = JSON.parse(readFileSync(path, 'utf8'))
  const dialects = [...new Map([...(before.dialects ?? []), ...now].map((one) => [one.name, one])).values()]
  const results: object = { dialects }
  save('baseline', results)
}

async function measureMedia(): Promise<void> {
  if (positionals.includes('calls-load')) {
    const loads = []
    for (const engine of enginesHere()) loads.push({ engine, ...(await measureLoad(engine, [25, 100])) })
    savePart('calls', 'load', { engines: loads })
    return console.log(lined(loadInWords(loads)))
  }
  if (positionals.includes('calls-coming')) {
    const comings = await measureComings(1000)
    savePart('calls', 'coming', comings)
    return console.log(lined(comingsInWords(comings)))
  }
  const calls = await measureCalls(positionals.includes('calls-deep') ? 1000 : 100)
  console.log(lined(callsInWords(calls)))
  for (const words of beyondBounds(calls)) console.log(`beyond its bound: ${words}`)
  savePart('calls', 'whole', calls)
}

async function measureRest(): Promise<object> {
  const tell = (...rows: readonly (readonly string[])[]): void => console.log(lined([[' '.repeat(44), ''], ...rows]).trimStart())
  const start = await measureStart()
  tell(['first start', `${start.firstMs} ms`], ['second start', `${start.secondMs} ms`])
  const memory = await measureMemory(2_500, values.save)
  tell(
    ['memory, nobody there', `${memory.idleMB} MB`],
    [`memory, one session of ${memory.sessions}`, `${memory.plainKB} KB`],
    ['  with bare ws', `${memory.barePlainKB} KB`],
    ['  over TLS', `${memory.tlsKB} KB`],
    ['  over TLS with bare https and ws', `${memory.bareTlsKB} KB`],
  )
  if (memory.full) tell([`  ${memory.full.sessions} sessions of ${memory.full.people} people, each`, `${memory.full.plainKB} KB`])
  const page = measurePage()
  tell(['page, scripts of the first load', `${page.scriptKB} KB`], ['page, styles of the first load', `${page.styleKB} KB`])
  const reconnect = await measureReconnect()
  const short = reconnect.back < reconnect.clients ? `, only ${reconnect.back} were back` : ''
  tell([`${reconnect.clients} clients back at once, ${reconnect.missed} missed each`, `${reconnect.seconds} s${short}`])
  const checked: Record<string, readonly string[]> = {}
  for (const scenario of scenarios.filter(({ inShort }) => inShort)) checked[scenario.name] = await checkTraffic(scenario)
  const wrong = Object.values(checked).flat()
  tell([`the history checker on ${Object.keys(checked).join(', ')}`, wrong.length === 0 ? 'finds nothing' : wrong.slice(0, 5).join('; ')])
  return { start, memory, reconnect, page, checked }
}

async function compareFloors(): Promise<void> {
  for (const scenario of wanted) {
    if (isShort && performance.now() > LAST_BEGIN_MS) {
      console.log(`no time was left for: ${scenario.says}; npm run bench -- ${scenario.name}\n`)
      continue
    }
    const talk = [await compare(scenario, [starters.hearth, ...scenario.against.map((name) => starters[name])], times)]
    console.log(`${tableOf(talk)}\n`)
    save('baseline', { talk })
  }
}

async function comparePeers(): Promise<void> {
  installPeers()
  for (const { alsoAtHalf: _not, ...scenario } of wanted.filter(({ forPeers }) => forPeers)) {
    const talk = [await compare(scenario, [starters.hearth, starters.joined, starters.single, ...peerStarters], longTimes)]
    console.log(`${tableOf(talk)}\n`)
    save('peers', { talk })
  }
}

async function checkAll(): Promise<void> {
  for (const scenario of wanted) {
    const wrong = await checkTraffic(scenario)
    console.log(`${scenario.says}: ${wrong.length === 0 ? 'nothing wrong' : `${wrong.length} wrong\n  ${wrong.slice(0, 10).join('\n  ')}`}`)
    if (wrong.length > 0) process.exitCode = 1
  }
}

/** Writes what was measured over what was kept, scenario by scenario. */
function save(name: string, results: Results): void {
  change(name, (before) => keptWith(before, machine, results))
  if (values.save) saveChart()
}

/** Writes a part over what was kept of it, with its machine. */
function savePart(name: string, part: string, results: object): void {
  change(name, (before) => partKeptWith(before, machine, part, results))
}

function change(name: string, to: (before: Results) => object): void {
  if (!values.save) return
  const path = join(root, 'bench/results', `${name}.json`)
  const before: Results = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  writeFileSync(path, `${JSON.stringify(to(before), null, 2)}\n`)
}
