// What is said beside a call, with two people in it, one of them on a phone in the dark, and one who was never in it.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, phone, picture, type Visitor } from '../harness/browser.ts'
import { join, type Person } from '../harness/cast.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { faults, wider } from './axe.ts'
import { call, devices, expectTiles, joinCall, leave, press, toolbar, watchPeers } from './callers.ts'
import { article, composer, openRoom, say, signIn } from './hands.ts'

let server: Server
let browser: Browser
let ada: Visitor
let bo: Visitor
/** Is in the room, and in no call; speaks the bare protocol. */
let cy: Person
let room: RoomId
const users: UserId[] = []

beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser(() => server, { more: devices(5) })
  for (const name of ['ada', 'bo']) {
    const person = await join(server, name)
    users.push(person.user.id)
    await person.wire.close()
  }
  cy = await join(server, 'cy')
  room = (await cy.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: users })).room.id
  ada = await arrive('ada', {})
  bo = await arrive('bo', { viewport: phone, colorScheme: 'dark', hasTouch: true, deviceScaleFactor: 1 })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

async function arrive(name: string, options: NonNullable<Parameters<Browser['visit']>[1]>): Promise<Visitor> {
  const visitor = await browser.visit('/', { permissions: ['microphone', 'camera'], ...options })
  visitor.context.setDefaultTimeout(45_000)
  await watchPeers(visitor.page)
  await visitor.page.reload()
  await signIn(visitor, name)
  await openRoom(visitor.page, 'Workshop')
  return visitor
}

const chat = ({ page }: Visitor) => page.getByRole('complementary', { name: 'Chat of Workshop' })
const thread = ({ page }: Visitor) => page.getByRole('complementary', { name: 'Thread' })
/** The line of the call in the room. */
const entryOf = ({ page }: Visitor) => page.getByRole('group', { name: /began a call|You began a call/ })

async function looksRight(visitor: Visitor, name: string): Promise<void> {
  await picture(visitor.page, `beside-${name}`)
  expect(await wider(visitor.page)).toBe(0)
  expect(await faults(visitor.page)).toEqual([])
}

it('[TEST-31] what is said beside a call is seen by who is in it, and counted at the button until it is', {
  timeout: 180_000,
}, async () => {
  await call(ada.page, 'audio')
  await joinCall(bo.page)
  for (const { page } of [ada, bo]) await expectTiles(page, 2)
  await press(ada.page, 'Chat')
  await chat(ada).waitFor()
  await looksRight(ada, 'nothing-yet')
  await say(ada.page, 'The plan is on the table, @bo')
  await article(ada.page, 'The plan is on the table').waitFor()
  await toolbar(bo.page).getByRole('button', { name: 'More, 1 new message in the chat' }).waitFor()
  await looksRight(bo, 'counted')
  await press(bo.page, /^More/)
  await bo.page.getByRole('menuitem', { name: 'Chat' }).click()
  await article(bo.page, 'The plan is on the table').waitFor()
  await say(bo.page, 'I see it')
  await article(ada.page, 'I see it').waitFor()
  await looksRight(bo, 'phone')
  await looksRight(ada, 'wide')
  await chat(bo).getByRole('button', { name: 'Close' }).click()
  // Read on the phone, by being looked at.
  await toolbar(bo.page).getByRole('button', { name: 'More', exact: true }).waitFor()
})

it('[TEST-31] the words stand under the call’s line in the room, and not in the room; who was not in the call opens them, too', {
  timeout: 180_000,
}, async () => {
  await openRoom(ada.page, 'Workshop')
  await entryOf(ada)
    .getByRole('link', { name: /^2 replies/ })
    .waitFor()
  expect(await article(ada.page, 'The plan is on the table').count()).toBe(0)
  const { calls } = await cy.wire.ask('room.history', { room })
  expect(calls).toMatchObject([{ ended: null, replies: { count: 2 } }])
  const id = calls?.[0]?.id as string as MessageId
  const { call: begun, replies } = await cy.wire.ask('room.thread', { room, id, calls: true })
  expect([begun?.id, replies.map(({ text }) => text)]).toEqual([id, ['The plan is on the table, @bo', 'I see it']])
  await cy.wire.ask('message.send', { room, text: 'May I have a look, too?', clientId: 'cy-1', thread: id })
  await entryOf(ada).getByText('1 new').waitFor()
  await looksRight(ada, 'entry')
})

it('[TEST-31] after the call the thread goes on: it is opened from the line, answered, read, and stands among one’s threads', {
  timeout: 180_000,
}, async () => {
  await ada.page.getByRole('region', { name: 'Call in Workshop' }).getByRole('button', { name: 'Open the call in Workshop' }).click()
  await leave(bo.page)
  await leave(ada.page, 'End the call for all')
  await openRoom(bo.page, 'Workshop')
  await entryOf(bo).getByText('1 new').waitFor()
  await looksRight(bo, 'entry-phone')
  await entryOf(bo)
    .getByRole('link', { name: /^3 replies/ })
    .click()
  await article(bo.page, 'May I have a look, too?').waitFor()
  await thread(bo)
    .getByRole('group', { name: /began a call/ })
    .waitFor()
  await composer(bo.page).last().fill('Of course')
  await thread(bo).getByRole('button', { name: 'Send', exact: true }).click()
  await article(bo.page, 'Of course').waitFor()
  await looksRight(bo, 'thread-phone')
  await openRoom(ada.page, 'Workshop')
  await entryOf(ada)
    .getByRole('link', { name: /^4 replies/ })
    .click()
  await thread(ada).getByText('Of course').waitFor()
  await looksRight(ada, 'thread')
  await until('ada to have read it', async () => (await entryOf(ada).getByText(/new$/).count()) === 0)
  await ada.page.evaluate(() => (location.hash = '#/threads'))
  await ada.page
    .getByRole('main')
    .getByRole('link', { name: /Chat of a call/ })
    .click()
  await thread(ada).getByText('Of course').waitFor()
  expect([...ada.troubles, ...bo.troubles]).toEqual([])
})

it('[TEST-31] a call that nobody said anything beside offers to, by a name of its own and as no stop for Tab, to who may speak there', {
  timeout: 90_000,
}, async () => {
  for (const [kind, name] of [
    ['group', 'Garden'],
    ['channel', 'News'],
  ] as const) {
    const { room } = await cy.wire.ask('room.create', { kind, name, members: users })
    const { call } = await cy.wire.ask('call.start', { room: room.id })
    await cy.wire.ask('call.end', { room: room.id, call: call.id })
  }
  await openRoom(ada.page, 'Garden')
  const offer = entryOf(ada).getByRole('button', { name: /^Reply in a thread, cy began a call, without you, \d/i })
  const isStop = () => offer.evaluate((button) => button instanceof HTMLElement && button.tabIndex >= 0)
  await offer.waitFor({ timeout: 15_000 })
  await until('the list to be one stop', async () => !(await isStop()))
  await entryOf(ada).focus()
  expect(await isStop()).toBe(true)
  expect(await faults(ada.page)).toEqual([])
  await openRoom(ada.page, 'News')
  await entryOf(ada).waitFor()
  expect(await entryOf(ada).getByRole('button').count()).toBe(0)
})
