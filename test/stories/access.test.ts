import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, desktop, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person, password, say as sayByWire } from '../harness/cast.ts'
import { deep } from '../harness/deep.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import { furnish, wide } from './crowd.ts'
import { act, article, composer, goHome, isPhone, makeRoom, openRoom, register, signIn } from './hands.ts'

const longName = 'The very long name of a group that meets on Tuesdays'
let server: Server
let browser: Browser
let bo: Person
/** The link of the first run, from the server's own words. */
let setup: string
beforeAll(async () => {
  server = await startServer({ env: wide })
  setup = await until('the link of the first run', () => /#setup=[\w-]+/.exec(server.output())?.[0], { seen: server.output })
  browser = await openBrowser(() => server)
  const ada = await browser.visit()
  await register(ada, 'Ada')
  bo = await join(server, 'bo')
  const cy = await join(server, 'cy')
  await bo.wire.ask('account.change', {
    displayName: 'Bo the magnificent of the upper workshop',
    status: 'at the lathe, back at some time in the afternoon',
  })
  await makeRoom(ada.page, 'group', 'Workshop', ['bo', 'cy'])
  await ada[Symbol.asyncDispose]()
  const someAda = (await bo.wire.ask('people.search', { text: 'ada' })).people[0]?.id ?? bo.user.id
  await bo.wire.ask('room.direct', { user: someAda })
  await bo.wire.ask('room.create', { kind: 'group', name: 'Office', public: true, members: [someAda] })
  await bo.wire.ask('room.create', {
    kind: 'group',
    name: longName,
    topic: 'What is said here stays here, mostly, and is read on Thursdays',
    public: true,
  })
  await bo.wire.ask('room.create', { kind: 'channel', name: 'Notices', topic: 'Read once a day', members: [someAda, cy.user.id] })
  for (const { id, name } of (await bo.wire.ask('room.list', {})).rooms)
    await (name === 'Workshop'
      ? furnish(bo, cy, id)
      : name === 'Office'
        ? undefined
        : sayByWire(bo, id, 'The water is off on **Wednesday**, @Ada.'))
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Here one, and of its scenes some: each is looked at in the gallery as well, in every size and colour (gallery.test.ts); every pair in the deep run. */
const looks = [
  { name: 'desktop-light', options: { viewport: desktop, colorScheme: 'light' } },
  { name: 'desktop-dark', options: { viewport: desktop, colorScheme: 'dark' } },
  { name: 'phone-light', options: { viewport: phone, colorScheme: 'light', hasTouch: true, isMobile: true } },
  { name: 'phone-dark', options: { viewport: phone, colorScheme: 'dark', hasTouch: true, isMobile: true } },
] as const
const tried = deep ? looks : looks.filter(({ name }) => name === 'desktop-light')

const hash = (page: Page, to: string): Promise<void> => page.evaluate((where) => void (location.hash = where), to)
/** A dialog with a field keeps itself out of sight until a phone's keyboard has come, or would have. */
const shown = async (page: Page, name: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name })
  await dialog.waitFor()
  await until('the dialog to be in sight', () => dialog.evaluate((one) => one.checkVisibility({ opacityProperty: true })))
}
const opened =
  (button: RegExp | string, dialog: string) =>
  async (page: Page): Promise<void> => {
    await goHome(page)
    await page.getByRole('main').getByRole('button', { name: button }).click()
    await shown(page, dialog)
  }
const nobody = async (page: Page): Promise<void> => {
  await opened(/^Find people/, 'Find people')(page)
  await page.getByRole('combobox').fill('nobody of this name')
  await page
    .getByText(/^Nobody/)
    .first()
    .waitFor()
}
const members = async (page: Page): Promise<void> => {
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: /^Members/ }).click()
  await page.getByRole('complementary', { name: 'Members' }).getByText('Bo the magnificent').waitFor()
}
const share = async (page: Page): Promise<void> => {
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menuitem', { name: 'Code and link' }).click()
  await shown(page, 'The way into Workshop')
  await page.getByRole('img', { name: /^Code for/ }).waitFor()
}
const roomMenu = async (page: Page): Promise<void> => {
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menu').waitFor()
}
const joinByCode = async (page: Page): Promise<void> => {
  await opened(/^Look for rooms/, 'Look for rooms')(page)
  await page.getByRole('button', { name: 'I have a code' }).click()
  await shown(page, 'Join with a code')
}
const emoji = async (page: Page): Promise<void> => {
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await shown(page, 'Choose an emoji')
  await page.getByRole('dialog', { name: 'Choose an emoji' }).getByText('😀').first().waitFor()
}
const longPress = async (row: Locator): Promise<void> => {
  const { x = 0, y = 0 } = (await row.boundingBox()) ?? {}
  const at = { pointerType: 'touch', pointerId: 7, clientX: x + 90, clientY: y + 20, bubbles: true }
  await row.dispatchEvent('pointerdown', at)
  await row.page().getByRole('dialog', { name: 'Message actions' }).waitFor()
  await row.dispatchEvent('pointerup', at)
}
const messageMenu = async (page: Page): Promise<void> => {
  await openRoom(page, 'Workshop')
  const row = article(page, 'a list').last()
  if (isPhone(page)) await longPress(row)
  else await act(page, 'a list', 'More actions')
  if (isPhone(page)) await shown(page, 'Message actions')
  else await page.getByRole('menu').waitFor()
}
const bringPhone = async (page: Page): Promise<void> => {
  await opened(/^Bring your phone/, 'Bring your phone')(page)
  await page.getByRole('img', { name: /^Code for/ }).waitFor()
}
const scenes: readonly [name: string, open: (page: Page) => Promise<unknown>][] = [
  ['home', goHome],
  ['chats', (page) => hash(page, '#/chats')],
  ['lobby', (page) => openRoom(page, 'Lobby')],
  ['group', (page) => openRoom(page, 'Workshop')],
  ['empty', (page) => openRoom(page, 'Office')],
  ['channel', (page) => openRoom(page, 'Notices')],
  ['direct', (page) => openRoom(page, 'Bo')],
  ['settings', (page) => hash(page, '#/settings')],
  ['members', members],
  ['message-menu', messageMenu],
  ['room-menu', roomMenu],
  ['emoji', emoji],
  ['share', share],
  ['find-people', opened(/^Find people/, 'Find people')],
  ['no-results', nobody],
  ['new-room', opened(/^Make a group/, 'New room')],
  ['browse', opened(/^Look for rooms/, 'Look for rooms')],
  ['join', joinByCode],
  ['phone', bringPhone],
]

/** What is furnished by a server as no gallery is. */
const furnished = new Set(['home', 'group', 'channel', 'settings', 'members', 'share', 'browse'])
const triedScenes = deep ? scenes : scenes.filter(([name]) => furnished.has(name))

describe.each(tried)('axe, $name', ({ name, options }) => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await browser.visit('/', options)
    // Each look begins with something unread, also something for Ada.
    await sayByWire(bo, bo.lobby, 'Tea, @Ada?')
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

  it.each(triedScenes)('[TEST-13] finds nothing in: %s', async (scene, open) => {
    const { page } = visitor
    for (let layer = 0; layer < 2; layer++) await page.keyboard.press('Escape')
    await open(page)
    await page.getByRole('heading').first().waitFor()
    await until('the scene to rest', async () => (await page.locator('[aria-busy=true]').count()) === 0)
    await picture(page, `${scene}-${name}`)
    const found = await faults(page)
    const over = await wider(page)
    if (scene === 'settings') await settingsToTheEnd(page, name)
    if (scene === 'members') await page.getByRole('button', { name: 'Close members' }).click()
    await page.keyboard.press('Escape')
    expect(found).toEqual([])
    expect(over).toBe(0)
  })

  it('[TEST-13] finds nothing at the first run', async () => {
    await using fresh = await browser.visit(`/${setup}`, options)
    await fresh.page.getByRole('button', { name: 'Make the first account' }).waitFor()
    await picture(fresh.page, `first-run-${name}`)
    expect(await faults(fresh.page)).toEqual([])
    expect(await wider(fresh.page)).toBe(0)
  })
})

async function settingsToTheEnd(page: Page, look: string): Promise<void> {
  const end = page.getByRole('button', { name: 'Sign out', exact: true }).last()
  await end.scrollIntoViewIfNeeded()
  await picture(page, `settings-end-${look}`)
}

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

  const focusIn = (tag: string): Promise<unknown> =>
    until(`the focus in a ${tag}`, () => page.evaluate((name) => document.activeElement?.tagName === name, tag))

  const isOnMessage = (): Promise<boolean> => page.evaluate(() => document.activeElement?.getAttribute('role') === 'article')
  /** Back from the composer, past what can be pressed in the message itself. */
  const toMessages = async (): Promise<void> => {
    for (let stops = 0; stops < 5 && !(await isOnMessage()); stops++) await press('Shift+Tab')
    await until('a message to have the focus', isOnMessage)
  }

  // Finds Cy and says something, in a talk that was not there before.
  await press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await page.keyboard.type('cy')
  await page.getByRole('option', { name: /@cy/ }).waitFor()
  await press('Enter')
  await page.getByRole('main', { name: 'cy' }).getByRole('log').waitFor()
  await focusIn('TEXTAREA')
  await page.keyboard.type('written without a mouse')
  await press('Enter')
  await article(page, 'written without a mouse').and(page.locator('[data-seq]')).waitFor()

  await press('ArrowUp')
  await page.getByText('Editing').waitFor()
  await press('End')
  await page.keyboard.type(', twice')
  await press('Enter')
  await article(page, 'written without a mouse, twice').getByText('edited').waitFor()

  // Up into the words, R to answer.
  await toMessages()
  await press('r')
  await page.getByText('Reply to Ada').waitFor()
  await focusIn('TEXTAREA')
  await page.keyboard.type('an answer to myself')
  await press('Enter')
  await page.getByRole('button', { name: /^In reply to Ada ?: ?written without a mouse, twice/ }).waitFor()

  // And the first one goes: one comes back into the list where one left it.
  await toMessages()
  await until('the first to have the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.includes('without a mouse, twice')),
  )
  await press('Delete')
  const question = page.getByRole('alertdialog')
  await question.getByRole('button', { name: 'Cancel' }).waitFor()
  await until('the safe answer to have the focus', () => page.evaluate(() => document.activeElement?.textContent === 'Cancel'))
  await press('Tab', 'Enter')
  await article(page, 'This message was deleted.').waitFor()

  await press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await page.keyboard.type('Workshop')
  await page
    .getByRole('option', { name: /Workshop/ })
    .first()
    .waitFor()
  await press('Enter')
  await page.getByRole('main', { name: 'Workshop' }).getByRole('log').waitFor()
  await focusIn('TEXTAREA')
  expect(await composer(page).inputValue()).toBe('')
  await press('Alt+ArrowUp')
  await until('another room to be open', async () => (await page.getByRole('main', { name: 'Workshop' }).count()) === 0)
  expect(visitor.troubles).toEqual([])
})

it('[TEST-13] the list of messages is one stop for Tab: arrows go along it, Tab into a message, Esc back', async () => {
  await using visitor = await browser.visit()
  const { page } = visitor
  await signIn(visitor, 'ada')
  await openRoom(page, 'Workshop')
  await article(page, 'Anybody for').last().waitFor()
  const log = page.getByRole('main', { name: 'Workshop' }).getByRole('log')
  /** What Tab reaches in the list, by what it says or is. Code that is wider than its place is scrolled by keys, and so a stop of its own. */
  const stops = (): Promise<string[]> =>
    log.evaluate((list) =>
      [...list.querySelectorAll<HTMLElement>(':not(pre)')]
        .filter((one) => one.tabIndex >= 0 && one.checkVisibility())
        .map((one) => one.dataset['key'] ?? one.ariaLabel ?? one.textContent ?? ''),
    )
  const row = (): Promise<string> => page.evaluate(() => document.activeElement?.closest('[data-key]')?.getAttribute('aria-label') ?? '')
  const isOnRow = (): Promise<boolean> => page.evaluate(() => document.activeElement?.matches('[data-key]') ?? false)
  await composer(page).focus()
  await until('the list to be one stop', async () => (await stops()).length === 1, { seen: stops })

  await page.keyboard.press('F6')
  for (let tries = 0; tries < 8 && !(await isOnRow()); tries++) await page.keyboard.press('F6')
  expect(await row()).toContain('Anybody for')
  await page.keyboard.press('ArrowUp')
  expect(await row()).toContain('deleted')
  await page.keyboard.press('Home')
  expect(await isOnRow()).toBe(true)
  await page.keyboard.press('End')
  expect(await row()).toContain('Anybody for')

  // A message with a link and reactions: they are reached from it, and it is left as it was come to.
  while (!(await row()).includes('The settings:')) await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Tab')
  expect([await isOnRow(), (await row()).includes('The settings:')]).toEqual([false, true])
  await page.keyboard.press('Escape')
  expect([await isOnRow(), (await row()).includes('The settings:')]).toEqual([true, true])
  for (let tabs = 0; tabs < 40 && (await row()).includes('The settings:'); tabs++) await page.keyboard.press('Tab')
  expect(await log.evaluate((list) => list.contains(document.activeElement))).toBe(false)
  expect(await stops()).toHaveLength(1)
  await page.keyboard.press('Shift+Tab')
  expect(await row()).toContain('The settings:')
  expect(await faults(page)).toEqual([])
})
