import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { password } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { act, article, comeAsGuest, composer, goHome, makeRoom, openRoom, register, say, writeTo } from './hands.ts'

let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server, { worker: true })
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('[TEST-11] the first admin is made with the link the server printed', async () => {
  const setup = /#setup=[\w-]+/.exec(server.output())?.[0] ?? 'no link was printed'
  ada = await browser.visit(`/${setup}`)
  await picture(ada.page, 'first-run')
  await ada.page.getByLabel('Your name').fill('Ada')
  await ada.page.getByLabel('Password', { exact: true }).fill(password)
  await ada.page.getByRole('button', { name: 'Make the first account' }).click()
  await ada.page.getByRole('button', { name: 'Go in' }).click()
  await ada.page.getByRole('heading', { name: /, Ada$/ }).waitFor()
})

it('[TEST-11] somebody on a phone makes an account, and nothing is wider than the screen', async () => {
  bo = await browser.visit('/', { viewport: phone, hasTouch: true, isMobile: true })
  await register(bo, 'Bo')
  expect(await bo.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await picture(bo.page, 'phone-home')
})

it('[TEST-11] they meet in the lobby', async () => {
  await openRoom(ada.page, 'Lobby')
  await say(ada.page, 'Is anybody here?')
  await openRoom(bo.page, 'Lobby')
  await article(bo.page, 'Is anybody here?').waitFor()
  await say(bo.page, 'Me, on the phone.')
  await article(ada.page, 'Me, on the phone.').waitFor()
  expect(await bo.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await picture(bo.page, 'phone-lobby')
})

it('[TEST-11] whoever is pressed in a list is meant, though the list changes under the finger', async () => {
  const { page } = ada
  await goHome(page)
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Find people/ })
    .click()
  const option = page.getByRole('option', { name: /@bo/i })
  await option.waitFor()
  // The list with both of them has him below; the one that comes while he is pressed has him alone, and higher.
  const box = await option.boundingBox()
  const answered = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { send } = WebSocket.prototype
        WebSocket.prototype.send = function (frame) {
          const asked = String(frame).includes('people.search') ? JSON.parse(String(frame)).id : undefined
          if (asked !== undefined)
            this.addEventListener('message', ({ data }) => JSON.parse(data).id === asked && requestAnimationFrame(() => resolve()))
          send.call(this, frame)
        }
      }),
  )
  await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + (box?.height ?? 0) / 2)
  await page.mouse.down()
  await page.keyboard.type('bo')
  await answered
  await page.mouse.up()
  await page.getByRole('main', { name: 'Bo' }).getByRole('log').waitFor()
  await page.reload()
  await page.getByRole('main', { name: 'Bo' }).getByRole('log').waitFor()
})

it('[TEST-11] they find each other and talk alone, and each sees the other write', async () => {
  await writeTo(ada.page, 'Bo')
  await say(ada.page, 'Just you and me.')
  await openRoom(bo.page, 'Ada')
  await article(bo.page, 'Just you and me.').waitFor()
  await composer(bo.page).pressSequentially('I am wri')
  await ada.page.getByText('Bo is writing').waitFor()
  await say(bo.page, 'I am writing.')
  await article(ada.page, 'I am writing.').waitFor()
})

it('[TEST-11] in a group members speak; reply, edit, delete and reactions are seen by both', async () => {
  const { page } = ada
  await makeRoom(page, 'group', 'Workshop', ['Bo'])
  await say(page, 'The laser cutter is free.')
  await openRoom(bo.page, 'Workshop')
  await say(bo.page, 'On my waj.')
  await act(page, 'On my waj.', 'Reply')
  await say(page, 'See you there.')
  await article(bo.page, 'See you there.')
    .getByRole('button', { name: /^In reply to Bo/ })
    .waitFor()

  await act(page, 'On my waj.', 'React with 👍')
  await article(bo.page, 'On my waj.')
    .first()
    .getByRole('button', { name: /👍, 1 reaction by Ada/ })
    .waitFor()

  await act(page, 'See you there.', 'Edit')
  await composer(page).fill('See you at noon.')
  await page.getByRole('button', { name: 'Save' }).click()
  await article(bo.page, 'See you at noon.').getByText('edited').waitFor()

  await act(page, 'The laser cutter is free.', 'More actions')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Delete' }).click()
  await article(bo.page, 'This message was deleted.').waitFor()
  await picture(page, 'group')
})

it('[TEST-11] in a channel its admins speak, the others read along', async () => {
  await makeRoom(ada.page, 'channel', 'Notices', ['Bo'])
  await say(ada.page, 'The water is off on Wednesday.')
  await openRoom(bo.page, 'Notices')
  await article(bo.page, 'The water is off on Wednesday.').waitFor()
  await bo.page.getByText('Only the admins of this channel speak here.').waitFor()
  expect(await composer(bo.page).count()).toBe(0)
})

it('[TEST-11] what came while one was elsewhere is marked, and a line shows where it begins', async () => {
  await openRoom(bo.page, 'Workshop')
  await openRoom(bo.page, 'Ada')
  await openRoom(ada.page, 'Workshop')
  for (const text of ['one', 'two', 'three']) await say(ada.page, `new ${text}`)
  await bo.page.goto(`https://127.0.0.1:${server.run.httpsPort}/#/chats`)
  const link = bo.page.getByRole('navigation', { name: 'Rooms and people' }).getByRole('link', { name: /Workshop.*3 unread messages/ })
  await link.waitFor()
  await link.click()
  await bo.page.getByRole('separator', { name: 'New messages' }).waitFor()
  await article(bo.page, 'new three').waitFor()
  await picture(bo.page, 'phone-new-line')
})

it('[TEST-11] a guest comes in by a room’s code and talks', async () => {
  const cy = await browser.visit('/', { colorScheme: 'dark' })
  await comeAsGuest(cy, 'Cy')
  await openRoom(ada.page, 'Workshop')
  await ada.page.getByRole('button', { name: 'Room actions' }).click()
  await ada.page.getByRole('menuitem', { name: 'Code and link' }).click()
  const shown = await ada.page.getByRole('dialog').innerText()
  await ada.page.keyboard.press('Escape')
  const link = /#join=\S+/.exec(shown)?.[0] ?? `#join=${encodeURIComponent(/\b[a-z0-9]+(?:-[a-z0-9]+)+\b/.exec(shown)?.[0] ?? shown)}`
  await cy.page.evaluate((hash) => (location.hash = hash), link)
  await until(
    'Cy to be in',
    async () => (await cy.page.getByRole('main', { name: 'Workshop' }).count()) > 0 || (await joinByDialog(cy, link)),
    { within: 10_000, every: 300, seen: () => shown },
  )
  await say(cy.page, 'Hello from a guest.')
  await article(ada.page, 'Hello from a guest.').waitFor()
  await picture(cy.page, 'guest-dark')
  await cy[Symbol.asyncDispose]()
})

it('[TEST-11] who only clicked through the warning takes part in full; who did not is warned', async () => {
  await using strangers = await openBrowser(() => server, { stranger: true, worker: true })
  await expect(strangers.visit('/', { ignoreHTTPSErrors: false })).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')
  await using dee = await strangers.visit()
  await register(dee, 'Dee')
  await openRoom(dee.page, 'Lobby')
  await say(dee.page, 'I clicked through.')
  await openRoom(ada.page, 'Lobby')
  await article(ada.page, 'I clicked through.').waitFor()
  await say(ada.page, 'My browser trusts the house.')
  await article(dee.page, 'My browser trusts the house.').waitFor()
  expect(dee.troubles).toEqual([])
})

async function joinByDialog({ page }: Visitor, _link: string): Promise<boolean> {
  const join = page.getByRole('dialog').getByRole('button', { name: 'Join' })
  if ((await join.count()) > 0) await join.click()
  return false
}

it('[TEST-15] nothing of all that broke the security policy or left an error in the console', () => {
  expect([...ada.troubles, ...bo.troubles]).toEqual([])
})
