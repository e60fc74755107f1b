// For the benchmark (npm run bench -- terminal): what the full screen costs in one process. Prints JSON.
//   start     from nothing to the first frame, with a hundred thousand messages in the log
//   keys      from a key to the bytes for the terminal; and how many
//   scroll    a page up, from the log
//   deep      the same twenty thousand messages back, and keys there
//   flood     five hundred messages a second, while keys are pressed
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as later } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ada, bo, cy, message, room, roomId, said } from '@hearth/client/cast.ts'
import { createClient } from '@hearth/client/client.ts'
import { createKept, createSwitchboard, settle } from '@hearth/client/testing.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import { createApp } from '../app/app.ts'
import { createCollector } from '../app/collect.ts'
import { hear } from '../app/keys.ts'
import { wait } from '../connect/clock.ts'
import { openLog } from '../connect/log.ts'
import { standard } from '../connect/settings.ts'
import { createKeys } from '../surface/keys.ts'
import { createPainter } from '../surface/paint.ts'
import type { Surface } from '../surface/surface.ts'
import { noFiles, nothingComes } from './stage.ts'

const MESSAGES = 100_000
const KEYS = 400
const DEEP = 20_000
const MOST_PAGES = 3000
const FLOOD = { perSecond: 500, seconds: 5 }
const workshop = roomId('Workshop')
const words = 'The laser cutter is free **until noon**, see https://example.org/plan and ask @Ada for the key; 漢字 and 👩‍🚀 too.'

const [given] = process.argv.slice(2)
const folder = given ?? mkdtempSync(join(tmpdir(), 'hearth-measure-'))
if (given !== undefined) fill(join(given, 'log.db'))
else {
  try {
    // By another process: what filling takes is no cost of the program.
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), folder])
    console.log(JSON.stringify(await measure()))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure() {
  const began = performance.now()
  const { client, board, log, app, paper, press } = await open(join(folder, 'log.db'))
  void app.enter(workshop)
  app.draw()
  const startMs = performance.now() - began
  await board.lines[0]?.drop()
  await settle()

  const typing = keysOf(KEYS, press, paper)
  const scroll = await scrolled(client, press)
  const deep = await deepIn(client, press, paper)
  press('\u001b[1;5F')
  await later(200)
  const collect = createCollector()
  collect()
  const flood = await flooded(app, board, press)
  collect()
  const rssMB = Math.round(process.memoryUsage.rss() / 1_048_576)
  app.close()
  client.close()
  log.close()
  return { messages: MESSAGES, startMs: round(startMs), typing, scroll, deep, flood, rssMB }
}

/** The program at its log, without a server: the screen is a counter of bytes. */
async function open(file: string) {
  const board = createSwitchboard()
  const log = openLog(file, wait, console.error)
  const kept = createKept({ token: 'secret', user: ada.id })
  const ways = { openSocket: board.openSocket, kept, archive: log }
  const client = createClient({ ...ways, now: Date.now, newId: () => `c-${Math.random()}`, chance: Math.random, wait })
  while (!client.state.me) await settle()
  const paper = createBytes(200, 60)
  const app = createApp(
    {
      ...{ surface: paper.surface, client, outgoing: noFiles, server: new URL('https://127.0.0.1'), env: {}, past: [], now: Date.now },
      incoming: nothingComes,
      settings: () => standard({}),
      change: () => undefined,
      open: () => true,
      picture: () => undefined,
    },
    () => undefined,
  )
  const keys = createKeys()
  const press = (bytes: string): number => {
    const start = performance.now()
    for (const heard of keys.hear(bytes)) hear(app, heard)
    app.draw()
    return performance.now() - start
  }
  return { client, board, log, app, paper, press }
}

async function scrolled(client: ReturnType<typeof createClient>, press: (bytes: string) => number) {
  const pages: number[] = []
  const scrolling = process.cpuUsage()
  for (let page = 0; page < 60; page++) {
    pages.push(press('\u001b[5~'))
    await later(1)
  }
  const busy = process.cpuUsage(scrolling)
  const held = client.state.timelines.get(workshop)?.messages[0]?.seq ?? 0
  return { ...spread(pages), cpuMs: round((busy.user + busy.system) / 1000 / pages.length), reached: MESSAGES - held }
}

/** Where somebody has read far back: what a page and a key cost then. */
async function deepIn(client: ReturnType<typeof createClient>, press: (bytes: string) => number, paper: { readonly bytes: number }) {
  const reached = () => MESSAGES - (client.state.timelines.get(workshop)?.messages[0]?.seq ?? 0)
  const pages: number[] = []
  while (reached() < DEEP && pages.length < MOST_PAGES) {
    pages.push(press('\u001b[5~'))
    await later(0)
  }
  return { reached: reached(), pages: spread(pages.slice(-200)), typing: keysOf(KEYS, press, paper) }
}

/** The log as it stands after a long time in a busy room. */
function fill(file: string): void {
  const log = openLog(file, wait, console.error)
  log.close()
  const db = new DatabaseSync(file)
  const limits = standardLimits
  const hello = { name: 'Hearth', version: '0', protocol: 1, limits, registration: 'open', guests: true, setup: false, epoch: 'one' }
  db.exec('begin')
  const fact = db.prepare('insert into facts values (?, ?)')
  for (const [key, value] of Object.entries({ me: ada, hello, contacts: [] })) fact.run(key, JSON.stringify(value))
  db.prepare('insert into rooms values (?, ?, ?)').run(
    workshop,
    JSON.stringify(room('Workshop', { seq: MESSAGES, readSeq: MESSAGES })),
    MESSAGES,
  )
  for (const user of [ada, bo, cy]) db.prepare('insert into people values (?, ?)').run(user.id, JSON.stringify(user))
  const one = db.prepare('insert into messages values (?, ?, ?, ?)')
  for (let seq = 1; seq <= MESSAGES; seq++) {
    const said = { ...message(seq, [ada, bo, cy][seq % 3]), text: `${seq} ${words}`, at: 1_790_000_000_000 + seq * 20_000 }
    one.run(workshop, seq, said.id, JSON.stringify(said))
  }
  db.prepare('insert into spans values (?, ?, ?)').run(workshop, 0, MESSAGES)
  db.exec('commit')
  db.close()
}

function createBytes(columns: number, rows: number): { readonly surface: Surface; bytes: number } {
  const painter = createPainter('sixteen')
  painter.forget(columns, rows)
  const paper = {
    bytes: 0,
    surface: {
      ...{
        columns,
        rows,
        say: () => undefined,
        mouse: () => undefined,
        turns: () => undefined,
        redraw: () => undefined,
        close: () => undefined,
      },
      draw: (frame: Parameters<Surface['draw']>[0]) => void (paper.bytes += Buffer.byteLength(painter.paint(frame))),
      hears: () => () => undefined,
      lost: () => () => undefined,
      resized: () => () => undefined,
      drained: () => () => undefined,
      lend: <T>(job: () => Promise<T>) => job(),
    },
  }
  return paper
}

function keysOf(count: number, press: (bytes: string) => number, paper: { readonly bytes: number }) {
  const before = paper.bytes
  const busy: number[] = []
  const times = Array.from({ length: count }, (_, at) => {
    const start = process.threadCpuUsage()
    const ms = press('the quick brown fox '.charAt(at % 20))
    const { user, system } = process.threadCpuUsage(start)
    busy.push((user + system) / 1000)
    return ms
  })
  // What the processor takes is the same on a crowded machine; the time on the clock is not.
  const cpu = spread(busy)
  return {
    ...spread(times),
    cpuMs: round(busy.reduce((sum, ms) => sum + ms, 0) / count),
    cpuP99Ms: cpu.p99Ms,
    cpuWorstMs: cpu.worstMs,
    bytesPerKey: round((paper.bytes - before) / count),
  }
}

async function flooded(
  { client }: { readonly client: ReturnType<typeof createClient> },
  board: ReturnType<typeof createSwitchboard>,
  press: (bytes: string) => number,
) {
  client.nudge()
  await later(20)
  board.last.say({ event: 'server.hello', with: client.state.hello ?? {} })
  await settle()
  const known = client.state.rooms.get(workshop)?.seq ?? 0
  const seat = room('Workshop', { seq: known, readSeq: known })
  await board.last.answer('session.resume', { user: ada, session: 's-1', rooms: [seat], contacts: [], presence: [], people: [bo, cy] })
  const count = FLOOD.perSecond * FLOOD.seconds
  const times: number[] = []
  const began = performance.now()
  let heard = 0
  let late = 0
  while (heard < count) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * FLOOD.perSecond))
    for (; heard < due; heard++) board.last.say(said('Workshop', known + heard + 1, bo, { text: `${heard} ${words}`, at: Date.now() }))
    const wanted = performance.now() + 20
    times.push(press('x'))
    await later(20)
    // How long a key that comes now would have waited for what else was at work.
    late = Math.max(late, performance.now() - wanted)
  }
  const last = client.state.timelines.get(workshop)?.messages.at(-1)?.seq ?? 0
  return { perSecond: FLOOD.perSecond, ...spread(times), heard: last - known, longestWaitMs: round(late) }
}

function spread(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { medianMs: at(0.5), p99Ms: at(0.99), worstMs: at(1) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
