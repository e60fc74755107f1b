// Two terminals and a page in one room: whichever way words, answers, likes and files go in, the others have them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPlace } from '@hearth/terminal/testing/hands.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, type Visitor } from '../harness/browser.ts'
import { type Server, startServer } from '../harness/server.ts'
import { article, comeAsGuest, openRoom, say } from './hands.ts'

let server: Server
let browser: Browser
let cy: Visitor
let place: ReturnType<typeof createPlace>

beforeAll(async () => {
  server = await startServer()
  place = createPlace({ address: `https://127.0.0.1:${server.run.httpsPort}` })
  browser = await openBrowser(() => server)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await place?.close()
  await server?.[Symbol.asyncDispose]()
})

type Terminal = ReturnType<typeof place.terminal>

/** As a guest, past the fingerprint. */
async function enter(name: string, size: readonly [number, number]): Promise<Terminal> {
  const one = place.terminal(name, size)
  await one.shows('First time at')
  one.press('Enter')
  await one.shows('Look around as guest')
  one.press('Down', 'Down', 'Enter')
  await one.shows('Name')
  one.type(name)
  one.press('Enter')
  await one.shows('● online')
  return one
}

it('[TERM-2] two terminals and a page share a room: words, answers, likes, changes and files', { timeout: 180_000 }, async () => {
  cy = await browser.visit()
  await comeAsGuest(cy, 'Cy')
  const ada = await enter('Ada', [110, 30])
  const bo = await enter('Bo', [70, 24])
  await openRoom(cy.page, 'Lobby')

  ada.say('Who is here?')
  await bo.shows('Who is here?')
  await article(cy.page, 'Who is here?').waitFor()
  await say(cy.page, 'Cy is, in a **browser**. שלום')
  for (const one of [ada, bo]) await one.shows(/Cy {2}Cy is, in a browser\. םולש/u)

  bo.say('/reply so am I')
  await article(cy.page, 'so am I').waitFor()
  await ada.shows('↩ Cy: Cy is')
  ada.say('/react 1 :tada:')
  await bo.shows('🎉 1')
  await article(cy.page, 'so am I').getByText('🎉').waitFor()
  bo.say('/edit so am I, on a narrow screen')
  await article(cy.page, 'on a narrow screen').waitFor()
  await ada.shows('(edited)')

  const file = join(place.folder, 'list of screws.txt')
  writeFileSync(file, 'M3 M4 M5\n')
  ada.say(`/send ${file}`)
  await bo.shows('list of screws.txt')
  await article(cy.page, 'list of screws.txt').waitFor()
  expect(cy.troubles).toEqual([])
  for (const one of [ada, bo]) one.press('C-d')
  for (const one of [ada, bo]) await one.gone()
})
