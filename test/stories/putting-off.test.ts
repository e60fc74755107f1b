// What one does with people, rooms and for later while the server is dead: it is seen, waits over a closed page, can be undone, and is told when the
// server is back.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { phone, picture, type Visitor } from '../harness/browser.ts'
import { type Person, password, say as sayByWire } from '../harness/cast.ts'
import { until } from '../harness/until.ts'
import { connect } from '../harness/wire.ts'
import { act, article, composer, goHome, makeRoom, openRoom, say } from './hands.ts'
import { openPair, type Pair } from './pair.ts'
import { looksFine } from './sight.ts'

const waits = 'Waiting for the connection'
let pair: Pair
let ada: Visitor
let bo: Person
let workshop: RoomId

beforeAll(async () => {
  pair = await openPair({ keeps: 'putting-off', worker: true })
  ;({ ada, bo } = pair)
  await makeRoom(ada.page, 'group', 'Workshop', ['bo'])
  workshop = (await bo.wire.ask('room.list', {})).rooms.find(({ name }) => name === 'Workshop')?.id ?? bo.lobby
  await sayByWire(bo, workshop, 'Who has the key?')
  await act(ada.page, 'Who has the key?', 'Reply in a thread')
  await thread().getByRole('textbox', { name: 'Reply in this thread' }).fill('Perhaps Cy?')
  await thread().getByRole('button', { name: 'Send', exact: true }).click()
  await thread().getByRole('button', { name: 'Unfollow the thread' }).waitFor()
})
afterAll(() => pair[Symbol.asyncDispose]())

const thread = (): Locator => ada.page.getByRole('complementary', { name: 'Thread' })
const row = (): Locator => ada.page.getByRole('main').getByRole('article').filter({ hasText: 'Who has the key?' }).first()
const choose = async (deed: string): Promise<void> => {
  await row().hover()
  await row().getByRole('toolbar').getByRole('button', { name: 'More actions' }).click()
  await ada.page.getByRole('menuitem', { name: new RegExp(`^${deed}`) }).click()
}
const inMenu = async (deed: string): Promise<void> => {
  await ada.page.getByRole('button', { name: 'Room actions' }).click()
  await ada.page.getByRole('menuitem', { name: deed }).click()
}
const look = (name: string): Promise<void> => looksFine(ada.page, name)
const textsIn = async (room: RoomId): Promise<readonly (string | null)[]> =>
  (await bo.wire.ask('room.history', { room })).messages.map(({ text }) => text)

it('[TEST-12] while the server is dead, what is forwarded, asked and put off waits in sight', async () => {
  const { page } = ada
  await pair.server.kill('SIGKILL')
  await page.getByText('No connection.').first().waitFor()
  await thread().getByRole('button', { name: 'Unfollow the thread' }).click()
  await thread().getByRole('button', { name: 'Follow the thread' }).waitFor()
  await thread().getByRole('button', { name: 'Close the thread' }).click()
  await row().getByText(waits).waitFor()
  await choose('Forward')
  const forward = page.getByRole('dialog', { name: 'Forward to' })
  await forward.getByRole('combobox').fill('Lobby')
  await forward.getByRole('option', { name: /Lobby/ }).first().click()
  await forward.getByRole('button', { name: 'Forward', exact: true }).click()
  await page.getByText('Forwarded as soon as the connection is back.').waitFor()
  await say(page, '/poll When do we meet?')
  const poll = page.getByRole('dialog', { name: 'New poll' })
  await poll.getByLabel('Option 1', { exact: true }).fill('Monday')
  await poll.getByLabel('Option 2', { exact: true }).fill('Tuesday')
  await poll.getByRole('button', { name: 'Ask', exact: true }).click()
  await article(page, 'Tuesday').getByText('Will be sent when the connection is back').waitFor()
  await composer(page).fill('Tea is ready')
  await page.getByRole('button', { name: 'Send later' }).click()
  const later = page.getByRole('dialog', { name: 'Send later' })
  await later.getByText('If its time has passed by then, it is sent at once.').waitFor()
  await later.getByLabel('Or at this time').fill('2099-01-01T09:00')
  await later.getByRole('button', { name: 'Send then' }).click()
  await choose('Remind me')
  const remind = page.getByRole('dialog', { name: 'Remind me' })
  await remind.getByText('If its time has passed by then, you are reminded at once.').waitFor()
  await remind.getByLabel('Note').fill('plywood!')
  await remind.getByLabel('Or at this time').fill('2020-01-01T09:00')
  await remind.getByRole('button', { name: 'Remind me then' }).click()
  await choose('Mark unread from here')
  await look('putting-off')
  await goHome(page)
  const list = page.getByRole('region', { name: 'For later' })
  for (const words of ['Tea is ready', 'plywood!']) await list.getByRole('listitem').filter({ hasText: words }).getByText(waits).waitFor()
  await page
    .getByRole('link', { name: /Workshop.*1 unread message/ })
    .first()
    .waitFor()
  await look('putting-off-home')
  const wide = page.viewportSize()
  await page.setViewportSize(phone)
  await list.getByText(waits).first().waitFor()
  await look('putting-off-home-phone')
  const [said, words] = await Promise.all(['Tea is ready', waits].map((text) => list.getByText(text).last().boundingBox()))
  expect(words?.y).toBeGreaterThan((said?.y ?? 0) + (said?.height ?? 0) - 1)
  if (wide) await page.setViewportSize(wide)
})

it('[TEST-12] contacts, nicknames, blocks and what calls hold at once, over a closed page, and what was never told is undone', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await row().getByRole('button', { name: 'Profile of bo' }).click()
  const card = page.getByRole('dialog')
  await card.getByRole('button', { name: 'Add to contacts' }).click()
  await card.getByText(waits).waitFor()
  await card.getByRole('textbox', { name: 'Nickname' }).fill('The Builder')
  await card.getByRole('button', { name: 'Save nickname' }).click()
  const named = page.getByRole('dialog', { name: 'The Builder' })
  await named.waitFor()
  await look('putting-off-card')
  // What had the focus is gone with what it did.
  await named.press('Escape')
  await named.waitFor({ state: 'hidden' })
  await inMenu('Notifications')
  const notify = page.getByRole('dialog', { name: /^Notifications of/ })
  await notify.getByText('Nothing: mute it').click()
  await notify.getByText(waits).waitFor()
  await page.keyboard.press('Escape')
  // The page comes from the browser; the server is still dead.
  await page.reload()
  await row().waitFor()
  await page.evaluate(() => (location.hash = '#/contacts'))
  const contact = page.getByRole('listitem').filter({ hasText: 'The Builder' })
  await contact.getByText(waits).waitFor()
  await look('putting-off-contacts')
  const wide = page.viewportSize()
  await page.setViewportSize(phone)
  await contact.getByText(waits).waitFor()
  await look('putting-off-contacts-phone')
  // The name is not pushed away by what waits.
  const [name, words] = await Promise.all([contact.getByText('The Builder').boundingBox(), contact.getByText(waits).boundingBox()])
  expect(name?.width).toBeGreaterThan(60)
  expect(words?.y).toBeGreaterThan((name?.y ?? 0) + (name?.height ?? 0))
  if (wide) await page.setViewportSize(wide)
  await openRoom(page, 'Workshop')
  await inMenu('Notifications')
  await notify.getByRole('button', { name: 'Undo' }).click()
  await notify.getByText(waits).waitFor({ state: 'hidden' })
  await page.keyboard.press('Escape')
})

it('[TEST-12] all of it is told once the server is back', async () => {
  const { page } = ada
  bo = await pair.restart()
  await page.getByText('No connection.').first().waitFor({ state: 'hidden', timeout: 30_000 })
  await until('what was forwarded and asked', async () => {
    const [there, here] = [await textsIn(bo.lobby), await bo.wire.ask('room.history', { room: workshop })]
    return there.includes('Who has the key?') && here.messages.some(({ poll }) => poll?.question === 'When do we meet?')
  })
  expect((await textsIn(bo.lobby)).filter((text) => text === 'Who has the key?')).toHaveLength(1)
  await goHome(page)
  const list = page.getByRole('region', { name: 'For later' })
  // Its time has passed long ago: it is due at once.
  await list.getByRole('listitem').filter({ hasText: 'plywood!' }).getByText('Now', { exact: true }).waitFor()
  await list.getByRole('listitem').filter({ hasText: 'Tea is ready' }).getByRole('button', { name: 'Call it off' }).waitFor()
  await page.evaluate(() => (location.hash = '#/contacts'))
  await page.getByRole('listitem').filter({ hasText: 'The Builder' }).waitFor()
  expect(await page.getByText(waits).count()).toBe(0)
  // As another of her devices hears it.
  const device = await connect(pair.server)
  const { token = '' } = await device.ask('session.open', { name: 'Ada', password })
  const { contacts, own, threads } = await device.ask('session.resume', { token })
  expect(contacts.map(({ id }) => id)).toEqual([bo.user.id])
  expect(own?.marks).toEqual([{ user: bo.user.id, nickname: 'The Builder' }])
  expect([own?.rooms, threads?.length ?? 0]).toEqual([[], 0])
})

it('[TEST-12] on a phone the tip of what is in a room’s head lies over the bar that says there is no connection', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await page.setViewportSize({ width: 360, height: 740 })
  await ada.context.setOffline(true)
  await page.getByText('No connection.').first().waitFor()
  const more = page.getByRole('button', { name: 'Room actions' })
  await more.hover()
  await picture(page, 'tip-over-the-bar')
  // What is drawn by a style sheet is met only where it can be pointed at.
  const met = await more.evaluate((button) => {
    const pointed = new CSSStyleSheet()
    pointed.replaceSync('[data-tip]::after { pointer-events: auto !important }')
    document.adoptedStyleSheets.push(pointed)
    const { right, bottom } = button.getBoundingClientRect()
    const bar = [...document.querySelectorAll('[role="status"] b')].find(({ textContent }) => textContent === 'No connection.')
    const { top = Number.POSITIVE_INFINITY } = bar?.parentElement?.parentElement?.getBoundingClientRect() ?? {}
    return { isOverTheBar: bottom + 22 > top, isTip: document.elementFromPoint(right - 12, bottom + 22) === button }
  })
  expect(met).toEqual({ isOverTheBar: true, isTip: true })
  await ada.context.setOffline(false)
})
