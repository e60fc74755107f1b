import { expect, test } from 'vitest'
import { message } from './cast.ts'
import { askedFor, signedIn, slow, workshop } from './desk.ts'

test('[CLIENT-17] a search goes on over short and empty pages until it has something to show or nothing is left', async () => {
  const { client, board } = await signedIn()
  const asked = () => askedFor(board.last, 'message.search')
  const search = client.search('kettle', workshop)
  expect(asked()).toEqual([])
  const more = search.more()
  expect(search.more()).toBe(more)
  expect(asked()).toEqual([{ text: 'kettle', room: workshop }])
  await board.last.answer('message.search', { found: [], next: { room: workshop, seq: 40 } })
  expect(asked()).toEqual([{ text: 'kettle', room: workshop, from: { room: workshop, seq: 40 } }])
  await board.last.answer('message.search', { found: [{ room: workshop, message: message(7) }], next: { room: workshop, seq: 6 } })
  await more
  expect(search).toMatchObject({ found: [{ room: workshop, message: message(7) }], isDone: false })
  const rest = search.more()
  await board.last.answer('message.search', { found: [] })
  await rest
  expect(search).toMatchObject({ found: [{ message: message(7) }], isDone: true })
  await search.more()
  expect(asked()).toEqual([])
})

test('[CLIENT-17] `slow_down` only waits; offline is said', async () => {
  const { client, board, clock } = await signedIn()
  const search = client.search('kettle')
  const more = search.more()
  await board.last.refuse('message.search', slow(300))
  await clock.pass(300)
  await board.last.answer('message.search', { found: [] })
  await more
  expect(search.isDone).toBe(true)
  const other = client.search('lantern').more()
  await board.last.drop()
  await expect(other).rejects.toMatchObject({ code: 'offline' })
})
