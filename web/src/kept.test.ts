import type { Unsent } from '@hearth/client/client.ts'
import { emptyState, type State } from '@hearth/client/state.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { createKept, isStranger, memoryShelf } from './kept.ts'
import { followTab } from './other-tabs.ts'

const unsent = (clientId: string, at: number): Unsent => ({
  clientId,
  room: 'workshop' as RoomId,
  text: clientId,
  replyTo: null,
  at,
  state: 'waiting',
})

/** Does nothing of what it is asked to. */
const silent = {
  state: emptyState,
  send: () => undefined,
  post: () => undefined,
  choose: () => undefined,
  discard: () => undefined,
  forget: () => undefined,
  follow: () => undefined,
  draft: () => undefined,
}

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
  shelf.setItem('hearth.draft.workshop/', 'a message')
  kept.save({ token: 'secret', cookie: false })
  expect(shelf.getItem('hearth.draft.workshop/')).toBe('a message')
  kept.save({ token: null, cookie: false, user: null })
  expect(shelf.getItem('hearth.draft.workshop/')).toBeNull()
})

test('[WEB-10] who goes out in one tab leaves no half sentence behind, written in whichever', async () => {
  const shelf = memoryShelf()
  const [one, other] = [createKept(shelf), createKept(shelf)]
  await Promise.all([one.load(), other.load()])
  one.save({ cookie: true, token: null, user: 'ada' as UserId, agreed: { user: 'ada' as UserId, rooms: { workshop: 'half a thought' } } })
  other.save({ drafts: { office: 'another half', 'office/message': 'in a thread' }, outbox: [unsent('a', 1)] })
  one.save({ token: null, cookie: false, user: null })
  one.save({ agreed: undefined })
  // The other hears at the same moment that its sign-in is over, and writes so.
  other.save({ token: null, cookie: false, user: 'ada' as UserId })
  expect(await createKept(shelf).load()).toEqual({ token: null, cookie: false, user: 'ada', drafts: {}, outbox: [] })
  let forgotten = 0
  const client = { ...silent, forget: () => void forgotten++ }
  const out = { key: 'hearth.login', newValue: JSON.stringify({ token: null, cookie: false, user: null }) }
  followTab(client, shelf, out)
  expect(forgotten).toBe(1)
  // Bo is in by now: it is told too late.
  one.save({ cookie: true, user: 'bo' as UserId })
  followTab(client, shelf, out)
  expect(forgotten).toBe(1)
})

test('[WEB-10] a reply in a thread that another tab leaves unsent stays one, and what was forwarded there, too', () => {
  const sent: unknown[][] = []
  const client = {
    ...silent,
    state: { ...emptyState, connection: { is: 'waiting', until: 0, why: '' }, me: { id: 'ada' } as State['me'] } satisfies State,
    send: (...what: unknown[]) => void sent.push(what),
    post: (...what: unknown[]) => void sent.push(what),
    choose: (...what: unknown[]) => void sent.push(what),
  } as const
  const newValue = JSON.stringify({ ...unsent('a', 1), thread: 'root', also: true })
  followTab(client, memoryShelf(), { key: 'hearth.unsent.a', newValue })
  const special = { do: 'forward', from: 'office', id: 'm-1' }
  followTab(client, memoryShelf(), { key: 'hearth.unsent.b', newValue: JSON.stringify({ ...unsent('b', 2), special }) })
  expect(sent).toEqual([
    ['workshop', 'a', undefined, { clientId: 'a', files: [] }, { root: 'root', also: true }],
    ['workshop', 'b', special, 'b', undefined],
  ])
  // One's own vote in a poll that waits in both.
  const poll = { ...unsent('c', 3), special: { do: 'poll', options: ['A', 'B'], vote: [1] } } as const
  followTab({ ...client, state: { ...client.state, outbox: [poll] } }, memoryShelf(), {
    key: 'hearth.unsent.c',
    newValue: JSON.stringify(poll),
  })
  expect(sent.at(-1)).toEqual(['c', [1], undefined])
})

test('[WEB-10] a poll that another tab sends or has sent is not changed here into a second one', () => {
  const chosen: unknown[][] = []
  const poll = { ...unsent('c', 3), special: { do: 'poll', options: ['A', 'B'] } } as const
  const client = { ...silent, state: { ...emptyState, outbox: [poll] }, choose: (...what: unknown[]) => void chosen.push(what) }
  for (const more of [{ state: 'sending' }, { tried: true }, {}])
    followTab(client, memoryShelf(), { key: 'hearth.unsent.c', newValue: JSON.stringify({ ...poll, ...more }) })
  expect(chosen).toEqual([
    ['c', [], true],
    ['c', [], true],
    ['c', [], undefined],
  ])
})

test('[WEB-10] what is half written to somebody new is the same in two tabs: none brings back what was sent in the other', () => {
  const drafts: unknown[][] = []
  const client = { ...silent, draft: (...what: unknown[]) => void drafts.push(what) }
  const shelf = memoryShelf()
  shelf.setItem('hearth.draft./bo', 'half a thought')
  // Heard of late.
  followTab(client, shelf, { key: 'hearth.draft./bo', newValue: 'half' })
  shelf.removeItem('hearth.draft./bo')
  followTab(client, shelf, { key: 'hearth.draft./bo', newValue: null })
  // The server tells all devices of these.
  for (const place of ['workshop', 'workshop/']) followTab(client, shelf, { key: `hearth.draft.${place}`, newValue: 'half' })
  expect(drafts).toEqual([
    ['/bo', 'half a thought'],
    ['/bo', ''],
  ])
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

test('[WEB-10] of two tabs none takes away the marks that wait in the other; who goes out takes them all', async () => {
  const shelf = memoryShelf()
  const mark = (id: string, at: number) => ({ do: 'star', room: 'workshop' as RoomId, id: id as MessageId, on: true, at }) as const
  const ada = 'ada' as UserId
  const [one, other] = [createKept(shelf), createKept(shelf)]
  await Promise.all([one.load(), other.load()])
  one.save({ marks: { user: ada, list: [mark('b', 2)] } })
  other.save({ marks: undefined })
  other.save({ marks: { user: ada, list: [mark('a', 1)] } })
  expect((await createKept(shelf).load()).marks).toEqual({ user: ada, list: [mark('a', 1), mark('b', 2)] })
  // Whom one keeps is not who keeps them.
  one.save({ marks: { user: ada, list: [{ do: 'contact', user: 'bo' as UserId, on: true, at: 3 }] } })
  expect((await createKept(shelf).load()).marks?.list).toEqual([mark('a', 1), { do: 'contact', user: 'bo', on: true, at: 3 }])
  one.save({ marks: undefined })
  expect((await createKept(shelf).load()).marks?.list).toEqual([mark('a', 1)])
  one.save({ user: null, token: null, cookie: false })
  expect((await createKept(shelf).load()).marks).toBeUndefined()
})

test('[WEB-10] the page is not blank where an earlier page kept marks in another form, and loses none of them', async () => {
  const shelf = memoryShelf()
  const mark = (id: string, at: number) => ({ do: 'star', room: 'workshop' as RoomId, id: id as MessageId, on: true, at }) as const
  shelf.setItem('hearth.mark.star b ', JSON.stringify({ ...mark('b', 2), user: 'ada' }))
  shelf.setItem('hearth.mark.star a ', JSON.stringify({ ...mark('a', 1), user: 'ada' }))
  shelf.setItem('hearth.mark.star c ', JSON.stringify({ whose: 'ada', mark: mark('c', 3) }))
  for (const [at, broken] of ['null', '7', '{}', '{"whose":"ada"}', '{"whose":"ada","mark":null}', '{"user":"ada"}'].entries())
    shelf.setItem(`hearth.mark.broken ${at}`, broken)
  const kept = createKept(shelf)
  const { marks } = await kept.load()
  expect(marks).toEqual({ user: 'ada', list: [mark('a', 1), mark('b', 2), mark('c', 3)] })
  // What is broken goes as soon as anything is written.
  kept.save({ marks })
  const left = Array.from({ length: shelf.length }, (_, at) => shelf.key(at))
  expect(left.sort()).toEqual(['hearth.mark.star a ', 'hearth.mark.star b ', 'hearth.mark.star c '])
})

test('[WEB-10] what was told or undone of a message in another tab waits here no longer', () => {
  const followed: unknown[][] = []
  const state = { ...emptyState, me: { id: 'ada' } as State['me'] } satisfies State
  const client = {
    state,
    send: () => undefined,
    post: () => undefined,
    choose: () => undefined,
    discard: () => undefined,
    forget: () => undefined,
    follow: (...what: unknown[]) => void followed.push(what),
    draft: () => undefined,
  }
  const mark = { do: 'star', room: 'workshop', id: 'a', on: false, at: 7 }
  followTab(client, memoryShelf(), { key: 'hearth.mark.star a ', newValue: null })
  followTab(client, memoryShelf(), { key: 'hearth.mark.star a ', newValue: JSON.stringify({ whose: 'ada', mark }) })
  followTab(client, memoryShelf(), { key: 'hearth.mark.star a ', newValue: JSON.stringify({ whose: 'bo', mark }) })
  // A tab with the page of before, and one that writes nonsense.
  followTab(client, memoryShelf(), { key: 'hearth.mark.star a ', newValue: JSON.stringify({ ...mark, at: 8, user: 'ada' }) })
  followTab(client, memoryShelf(), { key: 'hearth.mark.star a ', newValue: '{"whose":"ada"}' })
  expect(followed).toEqual([
    ['star a ', null],
    ['star a ', mark],
    ['star a ', { ...mark, at: 8 }],
  ])
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
