import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, desktop, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, password, say as sayByWire } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { article, goHome, makeRoom, openRoom, register, signIn } from './hands.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let server: Server
let browser: Browser
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server)
  const ada = await browser.visit()
  await register(ada, 'Ada')
  const bo = await join(server, 'bo')
  await makeRoom(ada.page, 'group', 'Workshop', ['bo'])
  await bo.wire.ask('room.direct', { user: (await bo.wire.ask('people.search', { text: 'ada' })).people[0]?.id ?? bo.user.id })
  const { rooms } = await bo.wire.ask('room.list', {})
  for (const { id } of rooms) await sayByWire(bo, id, 'The **laser cutter** is free: `speed 18`, see https://house.lan/laser, @Ada.')
  await ada[Symbol.asyncDispose]()
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** What axe finds, each with where. Run apart from the page's own world, which the security policy guards. */
async function faults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  await session.send('Runtime.evaluate', { expression: axe, contextId: executionContextId })
  const expression = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => JSON.stringify(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ' ' + failureSummary))))`
  const { result } = await session.send('Runtime.evaluate', {
    expression,
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  })
  await session.detach()
  return JSON.parse(String(result.value))
}

const looks = [
  { name: 'desktop-light', options: { viewport: desktop, colorScheme: 'light' } },
  { name: 'desktop-dark', options: { viewport: desktop, colorScheme: 'dark' } },
  { name: 'phone-light', options: { viewport: phone, colorScheme: 'light', hasTouch: true, isMobile: true } },
  { name: 'phone-dark', options: { viewport: phone, colorScheme: 'dark', hasTouch: true, isMobile: true } },
] as const

const hash = (page: Page, to: string): Promise<void> => page.evaluate((where) => void (location.hash = where), to)
const opened =
  (button: RegExp | string, dialog: string) =>
  async (page: Page): Promise<void> => {
    await goHome(page)
    await page.getByRole('main').getByRole('button', { name: button }).click()
    await page.getByRole('dialog', { name: dialog }).waitFor()
  }
const scenes: readonly [name: string, open: (page: Page) => Promise<unknown>][] = [
  ['home', goHome],
  ['chats', (page) => hash(page, '#/chats')],
  ['lobby', (page) => openRoom(page, 'Lobby')],
  ['group', (page) => openRoom(page, 'Workshop')],
  ['direct', (page) => openRoom(page, 'bo')],
  ['settings', (page) => hash(page, '#/settings')],
  ['find-people', opened(/^Find people/, 'Find people')],
  ['new-room', opened(/^Make a group/, 'New room')],
]

describe.each(looks)('axe, $name', ({ name, options }) => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await browser.visit('/', options)
  })
  afterAll(() => visitor[Symbol.asyncDispose]())

  it('[TEST-13] finds nothing at the door', async () => {
    const { page } = visitor
    for (const way of ['Make an account', 'Just look around', 'Sign in']) {
      await page.getByRole('button', { name: way }).last().click()
      expect(await faults(page)).toEqual([])
    }
    await picture(page, `door-${name}`)
    await signIn(visitor, 'ada')
  })

  it.each(scenes)('[TEST-13] finds nothing in: %s', async (scene, open) => {
    await visitor.page.keyboard.press('Escape')
    await open(visitor.page)
    await until('the scene to rest', async () => (await visitor.page.locator('[aria-busy=true]').count()) === 0)
    await picture(visitor.page, `${scene}-${name}`)
    const found = await faults(visitor.page)
    await visitor.page.keyboard.press('Escape')
    expect(found).toEqual([])
  })
})

it('[TEST-13] by keyboard alone: sign in, find somebody, talk, reply, edit, delete, go to another room', { timeout: 90_000 }, async () => {
  await using visitor = await browser.visit()
  const { page } = visitor
  const press = (...keys: string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  await page.getByLabel('Name', { exact: true }).waitFor()
  await until('the first field to have the focus', () => page.evaluate(() => document.activeElement?.tagName === 'INPUT'))
  await page.keyboard.type('ada')
  await press('Tab')
  await page.keyboard.type(password)
  await press('Enter')
  await page.getByRole('heading', { name: /, Ada$/ }).waitFor()

  await press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await page.keyboard.type('Workshop')
  await page
    .getByRole('option', { name: /Workshop/ })
    .first()
    .waitFor()
  await press('Enter')
  await page.getByRole('main', { name: 'Workshop' }).getByRole('log').waitFor()
  await until('the composer to have the focus', () => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'))
  await page.keyboard.type('written without a mouse')
  await press('Enter')
  await article(page, 'written without a mouse').waitFor()

  await press('ArrowUp')
  await page.getByText('Editing').waitFor()
  await press('End')
  await page.keyboard.type(', twice')
  await press('Enter')
  await article(page, 'written without a mouse, twice').getByText('edited').waitFor()

  await press('Alt+ArrowUp')
  await until('another room to be open', async () => (await page.getByRole('main', { name: 'Workshop' }).count()) === 0)
  expect(visitor.troubles).toEqual([])
})
