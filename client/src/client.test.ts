import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { describe, expect, test } from 'vitest'
import { ada, bo, cy, entry, message, resumeAnswer, room, roomId, said } from './cast.ts'
import { createClient, type Saved } from './client.ts'
import { createClock, createKept, createSwitchboard, settle } from './testing.ts'
import { since } from './answers.ts'

const workshop = roomId('Workshop')
const hello = { event: 'server.hello', with: { name: 'Hearth', version: '0', protocol: 1, limits: {}, registration: 'open', guests: true, setup: false } }
const slow = (retryAfterMs: number) => ({ code: 'slow_down', says: '', retryAfterMs })

function setUp(saved: Partial<Saved> = { token: 'secret' }) {
  const clock = createClock()
  const board = createSwitchboard()
  const kept = createKept(saved)
  let ids = 0
  const client = createClient({ openSocket: board.openSocket, kept, now: clock.now, newId: () => `c-${++ids}`, chance: () => 0.5, wait: clock.wait })
  return { clock, board, kept, client }
}

async function greeted(saved?: Partial<Saved>) {
  const all = setUp(saved)
  await settle()
  all.board.last.say(hello)
  await settle()
  return all
}

/** Ada is signed in; the Workshop is her only room. */
async function signedIn(rooms: Room[] = [room('Workshop')], saved?: Partial<Saved>) {
  const all = await greeted(saved)
  await all.board.last.answer('session.resume', resumeAnswer({ rooms }))
  return all
}

const askedFor = (line: { asked: readonly { do: string; with: unknown }[] }, name: string) => line.asked.filter((one) => one.do === name).map((one) => one.with)

describe('the way there', () => {
  test('[CLIENT-5] a kept token resumes; nobody signed in needs no more than the greeting', async () => {
    const { client, board } = await signedIn()
    expect(client.state).toMatchObject({ connection: { is: 'open' }, me: ada, session: 's-1' })
    expect(board.lines).toHaveLength(1)
    const stranger = await greeted({})
    expect(stranger.client.state).toMatchObject({ connection: { is: 'open' }, me: null, hello: { name: 'Hearth' } })
  })

  test('[CLIENT-6] each retry may wait longer, up to 15 s; one that lasted starts again from the beginning', async () => {
    const { client, board, clock } = await signedIn()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      await board.last.drop()
      const { connection } = client.state
      if (connection.is !== 'waiting') throw new Error(`it is ${connection.is}`)
      waits.push(connection.until - clock.now())
      await clock.pass(connection.until - clock.now())
    }
    expect(waits).toEqual([150, 300, 600, 1200, 2400, 4800, 7500, 7500])
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer())
    await clock.pass(5000)
    await board.last.drop()
    expect(client.state.connection).toMatchObject({ is: 'waiting', until: clock.now() + 150 })
  })

  test('[CLIENT-6] a server that stops says when to come back; a nudge does not wait', async () => {
    const { client, board, clock } = await signedIn()
    board.last.say({ event: 'server.stopping', with: { retryAfterMs: 3000 } })
    await board.last.drop(1012)
    expect(client.state.connection).toMatchObject({ is: 'waiting', until: clock.now() + 3500 })
    client.nudge()
    expect(client.state.connection.is).toBe('connecting')
    expect(board.lines).toHaveLength(2)
  })

  test('[CLIENT-7] silence for 20 s is asked about; no answer in 8 s is the end', async () => {
    const { client, board, clock } = await signedIn()
    await clock.pass(20_000)
    await board.last.answer('server.ping', { at: 1 })
    await clock.pass(20_000)
    expect(askedFor(board.last, 'server.ping')).toHaveLength(1)
    await clock.pass(8000)
    expect(client.state.connection.is).toBe('waiting')
    expect(board.last.closed).toBe(true)
  })

  test('[CLIENT-7] a server that takes the socket and never greets is given up after 10 s', async () => {
    const { client, clock } = setUp()
    await clock.pass(10_000)
    expect(client.state.connection.is).toBe('waiting')
  })

  test('[CLIENT-8] in flight at the end, or asked while there is no way: offline', async () => {
    const { client, board } = await signedIn()
    const flying = client.ask('contact.list', {})
    await board.last.drop()
    await expect(flying).rejects.toMatchObject({ code: 'offline' })
    await expect(client.ask('contact.list', {})).rejects.toMatchObject({ code: 'offline' })
  })

  test('[CLIENT-8] an answer that never comes is not waited for', async () => {
    const { client, board, clock } = await signedIn()
    const flying = client.ask('contact.list', {})
    const outcome = expect(flying).rejects.toMatchObject({ code: 'offline' })
    for (let i = 0; i < 4; i++) {
      await clock.pass(8000)
      board.last.say({ event: 'presence', with: { people: [] } })
    }
    await outcome
  })

  test('[CLIENT-13] outdated and banned do not retry', async () => {
    for (const code of ['outdated_client', 'banned']) {
      const { client, board, clock } = await greeted()
      board.last.say({ id: null, error: { code, says: '' } })
      await clock.pass(60_000)
      expect(client.state.connection).toMatchObject({ is: 'refused', failure: { code } })
      expect(board.lines).toHaveLength(1)
    }
  })

  test('[CLIENT-15] after close no timer and no socket is left', async () => {
    const { client, board, clock } = await signedIn()
    client.send(workshop, 'on its way')
    client.typing(workshop)
    client.person(bo.id)
    client.read(workshop, 10)
    board.last.say({ event: 'typing', room: workshop, with: { user: bo.id, on: true } })
    await board.last.refuse('message.send', slow(500))
    client.close()
    expect(clock.timers).toBe(0)
    expect(board.lines.every((line) => line.closed)).toBe(true)
    expect(client.state.connection.is).toBe('closed')
    await clock.pass(60_000)
    expect(board.lines).toHaveLength(1)
  })
})

describe('who one is', () => {
  test('[CLIENT-13] signing in keeps the token and comes in through a fresh socket', async () => {
    const { client, board, kept } = await greeted({})
    const entering = client.signIn({ do: 'guest.enter', with: { name: 'Ada' } })
    await settle()
    await board.last.answer('guest.enter', { user: ada, session: 's', token: 'fresh' })
    expect(board.lines).toHaveLength(2)
    board.last.say(hello)
    await settle()
    expect(askedFor(board.last, 'session.resume')).toEqual([{ token: 'fresh', since: {} }])
    await board.last.answer('session.resume', resumeAnswer())
    await board.last.answer('server.ping', { at: 1 })
    expect(await entering).toEqual(ada)
    expect(kept.saved).toMatchObject({ token: 'fresh', cookie: false, user: ada.id })
  })

  test('[CLIENT-13] with a cookie the socket names no token, also the next time', async () => {
    const { client, board, kept } = await greeted({})
    const entering = client.signIn({ cookie: true })
    await settle()
    board.last.say(hello)
    await settle()
    expect(askedFor(board.last, 'session.resume')).toEqual([{ since: {} }])
    await board.last.answer('session.resume', resumeAnswer())
    await board.last.answer('server.ping', { at: 1 })
    expect(await entering).toEqual(ada)
    const again = await greeted(kept.saved)
    expect(askedFor(again.board.last, 'session.resume')).toEqual([{ since: {} }])
  })

  test('[CLIENT-13] a stranger who only looks is let sleep, and connects with the next request', async () => {
    const { client, board, clock } = await greeted({})
    board.last.say({ id: null, error: { code: 'not_signed_in', says: '' } })
    await clock.pass(60_000)
    expect(client.state.connection.is).toBe('open')
    expect(board.lines).toHaveLength(1)
    const entering = client.signIn({ do: 'guest.enter', with: { name: 'Ada' } })
    await settle()
    expect(board.lines).toHaveLength(2)
    board.last.say(hello)
    await settle()
    await board.last.refuse('guest.enter', { code: 'name_taken', says: '' })
    await expect(entering).rejects.toMatchObject({ code: 'name_taken' })
  })

  test('[CLIENT-13] signed out elsewhere: the door, with unsent words kept for their author', async () => {
    const { client, board, kept } = await signedIn()
    client.send(workshop, 'still here')
    board.last.say({ event: 'session.ended', with: { code: 'session_unknown', says: '' } })
    await board.last.drop(4001)
    expect(client.state).toMatchObject({ me: null, outbox: [{ text: 'still here' }] })
    expect(client.state.rooms.size).toBe(0)
    expect(kept.saved).toMatchObject({ token: null, user: ada.id, outbox: [{ text: 'still here' }] })
    const other = await greeted({ ...kept.saved, token: 'of Bo' })
    await other.board.last.answer('session.resume', resumeAnswer({ user: bo }))
    expect(other.client.state.outbox).toEqual([])
    expect(askedFor(other.board.last, 'message.send')).toEqual([])
  })

  test('[CLIENT-13] a token the server does not know any more is forgotten', async () => {
    const { client, board, kept } = await greeted()
    await board.last.refuse('session.resume', { code: 'session_unknown', says: '' })
    expect(client.state).toMatchObject({ me: null, connection: { is: 'open' } })
    expect(kept.saved.token).toBeNull()
  })

  test('[CLIENT-13] signing out leaves nothing behind', async () => {
    const { client, board, kept } = await signedIn()
    client.send(workshop, 'mine')
    client.draft(workshop, 'half a sen')
    const leaving = client.signOut()
    await board.last.answer('session.close', {})
    await leaving
    expect(client.state).toMatchObject({ me: null, outbox: [] })
    expect(kept.saved).toMatchObject({ token: null, user: null, outbox: [], drafts: {} })
  })
})

describe('what is sent', () => {
  test('[CLIENT-9] shown at once, one at a time per room, gone when answered', async () => {
    const { client, board } = await signedIn([room('Workshop'), room('Office')])
    for (const text of ['one', 'two']) client.send(workshop, text)
    client.send(roomId('Office'), 'aside')
    expect(client.state.outbox.map((one) => [one.text, one.state])).toEqual([['one', 'sending'], ['two', 'waiting'], ['aside', 'sending']])
    await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
    expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: 'aside' }, { text: 'two' }])
  })

  test('[CLIENT-9] after a lost connection the same clientIds go out again, in order', async () => {
    const { client, board, clock, kept } = await signedIn()
    for (const text of ['one', 'two']) client.send(workshop, text)
    await board.last.drop()
    client.send(workshop, 'three')
    expect(client.state.outbox.every((one) => one.state === 'waiting')).toBe(true)
    await clock.pass(1000)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 11 })] }))
    for (const clientId of ['c-1', 'c-2', 'c-3']) {
      expect(askedFor(board.last, 'message.send')).toMatchObject([{ clientId }])
      await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
    }
    expect(client.state.outbox).toEqual([])
    expect(kept.saved.outbox).toEqual([])
  })

  test('[CLIENT-9] what was unsent at the end of a run goes out in the next', async () => {
    const first = await signedIn()
    first.client.send(workshop, 'one')
    first.client.draft(workshop, 'tw')
    first.client.close()
    const next = await signedIn(undefined, first.kept.saved)
    expect(askedFor(next.board.last, 'message.send')).toMatchObject([{ text: 'one', clientId: 'c-1' }])
    expect(next.client.state.drafts.get(workshop)).toBe('tw')
  })

  test('[CLIENT-10] refused stays, with reason and text; the next goes on; retry sends the same again; discard drops it', async () => {
    const { client, board } = await signedIn()
    for (const text of ['one', 'two']) client.send(workshop, text)
    await board.last.refuse('message.send', { code: 'text_too_long', says: 'Too long.' })
    expect(client.state.outbox).toMatchObject([{ text: 'one', state: 'failed', failure: { code: 'text_too_long' } }, { text: 'two', state: 'sending' }])
    await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
    client.retry('c-1')
    expect(askedFor(board.last, 'message.send')).toMatchObject([{ clientId: 'c-1' }])
    await board.last.refuse('message.send', { code: 'text_too_long', says: 'Too long.' })
    client.discard('c-1')
    expect(client.state.outbox).toEqual([])
  })

  test('[CLIENT-10] slow_down waits as long as it says and goes on in order', async () => {
    const { client, board, clock } = await signedIn()
    for (const text of ['one', 'two']) client.send(workshop, text)
    await board.last.refuse('message.send', slow(700))
    expect(client.state.outbox.map((one) => one.state)).toEqual(['waiting', 'waiting'])
    await clock.pass(699)
    expect(askedFor(board.last, 'message.send')).toEqual([])
    await clock.pass(1)
    expect(askedFor(board.last, 'message.send')).toMatchObject([{ text: 'one' }])
  })
})

const pageOf = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, i) => message(from + i))
const seqs = (client: { state: { timelines: ReadonlyMap<unknown, { messages: readonly Message[] }> } }) => client.state.timelines.get(workshop)?.messages.map((one) => one.seq)

describe('history', () => {
  test('[CLIENT-11] opens at the newest when all is read, around the first unread otherwise', async () => {
    const read = await signedIn()
    void read.client.open(workshop)
    expect(askedFor(read.board.last, 'room.history')).toEqual([{ room: workshop, limit: 50 }])
    await read.board.last.answer('room.history', { messages: pageOf(1, 10) })
    expect(read.client.state.timelines.get(workshop)).toMatchObject({ hasOlder: false, hasNewer: false, enteredAt: 10 })

    const unread = await signedIn([room('Workshop', { seq: 200, readSeq: 100, unread: 100 })])
    void unread.client.open(workshop)
    expect(askedFor(unread.board.last, 'room.history')).toEqual([{ room: workshop, around: 101, limit: 50 }])
    await unread.board.last.answer('room.history', { messages: pageOf(76, 125) })
    await unread.board.last.answer('room.history', { messages: pageOf(126, 175) })
    expect(unread.client.state.timelines.get(workshop)).toMatchObject({ hasOlder: true, hasNewer: true, enteredAt: 100 })
    void unread.client.newer(workshop)
    await unread.board.last.answer('room.history', { messages: pageOf(176, 200) })
    void unread.client.older(workshop)
    expect(askedFor(unread.board.last, 'room.history')).toEqual([{ room: workshop, before: 76, limit: 50 }])
    await unread.board.last.answer('room.history', { messages: pageOf(26, 75) })
    expect(seqs(unread.client)).toEqual(pageOf(26, 200).map((one) => one.seq))
    expect(unread.client.state.timelines.get(workshop)?.hasNewer).toBe(false)
  })

  test('[CLIENT-11] what is heard while a page is on its way is put on top of it, whether the page holds it or not', async () => {
    for (const messages of [pageOf(1, 10), pageOf(1, 11)]) {
      const { client, board } = await signedIn()
      void client.open(workshop)
      board.last.say(said('Workshop', 11))
      board.last.say(entry('message.edited', 'Workshop', 12, { id: message(10).id, text: 'better', editedAt: 1, mentions: [] }))
      await board.last.answer('room.history', { messages })
      board.last.say(said('Workshop', 13))
      expect(seqs(client)).toEqual([...pageOf(1, 11).map((one) => one.seq), 13])
      expect(client.state.timelines.get(workshop)?.messages[9]?.text).toBe('better')
    }
  })

  test('[CLIENT-12] too far behind: dropped, loaded again because it is open, and counted as the server says', async () => {
    const { client, board, clock } = await signedIn()
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(1, 10) })
    await board.last.drop()
    await clock.pass(1000)
    board.last.say(hello)
    await settle()
    expect(askedFor(board.last, 'session.resume')).toEqual([{ token: 'secret', since: { [workshop]: 10 } }])
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 900, unread: 890 })] }))
    board.last.say({ event: 'resume_too_far', with: { room: workshop, seq: 900 } })
    await settle()
    expect(client.state.rooms.get(workshop)).toMatchObject({ seq: 900, unread: 890 })
    await board.last.answer('room.history', { messages: pageOf(1, 24) })
    expect(seqs(client)).toHaveLength(24)
  })

  test('[CLIENT-5] a hole in a live log is noticed and filled by coming back', async () => {
    const { client, board } = await signedIn()
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(9, 10) })
    board.last.say(said('Workshop', 12))
    expect(board.lines).toHaveLength(2)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 12, unread: 2 })] }))
    for (const seq of [11, 12]) board.last.say(said('Workshop', seq))
    expect(seqs(client)).toEqual([9, 10, 11, 12])
    expect(client.state.rooms.get(workshop)?.unread).toBe(2)
  })

  test('[CLIENT-12] the list of members comes in pages and is kept true meanwhile', async () => {
    const { client, board } = await signedIn()
    void client.members(workshop)
    await board.last.answer('room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: true })
    board.last.say(entry('room.left', 'Workshop', 11, { user: bo.id, at: 5 }))
    await board.last.answer('room.members', { members: [{ user: ada, role: 'member', joinedAt: 2 }, { user: cy, role: 'member', joinedAt: 2 }], more: false })
    expect(client.state.members.get(workshop)?.map((one) => one.user.name)).toEqual(['Ada', 'Cy'])
  })
})

describe('small things', () => {
  test('[CLIENT-14] read positions go out at most once a second, the newest of each room', async () => {
    const { client, board, clock } = await signedIn([room('Workshop', { seq: 20, unread: 10 })])
    for (const seq of [11, 12, 13, 20]) client.read(workshop, seq)
    expect(client.state.rooms.get(workshop)).toMatchObject({ readSeq: 20, unread: 0 })
    await clock.pass(1000)
    expect(askedFor(board.last, 'room.read')).toEqual([{ room: workshop, seq: 11 }, { room: workshop, seq: 20 }])
  })

  test('[CLIENT-14] typing is said at the start, every four seconds, and stops five after the last key or with the message', async () => {
    const { client, board, clock } = await signedIn()
    for (let i = 0; i < 6; i++) {
      client.typing(workshop)
      await clock.pass(1000)
    }
    await clock.pass(4000)
    expect(askedFor(board.last, 'typing').map((one) => (one as { on: boolean }).on)).toEqual([true, true, true, false])
    board.last.asked.length = 0
    client.typing(workshop)
    client.send(workshop, 'done')
    await clock.pass(9_000)
    expect(board.last.asked.map((one) => [one.do, one.with['on']])).toEqual([['typing', true], ['typing', false], ['message.send', undefined]])
  })

  test('[CLIENT-14] unknown people are asked for together and once', async () => {
    const { client, board, clock } = await signedIn()
    for (const id of ['u-Dee', 'u-Eve', 'u-Dee']) expect(client.person(id as typeof bo.id)).toBeUndefined()
    expect(client.person(bo.id)).toEqual(bo)
    await clock.pass(20)
    expect(askedFor(board.last, 'people.get')).toEqual([{ users: ['u-Dee', 'u-Eve'] }])
  })

  test('[CLIENT-2] who writes is believed for six seconds', async () => {
    const { client, board, clock } = await signedIn()
    board.last.say({ event: 'typing', room: workshop, with: { user: bo.id, on: true } })
    await clock.pass(5000)
    expect(client.state.typing.size).toBe(1)
    await clock.pass(2000)
    expect(client.state.typing.size).toBe(0)
  })
})

test('[CLIENT-5] cut off after any frame of a scripted evening, the state comes out the same', async () => {
  const evening = [
    said('Workshop', 11),
    said('Workshop', 12, ada, { clientId: 'c-1' }),
    entry('message.reacted', 'Workshop', 13, { id: message(11).id, user: cy.id, emoji: '🎈' }),
    entry('message.edited', 'Workshop', 14, { id: message(11).id, text: 'better', editedAt: 1, mentions: [] }),
    entry('room.renamed', 'Workshop', 15, { name: 'Shed', topic: '', at: 1, by: bo.id }),
    entry('room.left', 'Workshop', 16, { user: cy.id, at: 1 }),
    said('Workshop', 17, bo, { mentions: [ada.id] }),
  ]
  const end = room('Workshop', { name: 'Shed', seq: 17, unread: 2, mentions: 1, members: 2 })
  const outcomes: unknown[] = []
  for (let cut = 0; cut <= evening.length; cut++) {
    const { client, board, clock } = await signedIn()
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(9, 10) })
    client.send(workshop, 'line 12')
    for (const event of evening.slice(0, cut)) board.last.say(event)
    const from = since(client.state)[workshop] ?? 0
    await board.last.drop()
    await clock.pass(1000)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [end] }))
    for (const event of evening) if ((event.seq ?? 0) > from) board.last.say(event)
    const { rooms, timelines, outbox } = client.state
    outcomes.push({ rooms, timelines, outbox })
    client.close()
  }
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
  expect(outcomes[0]).toMatchObject({ outbox: [] })
})
