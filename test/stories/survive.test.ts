import { afterAll, beforeAll, expect, it } from 'vitest'
import { picture, type Visitor } from '../harness/browser.ts'
import type { Person } from '../harness/cast.ts'
import { until } from '../harness/until.ts'
import { act, article, composer, openRoom, register, say } from './hands.ts'
import { openPair, type Pair } from './pair.ts'

let pair: Pair
let ada: Visitor
let bo: Person
beforeAll(async () => {
  pair = await openPair({ keeps: 'survive', worker: true })
  ;({ ada, bo } = pair)
})
afterAll(() => pair[Symbol.asyncDispose]())

const counted = async (text: string): Promise<number> =>
  (await bo.wire.ask('room.history', { room: bo.lobby })).messages.filter((message) => message.text === text).length

it('[TEST-12] a draft survives a reload', async () => {
  await openRoom(ada.page, 'Lobby')
  await composer(ada.page).fill('half a thought')
  await openRoom(ada.page, 'Lobby')
  await until(
    'the draft to be kept',
    async () => {
      await ada.page.reload()
      await ada.page.getByRole('main', { name: 'Lobby' }).getByRole('log').waitFor()
      return (await composer(ada.page).inputValue()) === 'half a thought'
    },
    { every: 300 },
  )
  await composer(ada.page).fill('')
})

it('[TEST-12] what a draft answers survives a reload, and is answered', async () => {
  const { page } = ada
  await bo.wire.ask('message.send', { room: bo.lobby, text: 'Who has the key?', clientId: 'key-1' })
  await act(page, 'Who has the key?', 'Reply')
  await page.getByText('Reply to bo', { exact: true }).waitFor()
  await composer(page).fill('It hangs by the door')
  await until('the draft to be written down', () => page.evaluate(() => JSON.stringify(localStorage).includes('It hangs by the door')))
  await page.reload()
  await page.getByText('Reply to bo', { exact: true }).waitFor()
  expect(await composer(page).inputValue()).toBe('It hangs by the door')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await article(page, 'It hangs by the door')
    .getByRole('button', { name: /^In reply to bo/ })
    .waitFor()
  await page.getByText('Reply to bo', { exact: true }).waitFor({ state: 'hidden' })
  await page.reload()
  await composer(page).waitFor()
  expect(await page.getByText('Reply to bo', { exact: true }).count()).toBe(0)
})

it('[TEST-12] what is written without a network is sent once when there is one, and the other sees it', async () => {
  const { page, context } = ada
  await using other = await pair.browser.visit()
  await register(other, 'Cy')
  await openRoom(other.page, 'Lobby')
  const before = await shifts(page)
  await context.setOffline(true)
  await page.getByText('No connection.').waitFor()
  await say(page, 'written on a train')
  await say(page, 'and a second thing')
  await article(page, 'written on a train').getByText('Will be sent when the connection is back').waitFor()
  expect(await counted('written on a train')).toBe(0)
  await picture(page, 'no-network')

  await context.setOffline(false)
  await article(other.page, 'and a second thing').waitFor()
  await page.getByText('No connection.').waitFor({ state: 'hidden' })
  await article(page, 'and a second thing').and(page.locator('[data-seq]')).waitFor()
  for (const { page: either } of [ada, other]) expect(await article(either, 'written on a train').count()).toBe(1)
  expect([await counted('written on a train'), await counted('and a second thing')]).toEqual([1, 1])
  expect(await other.page.getByRole('article').allInnerTexts()).toSatisfy(
    (said: string[]) => said.findIndex((one) => one.includes('on a train')) < said.findIndex((one) => one.includes('second thing')),
  )
  // The bar came and went over the page: the head, the words and the composer stood still.
  expect(await shifts(page)).toEqual(before)
})

/** Where the parts of a room stand. */
const shifts = (page: Visitor['page']): Promise<unknown> =>
  page.evaluate(() =>
    ['header', 'messages', 'composer', 'sidebar'].map((name) => {
      const { top, bottom } = document.querySelector(`[data-landmark="${name}"]`)?.getBoundingClientRect() ?? {}
      return [name, top, bottom]
    }),
  )

it('[TEST-12] the server dies and comes back: no reload, what was written meanwhile is sent once', async () => {
  await say(ada.page, 'before the crash')
  await article(ada.page, 'before the crash').waitFor()
  await until('it to be kept', async () => (await counted('before the crash')) === 1, { every: 200 })
  await ada.page.evaluate(() => Object.assign(window, { neverReloaded: true }))

  await pair.server.kill('SIGKILL')
  await say(ada.page, 'said into the void')
  await article(ada.page, 'said into the void').waitFor()
  await ada.page.getByText('No connection.').waitFor()
  await say(ada.page, 'and one more')
  await picture(ada.page, 'offline')

  bo = await pair.restart()
  await until('both to arrive', async () => (await counted('said into the void')) === 1 && (await counted('and one more')) === 1, {
    within: 30_000,
    every: 200,
  })
  await ada.page.getByText('No connection.').waitFor({ state: 'hidden' })
  const { messages } = await bo.wire.ask('room.history', { room: bo.lobby })
  expect(messages.slice(-3).map(({ text }) => text)).toEqual(['before the crash', 'said into the void', 'and one more'])
  expect(await article(ada.page, 'said into the void').count()).toBe(1)
  expect(await ada.page.evaluate(() => 'neverReloaded' in window)).toBe(true)
})

it('[TEST-12] what others said while the network was lost is there afterwards, in order', async () => {
  await ada.context.setOffline(true)
  await pair.server.kill('SIGKILL')
  bo = await pair.restart()
  for (const text of ['missed one', 'missed two'])
    await bo.wire.ask('message.send', { room: bo.lobby, text, clientId: text.replaceAll(' ', '-') })
  await ada.context.setOffline(false)
  await article(ada.page, 'missed two').waitFor({ timeout: 30_000 })
  expect(await article(ada.page, 'missed one').count()).toBe(1)
})

it('[TEST-12] a message that waits survives a reload and is sent once', async () => {
  await pair.server.kill('SIGKILL')
  await say(ada.page, 'kept in the outbox')
  await article(ada.page, 'kept in the outbox').waitFor()
  // The page itself comes from the server, so the reload is tried after it is back; the outbox must be what brings the words.
  await ada.page.goto('about:blank')
  bo = await pair.restart()
  await ada.page.goto(`https://127.0.0.1:${pair.server.run.httpsPort}/`)
  await until('it to arrive', async () => (await counted('kept in the outbox')) === 1, { within: 20_000, every: 200 })
  await openRoom(ada.page, 'Lobby')
  await article(ada.page, 'kept in the outbox').waitFor()
  expect(await counted('kept in the outbox')).toBe(1)
})

it('[TEST-12] a second tab shows the same, and reading in one clears the mark in the other', async () => {
  const second = await ada.context.newPage()
  await second.goto(`https://127.0.0.1:${pair.server.run.httpsPort}/`)
  await second.getByRole('navigation', { name: 'Rooms and people' }).waitFor()
  await bo.wire.ask('message.send', { room: bo.lobby, text: 'for both tabs', clientId: 'tabs-1' })
  await ada.page.bringToFront()
  await openRoom(ada.page, 'Lobby')
  await article(ada.page, 'for both tabs').waitFor()
  await until('the mark to be cleared', async () => (await second.getByRole('link', { name: /Lobby.*unread/ }).count()) === 0)
  await second.close()
})
