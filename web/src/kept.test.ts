import type { Unsent } from '@hearth/client/client.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { ANSWERED, createKept, isStranger, memoryShelf } from './kept.ts'

const unsent = (clientId: string, at: number): Unsent => ({
  clientId,
  room: 'workshop' as RoomId,
  text: clientId,
  replyTo: null,
  at,
  state: 'waiting',
})

test('[WEB-10] drafts, unsent words and the sign-in are there after a reload', async () => {
  const shelf = memoryShelf()
  const kept = createKept(shelf)
  await kept.load()
  kept.save({ token: 'secret', cookie: false })
  kept.save({ drafts: { workshop: 'half a sentence' } })
  kept.save({ outbox: [unsent('b', 2), unsent('a', 1)] })
  expect(await createKept(shelf).load()).toEqual({
    token: 'secret',
    cookie: false,
    drafts: { workshop: 'half a sentence' },
    outbox: [unsent('a', 1), unsent('b', 2)],
  })
})

test('[WEB-10] a page that was left signed in knows it before the server has answered', () => {
  const shelf = memoryShelf()
  expect(isStranger(shelf)).toBe(true)
  const kept = createKept(shelf)
  // Ids are letters and digits; which ones says nothing here.
  kept.save({ cookie: true, user: 'ada' as UserId })
  expect(isStranger(shelf)).toBe(false)
  kept.save({ user: null })
  expect(isStranger(shelf)).toBe(true)
})

test('[WEB-10] what a draft answers goes with the sign-out', async () => {
  const shelf = memoryShelf()
  const kept = createKept(shelf)
  shelf.setItem(`${ANSWERED}workshop`, 'a message')
  kept.save({ token: 'secret', cookie: false })
  expect(shelf.getItem(`${ANSWERED}workshop`)).toBe('a message')
  kept.save({ token: null, cookie: false, user: null })
  expect(shelf.getItem(`${ANSWERED}workshop`)).toBeNull()
})

test('[WEB-10] what is sent or emptied is forgotten', async () => {
  const shelf = memoryShelf()
  const kept = createKept(shelf)
  await kept.load()
  kept.save({ drafts: { workshop: 'half', office: 'other' }, outbox: [unsent('a', 1)] })
  kept.save({ drafts: { office: 'other' } })
  kept.save({ outbox: [] })
  expect(await createKept(shelf).load()).toEqual({ drafts: { office: 'other' }, outbox: [] })
})

test('[WEB-10] two tabs do not take each other’s drafts away', async () => {
  const shelf = memoryShelf()
  const [one, other] = [createKept(shelf), createKept(shelf)]
  await Promise.all([one.load(), other.load()])
  one.save({ drafts: { workshop: 'from one' } })
  other.save({ drafts: { office: 'from the other' } })
  expect((await createKept(shelf).load()).drafts).toEqual({ workshop: 'from one', office: 'from the other' })
})

test('[WEB-10] a broken entry is left out, a full shelf is borne', async () => {
  const shelf = memoryShelf()
  shelf.setItem('hearth.unsent.a', '{')
  shelf.setItem('hearth.login', 'nonsense')
  const full = {
    ...shelf,
    length: shelf.length,
    setItem: () => {
      throw new Error('full')
    },
  }
  const kept = createKept(full)
  expect(await kept.load()).toEqual({ drafts: {}, outbox: [] })
  expect(() => kept.save({ drafts: { workshop: 'x' } })).not.toThrow()
})
