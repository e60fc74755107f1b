// People and attention: contacts, names of one's own, blocks; what rings, where, and what was read elsewhere; marking as unread.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { phone, picture, type Visitor } from '../harness/browser.ts'
import { type Person, password, say as sayByWire } from '../harness/cast.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import { wide } from './crowd.ts'
import { act, article, composer, goHome, openRoom, register, say, signIn } from './hands.ts'
import { openPair, type Pair } from './pair.ts'

let pair: Pair
let ada: Visitor
let bo: Person
let workshop: RoomId
beforeAll(async () => {
  pair = await openPair({ env: wide })
  ;({ ada, bo } = pair)
  await bo.wire.ask('account.change', { displayName: 'Bo Builder', status: 'at the lathe' })
  const [person] = (await bo.wire.ask('people.search', { text: 'ada' })).people
  if (!person) throw new Error('Ada is not found')
  workshop = (
    await bo.wire.ask('room.create', { kind: 'group', name: 'Workshop', topic: 'See https://example.org/plan.', members: [person.id] })
  ).room.id
})
afterAll(() => pair[Symbol.asyncDispose]())

const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Rooms and people' })
const to = (page: Page, hash: string): Promise<void> => page.evaluate((where) => void (location.hash = where), hash)

it('[TEST-40] somebody is found, kept, given a name of one’s own, blocked and let go again', async () => {
  const { page } = ada
  await to(page, '#/contacts')
  await page.getByText('Nobody in your contacts yet').waitFor()
  await page.getByRole('searchbox').fill('build')
  await page.getByRole('button', { name: 'Add Bo Builder to your contacts' }).click()
  await page.getByRole('searchbox').fill('')
  await page.getByRole('heading', { name: '1 contact' }).waitFor()
  await picture(page, 'contacts')
  expect(await faults(page)).toEqual([])

  await page.getByRole('button', { name: /^Bo Builder/ }).click()
  const card = page.getByRole('dialog', { name: 'Bo Builder' })
  await card.getByText('at the lathe').waitFor()
  await card.getByRole('textbox', { name: 'Nickname' }).fill('The Builder')
  await card.getByRole('button', { name: 'Save nickname' }).click()
  const named = page.getByRole('dialog', { name: 'The Builder' })
  await named.waitFor()
  await picture(page, 'profile')
  expect(await faults(page)).toEqual([])
  await named.getByRole('button', { name: 'Message' }).click()
  await page.getByRole('main', { name: 'The Builder' }).getByRole('log').waitFor()
  await sidebar(page)
    .getByRole('link', { name: /The Builder/ })
    .waitFor()

  await openRoom(page, 'Workshop')
  await page.getByRole('link', { name: 'https://example.org/plan' }).first().waitFor()
  await sayByWire(bo, workshop, 'a rude word')
  await article(page, 'a rude word').getByText('The Builder').waitFor()
  await to(page, '#/contacts')
  await page.getByRole('button', { name: 'Actions for The Builder' }).click()
  await page.getByRole('menuitem', { name: 'Block' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click()
  await page.getByRole('heading', { name: 'Blocked' }).waitFor()
  await openRoom(page, 'Workshop')
  await page.getByRole('article', { name: 'Blocked message' }).waitFor()
  expect(await article(page, 'a rude word').count()).toBe(0)
  await picture(page, 'blocked')
  await page.getByRole('article', { name: 'Blocked message' }).getByRole('button', { name: 'Show' }).click()
  await article(page, 'a rude word').waitFor()
  await to(page, '#/contacts')
  await page.getByRole('button', { name: 'Actions for The Builder' }).click()
  await page.getByRole('menuitem', { name: 'Unblock' }).click()
  await until('nobody to be blocked', async () => (await page.getByRole('heading', { name: 'Blocked' }).count()) === 0)
  expect(ada.troubles).toEqual([])
})

type Rung = { readonly title: string; readonly body: string; readonly isOver: boolean }
/** Notifications of the system, written down instead of shown: a screen without a desk shows none. */
async function listen(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['notifications'])
  await context.addInitScript(() => {
    const rung: { title: string; body: string; isOver: boolean; click(): void }[] = []
    class Noted {
      static readonly permission = 'granted'
      static readonly requestPermission = (): Promise<string> => Promise.resolve('granted')
      onclick: (() => void) | null = null
      readonly #note: (typeof rung)[number]
      constructor(title: string, { body }: { body: string }) {
        this.#note = { title, body, isOver: false, click: () => this.onclick?.() }
        rung.push(this.#note)
      }
      close(): void {
        this.#note.isOver = true
      }
    }
    Object.assign(window, { Notification: Noted, rung })
  })
}
const rung = (page: Page): Promise<readonly Rung[]> =>
  page.evaluate(() => Reflect.get(window, 'rung').map(({ title, body, isOver }: Rung) => ({ title, body, isOver })))
const click = (page: Page): Promise<void> => page.evaluate(() => Reflect.get(window, 'rung').at(-1).click())

it('[TEST-41] one tab of several rings for what calls, leads to the message, and falls silent when it was read elsewhere', async () => {
  await using dee = await pair.browser.visit()
  await listen(dee.context)
  await dee.page.reload()
  await register(dee, 'Dee')
  const [person] = (await bo.wire.ask('people.search', { text: 'dee' })).people
  if (!person) throw new Error('Dee is not found')
  await bo.wire.ask('room.invite', { room: workshop, users: [person.id] })
  const other = await dee.context.newPage()
  await other.goto(dee.page.url())
  await other.getByRole('heading', { name: /, Dee$/ }).waitFor()
  const both = async (): Promise<readonly Rung[]> => [...(await rung(dee.page)), ...(await rung(other))]

  await sayByWire(bo, workshop, 'nothing for anybody')
  await sayByWire(bo, workshop, 'for you, @dee')
  await until('it to ring once', async () => (await both()).length === 1, { seen: async () => JSON.stringify(await both()) })
  expect(await both()).toEqual([{ title: 'Bo Builder · Workshop', body: 'for you, @dee', isOver: false }])
  const bell = (await rung(dee.page)).length === 1 ? dee.page : other
  await click(bell)
  await article(bell, 'for you, @dee').waitFor()
  await until('it to be silent', async () => (await both()).every(({ isOver }) => isOver))

  // Words of one's own, and nothing at all while one rests.
  await to(bell, '#/settings')
  await bell.getByRole('textbox', { name: 'Words of your own' }).fill('laser, plywood')
  await bell.getByRole('button', { name: 'Save words' }).click()
  await bell.getByText('Words saved').waitFor()
  await sayByWire(bo, workshop, 'the LASER is free')
  await until('a word to ring', async () => (await both()).length === 2)
  expect((await both()).at(-1)).toMatchObject({ body: 'the LASER is free', isOver: false })
  await bell.getByRole('button', { name: '1 hour' }).click()
  await bell.getByText(/^Nothing disturbs you until/).waitFor()
  await sayByWire(bo, workshop, 'more plywood')
  await to(bell, '#/')
  await bell.getByText('2 new messages').waitFor()
  expect(await both()).toHaveLength(2)
  expect([...dee.troubles]).toEqual([])
})

it('[TEST-41] a muted room is dimmed and calls for nothing', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menuitem', { name: 'Notifications' }).click()
  await page.getByRole('dialog').getByText('Nothing: mute it').click()
  await sidebar(page)
    .getByRole('link', { name: /Workshop.*muted/ })
    .waitFor()
  await picture(page, 'notify')
  expect(await faults(page)).toEqual([])
  await page.getByRole('dialog').getByText('As usual').click()
  await until('it to be as usual', async () => (await sidebar(page).getByRole('link', { name: /muted/ }).count()) === 0)
  await page.keyboard.press('Escape')
  // It gives the focus back when it is gone.
  await until('the focus to be back', () => page.evaluate(() => document.activeElement?.closest('main') !== null))
})

it('[TEST-41] messages are marked as unread from one on, all as read, and that is undone', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  for (const words of ['first of three', 'second, @ada', 'third of three']) await sayByWire(bo, workshop, words)
  await article(page, 'third of three').waitFor()
  await article(page, 'third of three').click({ modifiers: ['Alt'], position: { x: 120, y: 8 } })
  await sidebar(page)
    .getByRole('link', { name: /Workshop.*1 unread message/ })
    .waitFor()
  await article(page, 'second, @ada').focus()
  await page.keyboard.press('u')
  await sidebar(page)
    .getByRole('link', { name: /Workshop.*2 unread messages/ })
    .waitFor()
  await page.getByRole('separator', { name: 'New messages' }).waitFor()
  await goHome(page)
  await page.getByRole('region', { name: 'Inbox' }).getByText('second, @ada').waitFor()
  await picture(page, 'inbox')
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await until(
    'nothing to be unread',
    async () =>
      (await sidebar(page)
        .getByRole('link', { name: /unread/ })
        .count()) === 0,
  )
  await page.getByRole('button', { name: 'Undo' }).click()
  await sidebar(page)
    .getByRole('link', { name: /Workshop.*2 unread messages/ })
    .waitFor()
  await openRoom(page, 'Workshop')
  await until(
    'what is seen to be read',
    async () =>
      (await sidebar(page)
        .getByRole('link', { name: /unread/ })
        .count()) === 0,
  )
  await page.keyboard.press('Escape')
  expect(ada.troubles).toEqual([])
})

it('[TEST-40] on a phone, in the dark', async () => {
  await using cy = await pair.browser.visit('/', { viewport: phone, hasTouch: true, isMobile: true, colorScheme: 'dark' })
  const { page } = cy
  await register(cy, 'Cy')
  await to(page, '#/chats')
  await page.getByRole('link', { name: 'Contacts' }).click()
  await page.getByRole('searchbox').fill('bo')
  await page.getByRole('button', { name: /^Add Bo Builder/ }).click()
  await picture(page, 'contacts-phone')
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: /^Bo Builder/ }).click()
  await page.getByRole('dialog', { name: 'Bo Builder' }).waitFor()
  await picture(page, 'profile-phone')
  expect(await wider(page)).toBe(0)
})

it('[TEST-41] words are put off, a reminder rings and is done', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  // A command is none to be said later, and who calls everybody is asked whether they mean it.
  const later = page.getByRole('button', { name: 'Send later' })
  await composer(page).fill('/poll Which cake?')
  await later.click()
  await page.getByRole('dialog', { name: 'New poll' }).waitFor()
  await page.keyboard.press('Escape')
  await composer(page).fill('Tea, @all!')
  await later.click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send anyway' }).click()
  await page.getByRole('dialog', { name: 'Send later' }).getByText('Tea, @all!').waitFor()
  await page.keyboard.press('Escape')
  await composer(page).fill('Tea is ready')
  await later.click()
  const dialog = page.getByRole('dialog', { name: 'Send later' })
  await dialog.getByText('Tea is ready').waitFor()
  await picture(page, 'send-later')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'In 20 minutes' }).click()
  await until('the box to be empty', async () => (await composer(page).inputValue()) === '')
  await sayByWire(bo, workshop, 'Bring plywood on Friday')
  await article(page, 'Bring plywood').first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Remind me' }).click()
  await page.getByRole('dialog', { name: 'Remind me' }).getByLabel('Note').fill('plywood!')
  await page.getByRole('dialog', { name: 'Remind me' }).getByLabel('Or at this time').fill('2020-01-01T09:00')
  await page.getByRole('button', { name: 'Remind me then' }).click()
  await goHome(page)
  const list = page.getByRole('region', { name: 'For later' })
  await list.getByText('Tea is ready').waitFor()
  await list.getByRole('button', { name: 'Done' }).waitFor()
  await picture(page, 'for-later')
  expect(await faults(page)).toEqual([])
  await list.getByRole('button', { name: 'Done' }).click()
  await list.getByRole('button', { name: 'Done' }).waitFor({ state: 'detached' })
  await list.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('dialog').getByLabel('Message').fill('Tea is cold')
  await page.getByRole('dialog').getByLabel('Or at this time').fill('2020-01-01T09:00')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await until('nothing to be put off', async () => (await list.count()) === 0)
  await openRoom(page, 'Workshop')
  await article(page, 'Tea is cold').waitFor()
})

it('[TEST-41] what is half written follows to another device, in a room and in a thread', async () => {
  const { page } = ada
  await sayByWire(bo, workshop, 'Coffee is hot')
  await openRoom(page, 'Workshop')
  await using desk = await pair.browser.visit()
  await signIn(desk, 'ada')
  await composer(page).fill('I was about to say')
  await openRoom(desk.page, 'Workshop')
  await until('the draft to be there', async () => (await composer(desk.page).inputValue()) === 'I was about to say')
  await composer(desk.page).fill('')
  await until('the draft to be gone', async () => (await composer(page).inputValue()) === '')
  // In a thread as in its room.
  const inThread = (at: Page) => at.getByRole('complementary', { name: 'Thread' }).getByRole('textbox')
  await act(page, 'Coffee is hot', 'Reply in a thread')
  await inThread(page).fill('half of a reply')
  await to(desk.page, await page.evaluate(() => location.hash))
  await until('the draft to be in the thread', async () => (await inThread(desk.page).inputValue()) === 'half of a reply')
  await inThread(desk.page).fill('')
  await until('the draft to be gone from it', async () => (await inThread(page).inputValue()) === '')
  expect([...ada.troubles, ...desk.troubles]).toEqual([])
})

it('[TEST-40] when one was last here is told to nobody, as one chooses; and nobody sees what one has seen', async () => {
  const { page } = ada
  await to(page, '#/settings')
  const choice = (name: string, value: string) => page.getByRole('group', { name }).getByRole('radio', { name: value })
  const lastSeen = 'Who sees when you were last here'
  const seenBy = 'Others see what I have seen'
  await page.getByRole('group', { name: lastSeen }).getByText('Nobody').click()
  await page.getByRole('group', { name: seenBy }).getByText('Hidden').click()
  const { id } = await sayByWire(bo, workshop, 'who has seen this?')
  await openRoom(page, 'Workshop')
  await article(page, 'who has seen this?').waitFor()
  await page.reload()
  await to(page, '#/settings')
  await until('both to be kept', async () => (await choice(lastSeen, 'Nobody').isChecked()) && (await choice(seenBy, 'Hidden').isChecked()))
  const [person] = (await bo.wire.ask('people.search', { text: 'ada' })).people
  expect((await bo.wire.ask('message.seen', { room: workshop, id })).users).not.toContain(person?.id)
  await page.getByRole('group', { name: seenBy }).getByText('Shown').click()
  await page.getByRole('group', { name: lastSeen }).getByText('Everybody').click()
  await until('it to be shown again', async () =>
    (await bo.wire.ask('message.seen', { room: workshop, id })).users.includes(person?.id ?? bo.user.id),
  )
})

it('[TEST-40] an invitation for one lets a guest into the room by its link, who becomes an account and keeps what they said', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await page.getByRole('button', { name: 'Room actions' }).click()
  await page.getByRole('menuitem', { name: 'Invitation links' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite people to Workshop' })
  await dialog.getByRole('group', { name: 'How many may come' }).getByText('1', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Make an invitation' }).click()
  const link = await dialog.getByText(/#invite=/).innerText()
  await dialog.getByText('for 1 more person').waitFor()
  await picture(page, 'invitation')
  expect(await faults(page)).toEqual([])
  await page.keyboard.press('Escape')

  await using fay = await pair.browser.visit(`/${link.slice(link.indexOf('#'))}`)
  await fay.page.getByText('Ada invites you to Workshop.').waitFor()
  await fay.page.getByRole('button', { name: 'Just look around' }).click()
  await fay.page.getByLabel('Your name').fill('Fay')
  await fay.page.getByRole('button', { name: 'Come in' }).click()
  await sidebar(fay.page)
    .getByRole('link', { name: /Workshop/ })
    .waitFor()
  // The invitation leads into its room; only then does one go on from there.
  await fay.page.getByRole('main', { name: 'Workshop' }).waitFor()
  await say(fay.page, 'said as a guest')
  await article(fay.page, 'said as a guest').and(fay.page.locator('[data-seq]')).waitFor()
  await to(fay.page, '#/settings')
  const form = fay.page.getByRole('form', { name: 'Make it an account' })
  await form.getByLabel('Password', { exact: true }).first().fill(password)
  await form.getByRole('button', { name: 'Make my account' }).click()
  await fay.page.getByRole('form', { name: 'Change password' }).waitFor()
  // By that password she is herself elsewhere, too, with her room and what she said there.
  await using desk = await pair.browser.visit('/')
  await signIn(desk, 'Fay')
  await openRoom(desk.page, 'Workshop')
  await article(desk.page, 'said as a guest').waitFor()
  await composer(desk.page).press('ArrowUp')
  await until('her own words', async () => (await composer(desk.page).inputValue()) === 'said as a guest')
  // The invitation was for one.
  await using late = await pair.browser.visit(`/${link.slice(link.indexOf('#'))}`)
  await late.page.getByText('This invitation is unknown, used up or too old.').waitFor()
  expect(await late.page.getByText('You are invited').count()).toBe(0)
})

it('[TEST-40] a phone comes in by a picture, once it is let in', async () => {
  const { page } = ada
  const codes: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => codes.push(...(/"code":"([\w-]{40,})"/.exec(String(payload))?.slice(1) ?? []))),
  )
  await to(page, '#/')
  await page.reload()
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Bring your phone/ })
    .click()
  await page.getByRole('img', { name: /^Code for/ }).waitFor()
  const code = await until('a code to be offered', () => codes.at(-1))
  await using small = await pair.browser.visit(`/#move=${code}`, { viewport: phone, hasTouch: true, isMobile: true })
  const check = await small.page.getByText(/^[0-9A-F]{4}$/).innerText()
  await page.getByRole('dialog').getByText(check).waitFor()
  await picture(page, 'let-it-in')
  await picture(small.page, 'move-in-phone')
  expect([...(await faults(page)), ...(await faults(small.page))]).toEqual([])
  await page.getByRole('button', { name: 'Let it in' }).click()
  await small.page.getByRole('heading', { name: /, Ada$/ }).waitFor()
  await using again = await pair.browser.visit(`/#move=${code}`)
  await again.page.getByText('This code is used, too old, or was refused.').waitFor()
})
