// Writing with what completes it, keys of one's own, and a page that is replaced or installed while it is open.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { article, composer, openRoom, register } from './hands.ts'

let server: Server
let browser: Browser
let ada: Visitor
let bo: Person
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server)
  bo = await join(server, 'bo')
  ada = await browser.visit('/')
  await register(ada, 'Ada')
  const { people } = await bo.wire.ask('people.search', { text: 'Ada' })
  const members = people.map(({ id }) => id)
  await bo.wire.ask('room.create', { kind: 'group', name: 'Workshop', members })
  await bo.wire.ask('room.create', { kind: 'group', name: 'Laser', members })
  await openRoom(ada.page, 'Workshop')
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('[TEST-45] people, rooms, emoji and commands are completed by keyboard, and calling all says how many it reaches', async () => {
  const { page } = ada
  const area = composer(page)
  await area.pressSequentially('see #las')
  await page.getByRole('option', { name: 'Laser' }).waitFor()
  await area.press('Tab')
  await area.pressSequentially('and :tad')
  await page.getByRole('option', { name: /tada/ }).waitFor()
  await picture(page, 'completion')
  await area.press('ArrowDown')
  await area.press('Enter')
  await area.pressSequentially('@al')
  await page.getByRole('option', { name: /^@all/ }).waitFor()
  await area.press('Enter')
  expect(await area.inputValue()).toBe('see #Laser and 🎉 @all ')
  await area.press('Control+Alt+p')
  await page.getByRole('region', { name: 'Preview' }).getByRole('link', { name: '#Laser' }).waitFor()
  await picture(page, 'preview')
  await area.press('Control+Alt+p')
  await area.press('Enter')
  const question = page.getByRole('alertdialog')
  await question.getByText('This calls 1 person').waitFor()
  await question.getByRole('button', { name: 'Send anyway' }).click()
  await article(page, '@all').getByRole('link', { name: '#Laser' }).click()
  await page.getByRole('main', { name: 'Laser' }).waitFor()
  await composer(page).pressSequentially('/po')
  await page.getByRole('option', { name: /poll/ }).waitFor()
  await composer(page).press('Enter')
  await composer(page).pressSequentially('Tea?')
  await composer(page).press('Enter')
  expect(await page.getByRole('dialog').getByRole('textbox').first().inputValue()).toBe('Tea?')
  await page.keyboard.press('Escape')
  await until('Bo to be called', async () => (await bo.wire.ask('message.mentions', { limit: 5 })).found.length === 1)
})

it('[TEST-45] a sentence that ends in #1 is sent by Enter as it stands, though a room is called so', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await composer(page).pressSequentially('we are #l')
  await page.getByRole('option', { name: 'Laser' }).waitFor()
  await composer(page).press('Enter')
  await article(page, 'we are #l').waitFor()
  expect(await composer(page).inputValue()).toBe('')
})

it('[TEST-45] keys are changed in the settings; what is taken or the browser’s is refused; the sheet and the tips show the new ones', async () => {
  const { page } = ada
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByRole('button', { name: 'Change the keys' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change the keys' })
  await dialog.getByRole('button', { name: 'Change the keys for: Go to a room or a person' }).click()
  await page.keyboard.press('Control+b')
  await dialog.getByText('These keys do something else: Bold.').waitFor()
  await page.keyboard.press('Control+t')
  await dialog.getByText('The browser keeps these keys for itself.').waitFor()
  await picture(page, 'keys')
  await page.keyboard.press('Control+Alt+j')
  await dialog.getByRole('button', { name: 'As it was: Go to a room or a person' }).waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.reload()
  await openRoom(page, 'Workshop')
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Control+Alt+j')
  await page.getByRole('dialog', { name: 'Go to' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('navigation', { name: 'Rooms and people' }).textContent()).toContain('Ctrl Alt J')
})

it('[TEST-45] from an empty line one answers what was said last, and a message is reacted to by its key', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await composer(page).press('Shift+ArrowUp')
  await page.getByText('Reply to Ada').waitFor()
  await composer(page).press('Escape')
  await page.getByRole('log', { name: 'Messages' }).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('+')
  await page.getByRole('dialog', { name: 'Choose an emoji' }).waitFor()
  await page.keyboard.press('Escape')
})

it('[TEST-45] nobody is told that one writes, where it is set so', async () => {
  const { page } = ada
  const told = (): number => bo.wire.heard.filter(({ event }) => event === 'typing').length
  expect(told()).toBeGreaterThan(0)
  await page.evaluate(() => (location.hash = '#/settings'))
  const shown = page.getByRole('group', { name: 'Others see that I am writing' })
  await shown.getByText('Hidden').click()
  await until('it to be kept', () => shown.getByRole('radio', { name: 'Hidden' }).isChecked())
  await openRoom(page, 'Laser')
  const before = told()
  await composer(page).pressSequentially('Nobody knows')
  await composer(page).press('Enter')
  await until('the words to come', () =>
    bo.wire.heard.some((one) => one.event === 'message.said' && 'text' in one.with && one.with.text === 'Nobody knows'),
  )
  expect(told()).toBe(before)
})

it('[TEST-46] a page that is open while the server is renewed says so, and loading it anew loses nothing', async () => {
  await using old = await browser.visit('/favicon.ico')
  const { page } = old
  let isNew = false
  const doors: (() => Promise<void>)[] = []
  await page.routeWebSocket(/\/ws/, (side) => {
    const behind = side.connectToServer()
    doors.push(() => side.close())
    behind.onMessage((text) => side.send(isNew ? String(text).replace(/"version":"[^"]+"/, '"version":"99.0.0"') : text))
  })
  await page.goto(new URL('/', page.url()).href)
  await register(old, 'Cy')
  await openRoom(page, 'Lobby')
  await composer(page).fill('half a thought')
  expect(await page.getByText('A new version is here.').count()).toBe(0)
  isNew = true
  await doors.at(-1)?.()
  await page.getByText('A new version is here.').waitFor()
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('main', { name: 'Lobby' }).getByRole('log').waitFor()
  await until('the draft', async () => (await composer(page).inputValue()) === 'half a thought')
})

it('[TEST-46] a browser may install the page, and the settings offer it where it does', async () => {
  const { page } = ada
  const session = await page.context().newCDPSession(page)
  expect((await session.send('Page.getAppManifest')).errors).toEqual([])
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.evaluate(() => dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: () => Promise.resolve() })))
  await page.getByRole('button', { name: 'Install' }).click()
  await until('the offer to be taken', async () => (await page.getByRole('button', { name: 'Install' }).count()) === 0)
})

it('[TEST-15] nothing of all that broke the security policy or left an error in the console', () => {
  expect(ada.troubles).toEqual([])
})
