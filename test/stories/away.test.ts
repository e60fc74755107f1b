// While the server is dead: all is marked as read, what it has put off is changed, a poll that waits is changed and voted on, a thread is followed,
// and somebody new is written to. It is seen, waits over a closed page, can be undone, and is told when the server is back.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { phone, type Visitor } from '../harness/browser.ts'
import { type Person, password, say as sayByWire } from '../harness/cast.ts'
import { until } from '../harness/until.ts'
import { connect, type Wire } from '../harness/wire.ts'
import { act, article, goHome, makeRoom, openRoom, say } from './hands.ts'
import { openPair, type Pair } from './pair.ts'
import { looksFine } from './sight.ts'

const waits = 'Waiting for the connection'
let pair: Pair
let ada: Visitor
let bo: Person
let workshop: RoomId
let question: MessageId

/** Another of Ada's devices. */
async function device(): Promise<Wire> {
  const wire = await connect(pair.server)
  const { token = '' } = await wire.ask('session.open', { name: 'Ada', password })
  await wire.ask('session.resume', { token })
  return wire
}

beforeAll(async () => {
  pair = await openPair({ keeps: 'away', worker: true })
  ;({ ada, bo } = pair)
  await makeRoom(ada.page, 'group', 'Workshop', ['bo'])
  workshop = (await bo.wire.ask('room.list', {})).rooms.find(({ name }) => name === 'Workshop')?.id ?? bo.lobby
  question = (await sayByWire(bo, workshop, 'Who has the key?')).id
  await bo.wire.ask('message.send', { room: workshop, text: 'Perhaps Cy?', clientId: 'reply', thread: question })
  await article(ada.page, 'Who has the key?').first().waitFor()
  await using other = await device()
  const due = Date.parse('2099-01-01T09:00')
  await other.ask('later.send', { room: workshop, text: 'Tea is ready', due, clientId: 'tea' })
  await other.ask('later.remind', { room: workshop, id: question, due: Date.parse('2020-01-01T09:00'), note: 'plywood!' })
  await goHome(ada.page)
  for (const text of ['one', 'two']) await sayByWire(bo, workshop, text)
  await later('plywood!').getByText('Now', { exact: true }).waitFor()
  await ada.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
})
afterAll(() => pair[Symbol.asyncDispose]())

const later = (text: string): Locator => ada.page.getByRole('region', { name: 'For later' }).getByRole('listitem').filter({ hasText: text })
const inbox = (): Locator => ada.page.getByRole('region', { name: 'Inbox' })
const unread = (): Locator => ada.page.getByRole('link', { name: /Workshop.*2 unread messages/ }).first()
const to = (hash: string): Promise<void> => ada.page.evaluate((where) => void (location.hash = where), hash)
const look = (name: string): Promise<void> => looksFine(ada.page, name)

it('[TEST-12] without a server all is marked as read, and what is put off is changed and called off, in sight and undone', async () => {
  const { page } = ada
  await unread().waitFor()
  await pair.server.kill('SIGKILL')
  await page.getByText('No connection.').first().waitFor()
  await inbox().getByRole('button', { name: 'Mark all as read' }).click()
  await inbox().getByText(waits).waitFor()
  await unread().waitFor({ state: 'hidden' })
  await inbox().getByRole('button', { name: 'Undo' }).click()
  await unread().waitFor()
  await inbox().getByRole('button', { name: 'Mark all as read' }).click()
  await unread().waitFor({ state: 'hidden' })

  await later('Tea is ready').getByRole('button', { name: 'Change' }).click()
  const change = page.getByRole('dialog', { name: 'Change the message' })
  await change.getByText('If it is sent before that, it is sent as it was.').waitFor()
  await change.getByLabel('Message', { exact: true }).fill('Tea and cake')
  await change.getByRole('button', { name: 'Save', exact: true }).click()
  await later('Tea and cake').getByText(waits).waitFor()
  await later('Tea and cake').getByRole('button', { name: 'Call it off' }).click()
  await later('Tea and cake').getByText('Called off', { exact: true }).waitFor()
  await later('Tea and cake').getByRole('button', { name: 'Undo for Workshop' }).click()
  await later('Tea and cake').getByRole('button', { name: 'Call it off' }).waitFor()
  await later('plywood!').getByRole('button', { name: 'Done' }).click()
  await later('plywood!').getByText('Done', { exact: true }).waitFor()
  await later('plywood!').getByRole('button', { name: 'Undo for Workshop' }).click()
  await later('plywood!').getByText('Now', { exact: true }).waitFor()
  await later('plywood!').getByRole('button', { name: 'Done' }).click()
  await later('plywood!').getByText(waits).waitFor()
  await look('away-home')
})

it('[TEST-12] without a server a poll that waits is changed and voted on, and a thread followed is among one’s threads', async () => {
  const { page } = ada
  await openRoom(page, 'Workshop')
  await say(page, '/poll When do we meet?')
  const fresh = page.getByRole('dialog', { name: 'New poll' })
  await fresh.getByLabel('Option 1', { exact: true }).fill('Monday')
  await fresh.getByLabel('Option 2', { exact: true }).fill('Tuesday')
  await fresh.getByRole('button', { name: 'Ask', exact: true }).click()
  const poll = article(page, 'When do we meet?').last()
  await poll.getByRole('button', { name: 'Edit', exact: true }).click()
  const change = page.getByRole('dialog', { name: 'Change the poll' })
  await change.getByLabel('Option 1', { exact: true }).fill('Friday')
  await change.getByRole('button', { name: 'Save', exact: true }).click()
  await poll.getByRole('radio', { name: 'Friday, 0 votes' }).click()
  await poll.getByRole('radio', { name: 'Friday, 1 vote', checked: true }).waitFor()
  await look('away-poll')
  await act(page, 'Who has the key?', 'Reply in a thread')
  const thread = page.getByRole('complementary', { name: 'Thread' })
  await thread.getByRole('button', { name: 'Follow the thread', exact: true }).click()
  await thread.getByRole('button', { name: 'Unfollow the thread' }).waitFor()
  await to('#/threads')
  const followed = page.getByRole('list', { name: 'Threads' }).getByRole('listitem').filter({ hasText: 'Who has the key?' })
  await followed.getByText(waits).waitFor()
  await look('away-threads')
})

it('[TEST-12] somebody with whom there is no private chat is written to without a server, over a closed page', async () => {
  const { page } = ada
  await to('#/contacts')
  await page.getByRole('searchbox').fill('bo')
  await page.getByRole('button', { name: 'Write to bo' }).click()
  const write = page.getByRole('dialog', { name: 'Write to bo' })
  await write.getByText('begins your private chat with bo as soon as there is one').waitFor()
  await write.getByLabel('Message', { exact: true }).fill('Hello Bo')
  await write.getByRole('button', { name: 'Send', exact: true }).click()
  await write.getByRole('listitem').filter({ hasText: 'Hello Bo' }).getByText(waits).waitFor()
  await write.getByLabel('Message', { exact: true }).fill('half a thought')
  await look('away-write')
  await write.getByRole('button', { name: 'Close', exact: true }).last().click()
  await goHome(page)
  // The page comes from the browser; the server is still dead.
  await page.reload()
  for (const words of ['Hello Bo', 'Tea and cake', 'plywood!']) await later(words).getByText(waits).waitFor()
  expect(await unread().count()).toBe(0)
  const wide = page.viewportSize()
  await page.setViewportSize(phone)
  await look('away-home-phone')
  // The name is not pushed away by when it is due.
  expect((await later('Tea and cake').getByText('Workshop').boundingBox())?.width).toBeGreaterThan(60)
  await later('Hello Bo')
    .getByRole('button', { name: /Hello Bo/ })
    .click()
  await look('away-write-phone')
  if (wide) await page.setViewportSize(wide)
  await write.getByRole('button', { name: 'Close', exact: true }).last().click()
})

it('[TEST-12] all of it is told once the server is back, and what is half written stands in the new chat, though nothing was open', async () => {
  const { page } = ada
  bo = await pair.restart()
  await later('Hello Bo').waitFor({ state: 'detached', timeout: 30_000 })
  await to('#/contacts')
  await page.getByRole('searchbox').fill('bo')
  await page.getByRole('button', { name: 'Write to bo' }).click()
  await page.getByRole('main', { name: 'bo' }).getByRole('log').waitFor({ timeout: 30_000 })
  await article(page, 'Hello Bo').waitFor()
  await until(
    'the half thought to stand there',
    async () => (await page.getByRole('textbox', { name: /^Message/ }).inputValue()) === 'half a thought',
  )
  const direct = (await bo.wire.ask('room.list', {})).rooms.find(({ kind }) => kind === 'direct')
  expect(direct).toBeDefined()
  const said = direct ? (await bo.wire.ask('room.history', { room: direct.id })).messages.map(({ text }) => text) : []
  expect(said).toEqual(['Hello Bo'])
  await until('the poll with her vote', async () =>
    (await bo.wire.ask('room.history', { room: workshop })).messages.some(
      ({ poll }) => poll?.question === 'When do we meet?' && poll.options[0] === 'Friday' && poll.counts[0] === 1,
    ),
  )
  await goHome(page)
  await later('Tea and cake').getByRole('button', { name: 'Call it off' }).waitFor()
  expect(await page.getByText(waits).count()).toBe(0)
  // As another of her devices hears it.
  const wire = await connect(pair.server)
  const { token = '' } = await wire.ask('session.open', { name: 'Ada', password })
  const { own, threads = [], rooms } = await wire.ask('session.resume', { token })
  expect(own?.later?.map(({ text }) => text)).toEqual(['Tea and cake'])
  expect(threads.map(({ id }) => id)).toContain(question)
  expect(rooms.find(({ id }) => id === workshop)?.unread).toBe(0)
  expect(ada.troubles.filter((trouble) => !/ERR_|WebSocket|Failed to load/.test(trouble))).toEqual([])
})
