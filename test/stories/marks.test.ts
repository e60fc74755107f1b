// What one does with messages: pins, saved ones, versions, forwarding, threads, polls, finding again.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, type Visitor } from '../harness/browser.ts'
import { type Server, startServer } from '../harness/server.ts'
import { act, article, composer, makeRoom, openRoom, register, say } from './hands.ts'
import { looksFine } from './sight.ts'

let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server)
  ada = await browser.visit('/')
  await register(ada, 'Ada')
  bo = await browser.visit('/', { viewport: phone, hasTouch: true, isMobile: true, colorScheme: 'dark' })
  await register(bo, 'Bo')
  await makeRoom(ada.page, 'group', 'Workshop', ['Bo'])
  await say(ada.page, 'The key hangs behind the door.')
  await openRoom(bo.page, 'Workshop')
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const look = ({ page }: Visitor, name: string): Promise<void> => looksFine(page, name)
const choose = async (visitor: Visitor, text: string, deed: string): Promise<void> => {
  await act(visitor.page, text, 'More actions')
  await visitor.page.getByRole('menuitem', { name: new RegExp(`^${deed}`) }).click()
}

it('[TEST-11] a pin is seen by all, found from the room’s head, and leads to its place', async () => {
  await choose(ada, 'The key hangs', 'Pin')
  await bo.page.getByText('Ada pinned a message').waitFor()
  await article(bo.page, 'The key hangs').first().getByText('Pinned', { exact: true }).waitFor()
  await ada.page.getByRole('button', { name: 'Pinned messages' }).click()
  const pins = ada.page.getByRole('dialog', { name: 'Pinned messages' })
  await pins.getByText('Pinned by Ada').waitFor()
  await look(ada, 'pins')
  await pins.getByRole('button', { name: /The key hangs/ }).click()
  await ada.page.waitForURL(/#\/room\/\w+\/\d+$/)
})

it('[TEST-11] what one saves is found again under Saved, and only there', async () => {
  await choose(ada, 'The key hangs', 'Save for myself')
  await article(ada.page, 'The key hangs').first().getByText('Saved', { exact: true }).waitFor()
  expect(await article(bo.page, 'The key hangs').first().getByText('Saved', { exact: true }).count()).toBe(0)
  await ada.page.getByRole('navigation', { name: 'Rooms and people' }).getByRole('link', { name: 'Saved' }).click()
  await ada.page
    .getByRole('main')
    .getByRole('button', { name: /The key hangs/ })
    .waitFor()
  await look(ada, 'saved')
  await ada.page.getByRole('button', { name: 'Remove from saved' }).click()
  await ada.page.getByText('Nothing is saved yet').waitFor()
})

it('[TEST-11] edited shows what it said before', async () => {
  await openRoom(ada.page, 'Workshop')
  await choose(ada, 'The key hangs', 'Edit')
  await composer(ada.page).fill('The key hangs beside the door.')
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click()
  await article(bo.page, 'beside the door').first().getByRole('button', { name: 'edited' }).click()
  await bo.page.getByRole('dialog', { name: 'What it said before' }).getByText('The key hangs behind the door.').waitFor()
  await look(bo, 'phone-versions')
  await bo.page.keyboard.press('Escape')
})

it('[TEST-11] a message is forwarded to another room with whose words they are', async () => {
  await choose(ada, 'beside the door', 'Forward')
  const dialog = ada.page.getByRole('dialog', { name: 'Forward to' })
  await dialog.getByRole('option', { name: /Lobby/ }).click()
  await look(ada, 'forward')
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click()
  await openRoom(bo.page, 'Lobby')
  await article(bo.page, 'beside the door').getByRole('button', { name: 'Forwarded from Ada' }).click()
  await bo.page.getByRole('main', { name: 'Workshop' }).getByRole('log').waitFor()
})

it('[TEST-11] a thread has its own place beside the room, and the room shows that there is one', async () => {
  await act(ada.page, 'beside the door', 'Reply in a thread')
  const thread = ada.page.getByRole('complementary', { name: 'Thread' })
  await thread.getByRole('textbox', { name: 'Reply in this thread' }).fill('Which door?')
  await thread.getByRole('button', { name: 'Send', exact: true }).click()
  await article(ada.page, 'Which door?').waitFor()
  await bo.page.getByRole('link', { name: /1 reply/ }).click()
  const beside = bo.page.getByRole('complementary', { name: 'Thread' })
  await beside.getByText('Which door?').waitFor()
  await beside.getByRole('textbox', { name: 'Reply in this thread' }).fill('The blue one.')
  await beside.getByLabel('Also in Workshop').check()
  await beside.getByRole('button', { name: 'Send', exact: true }).click()
  await look(bo, 'phone-thread')
  await thread.getByText('The blue one.').waitFor()
  await look(ada, 'thread')
  await thread.getByRole('button', { name: 'Close the thread' }).click()
  await article(ada.page, 'The blue one.')
    .getByText(/In the thread/)
    .waitFor()
  expect(await article(ada.page, 'Which door?').count()).toBe(0)
})

it('[TEST-11] a thread one takes part in waits under Threads until it is read; files go into it', async () => {
  const beside = bo.page.getByRole('complementary', { name: 'Thread' })
  await beside.locator('[data-attach=files]').setInputFiles({ name: 'key.txt', mimeType: 'text/plain', buffer: Buffer.from('brass') })
  await beside.getByRole('list', { name: 'Files to send' }).getByText('key.txt').waitFor()
  await beside.getByRole('textbox', { name: 'Reply in this thread' }).fill('With this one.')
  await beside.getByRole('button', { name: 'Send', exact: true }).click()
  await article(bo.page, 'With this one.').getByRole('group', { name: 'key.txt' }).waitFor()

  const threads = ada.page.getByRole('navigation', { name: 'Rooms and people' }).getByRole('link', { name: /^Threads/ })
  await threads.getByText('1 with something new').waitFor()
  await ada.page.evaluate(() => (location.hash = '#/'))
  await ada.page
    .getByRole('region', { name: 'Inbox' })
    .getByRole('link', { name: /1 new reply/ })
    .waitFor()
  await look(ada, 'inbox-threads')
  await threads.click()
  await ada.page.getByRole('heading', { level: 1, name: 'Threads' }).waitFor()
  await look(ada, 'threads')
  await ada.page
    .getByRole('main')
    .getByRole('link', { name: /beside the door.*1 new reply/ })
    .click()
  const thread = ada.page.getByRole('complementary', { name: 'Thread' })
  await article(ada.page, 'With this one.').getByRole('group', { name: 'key.txt' }).waitFor()
  await threads.getByText('1 with something new').waitFor({ state: 'detached' })
  await look(ada, 'thread-files')

  // A link to the reply leads to it in its thread, and back from there to where one was.
  const reply = article(ada.page, 'With this one.')
  const seq = await reply.getAttribute('data-seq')
  const room = /[0-9a-z]{26}/.exec(new URL(ada.page.url()).hash)?.[0]
  await ada.page.evaluate(() => (location.hash = '#/contacts'))
  await thread.waitFor({ state: 'detached' })
  await ada.page.evaluate((link) => (location.hash = link), `#/room/${room}/${seq}`)
  await ada.page.waitForURL((url) => url.hash.endsWith(`/${seq}`) && url.hash.includes('/thread/'))
  await reply.waitFor()
  await ada.page.goBack()
  await ada.page.waitForURL((url) => url.hash === '#/contacts')
  await ada.page.goForward()
  await thread.getByRole('button', { name: 'Close the thread' }).click()
})

it('[TEST-11] a poll is asked with /poll, voted on by one press, and stands the same for all', async () => {
  await say(ada.page, '/poll When do we meet?')
  const dialog = ada.page.getByRole('dialog', { name: 'New poll' })
  await dialog.getByLabel('Option 1', { exact: true }).fill('Monday')
  await dialog.getByLabel('Option 2', { exact: true }).fill('Tuesday')
  await look(ada, 'new-poll')
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click()
  await bo.page.getByRole('button', { name: 'Close the thread' }).click()
  await bo.page.getByRole('radio', { name: /^Tuesday/ }).click()
  await ada.page.getByRole('radio', { name: 'Tuesday, 1 vote' }).click()
  await bo.page.getByRole('radio', { name: 'Tuesday, 2 votes', checked: true }).waitFor()
  await ada.page.getByRole('button', { name: 'Who voted' }).click()
  await ada.page.getByText('Bo and Ada').waitFor()
  await look(ada, 'poll')
  await look(bo, 'phone-poll')
})

it('[TEST-11] what was said is found with words and narrowed with chips, and opens in its place', async () => {
  await ada.page.getByRole('button', { name: 'Search here' }).click()
  const field = ada.page.getByRole('searchbox', { name: 'Search messages' })
  await field.pressSequentially('from:me door')
  await ada.page.getByRole('button', { name: 'Without from Ada' }).waitFor()
  const found = ada.page.getByRole('list', { name: 'Found' })
  await found.getByRole('button', { name: /beside the door/ }).waitFor()
  await look(ada, 'search')
  await found.getByRole('button', { name: /beside the door/ }).click()
  await ada.page.waitForURL(/#\/room\/\w+\/\d+$/)
})

it('[TEST-11] code is coloured and copied, spoilers are covered, tables are tables', async () => {
  await say(ada.page, 'The baker is ||Bo||:\n\n```ts\nconst a = "b"\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |')
  const row = article(ada.page, 'The baker is')
  await row.locator('[data-is=keyword]').first().waitFor()
  await row.getByRole('button', { name: 'Hidden words, press to read' }).click()
  await row.getByText('Bo', { exact: true }).waitFor()
  await row.getByRole('columnheader', { name: 'a' }).waitFor()
  await look(ada, 'code')
})

it('[TEST-11] in a small room it stands under what one said last who has seen it', async () => {
  await article(bo.page, 'The baker is').waitFor()
  await article(ada.page, 'The baker is').getByText('Seen by Bo').waitFor({ timeout: 40_000 })
})

it('[TEST-15] nothing of all that broke the security policy or left an error in the console', () => {
  expect([...ada.troubles, ...bo.troubles]).toEqual([])
})
