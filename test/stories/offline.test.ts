// Without a server: the page opens, shows what was read, takes what is written, and sends it once when there is one; also over a closed browser.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProfile, picture, trustedKey, type Visitor } from '../harness/browser.ts'
import { comeBack, join, type Person } from '../harness/cast.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { wide } from './crowd.ts'
import { article, composer, openRoom, register, say } from './hands.ts'

const data = temporary('offline')
const profile = temporary('profile')
let server: Server
let port: number
let pin: string
let bo: Person
let ada: Visitor

beforeAll(async () => {
  server = await startServer({ data: data.path, env: wide })
  port = server.run.httpsPort
  pin = await trustedKey(server)
  bo = await join(server, 'bo')
  for (let at = 1; at <= 70; at++) await bo.wire.ask('message.send', { room: bo.lobby, text: `line ${at}`, clientId: `line-${at}` })
  ada = await openProfile(profile.path, port, pin)
  await register(ada, 'Ada')
})
afterAll(async () => {
  await ada[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  for (const folder of [data, profile]) folder.drop()
})

async function startAgain(): Promise<void> {
  server = await startServer({ data: data.path, flags: ['--port', String(port)] })
  bo = await comeBack(server, 'bo', bo.token)
}

async function openAgain(path = '/'): Promise<void> {
  await ada[Symbol.asyncDispose]()
  ada = await openProfile(profile.path, port, pin, path)
}

/** How many rows a shelf of the page's log holds. */
const kept = (page: Page, shelf: string): Promise<number> =>
  page.evaluate(
    (name) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('hearth.log')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const counting = opening.result.transaction(name).objectStore(name).count()
          counting.onerror = () => reject(counting.error)
          counting.onsuccess = () => {
            opening.result.close()
            resolve(counting.result)
          }
        }
      }),
    shelf,
  )

const said = async (): Promise<string[]> =>
  (await bo.wire.ask('room.history', { room: bo.lobby })).messages.flatMap(({ text }) => text ?? [])

it('[WEB-LOG-1] the page opens without its server and shows what was read, older pages too', async () => {
  const { page } = ada
  await openRoom(page, 'Lobby')
  await article(page, 'line 70').waitFor()
  await page.getByRole('log').press('Home')
  await article(page, 'line 1').first().waitFor()
  await until('all to be kept', async () => (await kept(page, 'messages')) >= 70)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await server.kill('SIGKILL')

  await openAgain()
  await openRoom(ada.page, 'Lobby')
  await article(ada.page, 'line 70').waitFor()
  await ada.page.getByText('No connection.').waitFor()
  await picture(ada.page, 'opened-without-server')
  await ada.page.getByRole('log').press('Home')
  await article(ada.page, 'line 1').first().waitFor()
})

it('[WEB-LOG-2] what is written then survives a closed browser, and is sent once, in order', async () => {
  await say(ada.page, 'written in the dark')
  await say(ada.page, 'and a second thing')
  await composer(ada.page).fill('half a thought')
  await until('the draft to be kept', () => ada.page.evaluate(() => JSON.stringify(localStorage).includes('half a thought')))

  await openAgain()
  await openRoom(ada.page, 'Lobby')
  await article(ada.page, 'and a second thing').getByText('Will be sent when the connection is back').waitFor()
  expect(await composer(ada.page).inputValue()).toBe('half a thought')

  await startAgain()
  await article(ada.page, 'and a second thing').and(ada.page.locator('[data-seq]')).waitFor()
  expect((await said()).slice(-2)).toEqual(['written in the dark', 'and a second thing'])
  expect((await said()).filter((text) => text === 'written in the dark')).toHaveLength(1)
})

it('[WEB-LOG-3] two tabs: what one leaves behind the other sends, once; what one takes back is not sent by the other', async () => {
  await server.kill('SIGKILL')
  const other = await ada.context.newPage()
  await other.goto(`https://127.0.0.1:${port}/`)
  await openRoom(other, 'Lobby')
  await say(other, 'left by a tab')
  await say(other, 'thought better of')
  await article(ada.page, 'thought better of').waitFor()
  await until('the tab to know it as unsent', () => other.evaluate(() => JSON.stringify(localStorage).includes('thought better of')))
  await ada.page.evaluate(() => {
    for (const key of Object.keys(localStorage))
      if (localStorage.getItem(key)?.includes('thought better of')) {
        const gone = { key, newValue: null }
        localStorage.removeItem(key)
        dispatchEvent(new StorageEvent('storage', gone))
      }
  })
  await article(ada.page, 'thought better of').waitFor({ state: 'hidden' })
  await article(other, 'thought better of').waitFor({ state: 'hidden' })
  await other.close()
  await startAgain()
  await article(ada.page, 'left by a tab').and(ada.page.locator('[data-seq]')).waitFor()
  expect((await said()).filter((text) => text === 'left by a tab')).toHaveLength(1)
  expect(await said()).not.toContain('thought better of')
})

it('[WEB-LOG-4] signing out in one tab takes everything away, and the other writes nothing again', async () => {
  const other = await ada.context.newPage()
  await other.goto(`https://127.0.0.1:${port}/`)
  await openRoom(other, 'Lobby')
  expect(await kept(ada.page, 'messages')).toBeGreaterThan(70)
  await ada.page.evaluate(() => (location.hash = '#/settings'))
  await ada.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await ada.page.getByLabel('Password', { exact: true }).waitFor()
  await other.getByText('You were signed out').waitFor()
  await until('nothing to be kept', async () => (await kept(other, 'messages')) + (await kept(other, 'facts')) === 0)
  await until('no draft to be kept', () => other.evaluate(() => !JSON.stringify(localStorage).includes('half a thought')))
  expect(ada.troubles.filter((trouble) => !/ERR_CONNECTION_REFUSED|ERR_FAILED|WebSocket/.test(trouble))).toEqual([])
})
