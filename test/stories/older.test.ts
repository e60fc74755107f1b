import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { root, type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import type { Seat } from '../matrix/driver.ts'
import { allFlags, drivers } from '../matrix/drivers/all.ts'
import { article, makeRoom, openRoom, register, say } from './hands.ts'

/** One program of each kind, and who sits at it. */
const cast = [
  ['prmp/C', 'Bo', 'Here is Bo, at a chat program of 2022.'],
  ['vases/document', 'Cy', 'Cy, from a terminal, with commands that begin with a slash.'],
  ['pychat/text', 'Dee', 'Dee. I type my commands by hand.'],
  ['pycord', 'Eve', 'Eve here, my program asks for news by itself.'],
] as const

let server: Server
let browser: Browser
let ada: Visitor
const seats = new Map<string, Seat>()
const opened = new AsyncDisposableStack()

beforeAll(async () => {
  server = opened.use(await startServer({ flags: ['--name', 'Our house', '--plain-port', '0', ...allFlags] }))
  browser = opened.use(await openBrowser(() => server))
})
afterAll(() => opened.disposeAsync())

const programOf = (name: string) => {
  const driver = drivers.find((one) => one.name === name)
  if (driver === undefined) throw new Error(`there is no ${name}`)
  return driver
}

it('[MATRIX-9] one person at each of the five programs and one in the page, in one group and in the Lobby, all read each other', async () => {
  ada = await browser.visit('/', { viewport: { width: 1180, height: 860 }, colorScheme: 'light' })
  await register(ada, 'Ada')
  for (const [program, name] of cast)
    seats.set(name, opened.use(await programOf(program).enter({ server, name, password: 'three-stones-and-a-spark' })))
  const fay = opened.use(await programOf('disbroad/document').enter({ server, name: 'Fay', password: 'three-stones-and-a-spark' }))
  seats.set('Fay', fay)

  await makeRoom(
    ada.page,
    'group',
    'Workshop',
    cast.map(([, name]) => name),
  )
  await say(ada.page, 'Welcome to the Workshop, all of you. Who is at what?')
  for (const [, name, words] of cast) {
    const seat = seatOf(name)
    await seen(name, 'Who is at what?')
    await seat.toGroup('Workshop', words)
    await article(ada.page, words).waitFor()
  }
  for (const [, name, words] of cast) for (const [, other] of cast) if (other !== name) await seen(other, words)
  await picture(ada.page, 'older-workshop')
  record('workshop.png', await ada.page.screenshot())

  await openRoom(ada.page, 'Lobby')
  await fay.toLobby('Fay, who knows the Lobby alone. Good morning!')
  await article(ada.page, 'Fay, who knows the Lobby alone.').waitFor()
  await say(ada.page, 'Good morning, Fay!')
  for (const name of seats.keys()) await seen(name, 'Good morning, Fay!')
  record('together.md', recorded())
})

function seatOf(name: string): Seat {
  const seat = seats.get(name)
  if (seat === undefined) throw new Error(`${name} has no seat`)
  return seat
}

async function seen(name: string, words: string): Promise<void> {
  const seat = seatOf(name)
  const has = (): boolean => seat.shown.some(({ text }) => text.includes(words))
  await until(`${name} to read ${words}`, async () => has() || (await seat.look(), has()), {
    within: 20_000,
    every: 100,
    seen: () => seat.shown.slice(-5),
  })
  expect(has()).toBe(true)
}

/** What each program has shown, line by line. */
function recorded(): string {
  const parts = [...seats].map(([name, { shown }]) => {
    const program = cast.find(([, who]) => who === name)?.[0] ?? 'disbroad/document'
    const lines = shown.map(({ from, text, in: place, group }) => `    ${place === 'group' ? group : place}, ${from}: ${text}`)
    return `## ${name}, at ${program}\n\n${lines.join('\n')}\n`
  })
  return `# One evening, six programs\n\nRecorded by \`HEARTH_RECORD=1 npx vitest run --project whole test/stories/older.test.ts\`: what each person’s program has shown of the others.\n\n![the same group in the page](workshop.png)\n\n${parts.join('\n')}`
}

function record(name: string, content: string | Buffer): void {
  if (process.env['HEARTH_RECORD'] === undefined) return
  const folder = join(root, 'docs/gateways')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), content)
}
