// What one does with messages without a server: it is seen as it will be, waits in sight wherever the message is read, can be undone, and is told.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Visitor } from '../harness/browser.ts'
import { type Person, say as sayByWire } from '../harness/cast.ts'
import { until } from '../harness/until.ts'
import { act, article, makeRoom, openRoom, say } from './hands.ts'
import { openPair, type Pair } from './pair.ts'
import { looksFine } from './sight.ts'

const waits = 'Waiting for the connection'
let pair: Pair
let ada: Visitor
let bo: Person
let workshop: RoomId
let question: MessageId

beforeAll(async () => {
  pair = await openPair({ worker: true })
  ;({ ada, bo } = pair)
  await makeRoom(ada.page, 'group', 'Workshop', ['bo'])
  workshop = (await bo.wire.ask('room.list', {})).rooms.find(({ name }) => name === 'Workshop')?.id ?? bo.lobby
  question = (await sayByWire(bo, workshop, 'Who has the key?')).id
  await bo.wire.ask('poll.create', { room: workshop, clientId: 'poll', question: 'When do we meet?', options: ['Monday', 'Tuesday'] })
  await say(ada.page, 'I do not have it.')
  await said('I do not have it.')
  await act(ada.page, 'Who has the key?', 'Reply in a thread')
  await thread().getByRole('textbox', { name: 'Reply in this thread' }).fill('Perhaps Cy?')
  await thread().getByRole('button', { name: 'Send', exact: true }).click()
  await said('Perhaps Cy?')
})
afterAll(() => pair[Symbol.asyncDispose]())

const thread = (): Locator => ada.page.getByRole('complementary', { name: 'Thread' })
const inRoom = (text: string): Locator => ada.page.getByRole('main').getByRole('article').filter({ hasText: text }).first()
const inThread = (text: string): Locator => thread().getByRole('article').filter({ hasText: text })
const kept = async (text: string | null): Promise<Message | undefined> =>
  (await bo.wire.ask('room.history', { room: workshop })).messages.find((message) => message.text === text)
const said = (text: string): Promise<unknown> => until(`the server to have “${text}”`, () => kept(text))
const choose = async (row: Locator, deed: string): Promise<void> => {
  await row.hover()
  await row.getByRole('toolbar').getByRole('button', { name: 'More actions' }).click()
  await ada.page.getByRole('menuitem', { name: new RegExp(`^${deed}`) }).click()
}
const look = (name: string): Promise<void> => looksFine(ada.page, name)

it('[TEST-12] without a server a reaction, a pin, a vote, new words and words taken back are seen at once, and that they wait', async () => {
  const { page } = ada
  await ada.context.setOffline(true)
  await page.getByText('No connection.').first().waitFor()
  await inRoom('Who has the key?').hover()
  await inRoom('Who has the key?').getByRole('button', { name: 'React with 👍' }).click()
  for (const row of [inRoom('Who has the key?'), inThread('Who has the key?')]) {
    await row.getByRole('button', { name: '👍, 1 reaction by you' }).waitFor()
    await row.getByText(waits).waitFor()
  }
  await choose(inRoom('Who has the key?'), 'Pin')
  await inThread('Who has the key?').getByText('Pinned', { exact: true }).waitFor()
  await choose(inThread('Perhaps Cy?'), 'Edit')
  await thread().getByRole('textbox', { name: 'Edit message' }).fill('Perhaps Dee?')
  await thread().getByRole('button', { name: 'Save', exact: true }).click()
  await inThread('Perhaps Dee?').getByText(waits).waitFor()
  await page.getByRole('radio', { name: 'Monday, 0 votes' }).click()
  await page.getByRole('radio', { name: 'Monday, 1 vote', checked: true }).waitFor()
  await choose(inRoom('I do not have it.'), 'Delete')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await inRoom('This message was deleted.').getByText(waits).waitFor()
  await look('waiting')
  await page.emulateMedia({ colorScheme: 'dark' })
  await look('waiting-dark')
  await page.setViewportSize({ width: 360, height: 740 })
  await look('waiting-phone-dark-thread')
  await page.emulateMedia({ colorScheme: 'light' })
  await thread().getByRole('button', { name: 'Close the thread' }).click()
  await look('waiting-phone')
  await page.setViewportSize({ width: 1280, height: 800 })
})

it('[TEST-12] what was never told is undone by one press, and what is pinned or saved is in its list meanwhile', async () => {
  const { page } = ada
  await inRoom('This message was deleted.').getByRole('button', { name: 'Undo' }).click()
  await inRoom('I do not have it.').waitFor()
  await page.getByRole('button', { name: 'Pinned messages' }).click()
  const pins = page.getByRole('dialog', { name: 'Pinned messages' })
  await pins.getByText(waits).waitFor()
  await look('waiting-pins')
  await page.keyboard.press('Escape')
  await choose(inRoom('I do not have it.'), 'Save for myself')
  await page.getByRole('navigation', { name: 'Rooms and people' }).getByRole('link', { name: 'Saved' }).click()
  await page
    .getByRole('main')
    .getByRole('button', { name: /I do not have it/ })
    .waitFor()
  await look('waiting-saved')
  await openRoom(page, 'Workshop')
  await choose(inRoom('I do not have it.'), 'Delete')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
})

it('[TEST-12] it waits over a reload, and is told once there is a server', async () => {
  const { page } = ada
  expect((await kept('Who has the key?'))?.reactions).toEqual([])
  await page.reload()
  await inRoom('Who has the key?').getByText(waits).waitFor()
  await ada.context.setOffline(false)
  await page.getByText(waits).first().waitFor({ state: 'hidden' })
  await until('all of it to be told', async () => {
    const message = await kept('Who has the key?')
    return message?.pinned === true && message.reactions.length === 1 && (await kept('I do not have it.')) === undefined
  })
  await said('Perhaps Dee?')
  const { messages } = await bo.wire.ask('room.history', { room: workshop })
  expect(messages.find(({ poll }) => poll)?.poll?.counts).toEqual([1, 0])
  await inRoom('Who has the key?').getByRole('button', { name: '👍, 1 reaction by you' }).waitFor()
})

it('[TEST-12] what the server does not take is taken back, and said', async () => {
  const { page } = ada
  await ada.context.setOffline(true)
  await page.getByText('No connection.').first().waitFor()
  await act(page, 'Who has the key?', 'React with ❤️')
  await inRoom('Who has the key?')
    .getByRole('button', { name: /^❤️, 1/ })
    .waitFor()
  await bo.wire.ask('message.delete', { room: workshop, id: question })
  await ada.context.setOffline(false)
  await page.getByText(/Your reaction was not taken/).waitFor()
  await article(page, 'This message was deleted').first().waitFor()
  expect(await page.getByRole('button', { name: /^❤️/ }).count()).toBe(0)
})
