// What people keep for themselves: true on all their devices, and heard by nobody else.
import { describe, expect, it } from 'vitest'
import { createChosen } from './bearing.ts'
import { act, snapshot, spoken } from './testing/sync.ts'
import { createCast, createWorld, failureOf, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  return { world, ...(await createCast(world)) }
}

describe('settings', () => {
  it('[CORE-40] are one’s own, changed a few at a time, and each word stands once', async () => {
    const { world, ada } = await scene()
    const first = await act(world, ada, 'own.change', { words: ['Laser', ' laser ', ' ', 'ply  wood'], sound: false })
    expect(spoken(world, first.told)).toEqual(['own.changed → Ada'])
    expect(first.reply.settings).toMatchObject({ words: ['laser', 'ply wood'], sound: false, notify: 'mentions' })
    const hours = { from: '22:00', to: '07:00' }
    const { reply } = await act(world, ada, 'own.change', { quiet: { until: null, hours }, lastSeen: 'nobody' })
    expect(reply.settings).toMatchObject({ words: ['laser', 'ply wood'], sound: false, quiet: { hours }, lastSeen: 'nobody' })
    expect((await snapshot(world, ada))?.own.settings).toEqual(reply.settings)
  })

  it('[CORE-40] of a room hold until they are as usual again', async () => {
    const { world, bo, workshop } = await scene()
    const room = workshop.id
    expect(spoken(world, (await act(world, bo, 'room.notify', { room, level: 'none' })).told)).toEqual(['room.noted → Bo'])
    expect((await act(world, bo, 'room.notify', { room, level: 'none' })).told).toEqual([])
    expect((await snapshot(world, bo))?.own.levels.get(room)).toBe('none')
    await act(world, bo, 'room.notify', { room, level: null })
    expect((await snapshot(world, bo))?.own.levels.size).toBe(0)
  })
})

describe('people', () => {
  it('[CORE-40] a nickname and a block are heard by nobody else, and taken back', async () => {
    const { world, ada, bo } = await scene()
    const named = await act(world, ada, 'contact.mark', { user: bo.id, nickname: ' The  Builder ' })
    expect(named.reply).toEqual({ mark: { user: bo.id, nickname: 'The Builder' } })
    const blocked = await act(world, ada, 'contact.mark', { user: bo.id, blocked: true })
    expect(blocked.reply).toEqual({ mark: { user: bo.id, nickname: 'The Builder', blocked: true } })
    expect(spoken(world, [...named.told, ...blocked.told])).toEqual(['contact.marked → Ada', 'contact.marked → Ada'])
    expect((await act(world, ada, 'contact.mark', { user: bo.id, blocked: true })).told).toEqual([])
    await act(world, ada, 'contact.mark', { user: bo.id, nickname: null, blocked: false })
    expect((await snapshot(world, ada))?.own.marks.size).toBe(0)
  })

  it('[CORE-41] who is blocked opens no new chat, adds to no room, and keeps what there was', async () => {
    const { world, ada, bo, cy, dee, office } = await scene()
    const { room } = await world.do(bo, 'room.direct', { user: ada.id })
    await act(world, ada, 'contact.mark', { user: bo.id, blocked: true })
    await act(world, dee, 'contact.mark', { user: bo.id, blocked: true })
    expect((await world.do(bo, 'room.direct', { user: ada.id })).room.id).toBe(room.id)
    expect(await failureOf(() => world.do(bo, 'room.direct', { user: dee.id }))).toBe('not_reachable')
    expect(await failureOf(() => world.do(bo, 'room.create', { kind: 'group', name: 'Trap', members: [cy.id, dee.id] }))).toBe(
      'not_reachable',
    )
    // The other way round nothing is in the way.
    await act(world, dee, 'room.direct', { user: bo.id })
    await act(world, ada, 'room.invite', { room: office.id, users: [dee.id] })
    await world.do(dee, 'contact.mark', { user: bo.id, blocked: false })
    await act(world, bo, 'room.create', { kind: 'group', name: 'Peace', members: [dee.id] })
  })
})

describe('last seen', () => {
  it('[CORE-42] is for everybody, for those one keeps, or for nobody', async () => {
    const { world, ada, bo, cy } = await scene()
    for (const other of [ada, cy]) await world.do(other, 'room.direct', { user: bo.id })
    await world.do(bo, 'contact.add', { user: ada.id })
    await world.chat.gone(bo.id, 77)
    const seen = async (who: typeof ada) => (await snapshot(world, who))?.presence.get(bo.id)?.seenAt
    expect([await seen(ada), await seen(cy), world.chat.isSeen(bo.id)]).toEqual([77, 77, true])
    await world.do(bo, 'own.change', { lastSeen: 'contacts' })
    expect([await seen(ada), await seen(cy), world.chat.isSeen(bo.id)]).toEqual([77, null, false])
    const from = world.told.length
    await world.chat.gone(bo.id, 78)
    expect(spoken(world, world.told.slice(from))).toEqual(['presence → Ada'])
    await world.do(bo, 'own.change', { lastSeen: 'nobody' })
    expect([await seen(ada), await seen(cy)]).toEqual([null, null])
    await world.chat.gone(bo.id, 79)
    expect(world.told.slice(from).filter(({ event }) => event.event === 'presence')).toHaveLength(1)
    await world.do(bo, 'own.change', { lastSeen: 'everyone' })
    expect(await seen(cy)).toBe(79)
  })
})

describe('how one is here', () => {
  it('[CORE-42] is as a device tells, or as one chose, which the hub asks for and a server remembers', async () => {
    const { world, ada, bo } = await scene()
    await act(world, ada, 'presence.tell', { as: 'away' })
    expect(world.asked.at(-1)).toEqual({ do: 'bear', user: ada.id, session: ada.session, as: 'away' })
    const { reply } = await act(world, ada, 'own.change', { shownAs: 'hidden' })
    expect(reply.settings.shownAs).toBe('hidden')
    expect(world.asked.at(-1)).toEqual({ do: 'bear', user: ada.id })
    expect([world.chat.shownAs(ada.id), world.chat.shownAs(bo.id)]).toEqual(['hidden', 'auto'])
    const again = createChosen()
    await world.store.read((tx) => again.load(tx))
    expect([again.of(ada.id), again.of(bo.id)]).toEqual(['hidden', 'auto'])
    await act(world, ada, 'own.change', { shownAs: 'auto' })
    expect(world.chat.shownAs(ada.id)).toBe('auto')
  })

  it('[CORE-42] is in the answer of who comes back', async () => {
    const { world, ada, bo } = await scene()
    world.online = [{ user: bo.id, state: 'online', as: 'busy', seenAt: null }]
    expect((await snapshot(world, ada))?.presence.get(bo.id)).toEqual({ user: bo.id, state: 'online', as: 'busy', seenAt: null })
  })

  it('[CORE-26] whether others see what one has seen is among one’s settings, on all one’s devices', async () => {
    const { world, ada } = await scene()
    const { told } = await act(world, ada, 'account.reading', { shown: false })
    expect(spoken(world, told)).toEqual(['own.changed → Ada'])
    expect((await snapshot(world, ada))?.own.settings.showsReading).toBe(false)
    await act(world, ada, 'own.change', { showsReading: true })
    expect(await world.do(ada, 'account.reading', {})).toEqual({ shown: true })
  })
})

describe('drafts', () => {
  it('[CORE-40] hold what they answer; each part stays until it is told otherwise, and nothing is left of none', async () => {
    const { world, ada, bo, workshop } = await scene()
    const room = workshop.id
    const { id } = await say(world, bo, room, 'Who?')
    await act(world, ada, 'draft.keep', { room, replyTo: id })
    expect(spoken(world, (await act(world, ada, 'draft.keep', { room, text: 'Me' })).told)).toEqual(['draft.kept → Ada'])
    expect((await act(world, ada, 'draft.keep', { room, text: 'Me', replyTo: id })).told).toEqual([])
    const drafts = async () => (await world.chat.execute(world.stranger, 'session.resume', { token: ada.token })).reply.own?.drafts
    expect(await drafts()).toEqual([{ room, text: 'Me', replyTo: id }])
    await act(world, ada, 'draft.keep', { room, text: '' })
    expect(await drafts()).toEqual([{ room, text: '', replyTo: id }])
    await act(world, ada, 'draft.keep', { room, replyTo: null })
    expect(await drafts()).toBeUndefined()
  })
})

describe('reading', () => {
  it('[CORE-16] how far one has read goes back as well as on, in several rooms at once', async () => {
    const { world, ada, bo, workshop, lobby } = await scene()
    const first = await say(world, ada, workshop.id, 'One, @bo')
    await say(world, ada, workshop.id, 'Two')
    const last = await say(world, ada, lobby, 'Three')
    const seat = async (room: string) => (await world.do(bo, 'room.list', {})).rooms.find(({ id }) => id === room)
    const places = [
      { room: workshop.id, seq: first.seq + 1 },
      { room: lobby, seq: last.seq },
    ]
    const all = await act(world, bo, 'room.mark', { places })
    expect(spoken(world, all.told)).toEqual(['room.read → Bo', 'room.read → Bo'])
    expect([await seat(workshop.id), await seat(lobby)]).toMatchObject([{ unread: 0 }, { unread: 0 }])
    expect((await act(world, bo, 'room.mark', { places })).told).toHaveLength(2)
    await act(world, bo, 'room.mark', { places: [{ room: workshop.id, seq: first.seq - 1 }] })
    expect(await seat(workshop.id)).toMatchObject({ unread: 2, mentions: 1, readSeq: first.seq - 1 })
    await act(world, bo, 'room.mark', { places: [{ room: workshop.id, seq: 999 }] })
    expect(await seat(workshop.id)).toMatchObject({ unread: 0, readSeq: first.seq + 1 })
  })

  it('[CORE-40] mentions of oneself are found in all one’s rooms, newest first, and only there', async () => {
    const { world, ada, bo, cy, workshop, lobby } = await scene()
    const one = await say(world, ada, workshop.id, 'Here, @bo')
    const two = await say(world, ada, lobby, 'There, @bo and @cy')
    const gone = await say(world, ada, lobby, '@bo, forget this')
    await world.do(ada, 'message.delete', { room: lobby, id: gone.id })
    const found = async (who: typeof bo) => (await world.do(who, 'message.mentions', {})).found.map(({ message }) => message.id)
    expect(await found(bo)).toEqual([two.id, one.id])
    expect(await found(cy)).toEqual([two.id])
    await world.do(bo, 'room.leave', { room: workshop.id })
    expect(await found(bo)).toEqual([two.id])
  })
})
