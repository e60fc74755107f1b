import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { describe, expect, test } from 'vitest'
import { ada, bo, resumeAnswer, room } from './cast.ts'
import { askedFor, greeted, hello, setUp, signedIn, slow, workshop } from './desk.ts'
import { settle } from './testing.ts'

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

  test('[CLIENT-7] on another network a way that is being opened is left when it says nothing soon, and not thrown away', async () => {
    const { client, board, clock } = await signedIn()
    await board.last.drop()
    await clock.pass(1000)
    client.moved()
    expect(board.lines).toHaveLength(2)
    expect(board.last.closed).toBe(false)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer())
    await clock.pass(5000)
    expect(client.state.connection.is).toBe('open')
    await board.last.drop()
    await clock.pass(300)
    client.moved()
    await clock.pass(1499)
    expect(board.last.closed).toBe(false)
    await clock.pass(1)
    expect(board.last.closed).toBe(true)
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

describe('small things', () => {
  test('[CLIENT-14] read positions go out at most once a second, the newest of each room', async () => {
    const { client, board, clock } = await signedIn([room('Workshop', { seq: 20, unread: 10 })])
    for (const seq of [11, 12, 13, 20]) client.read(workshop, seq)
    expect(client.state.rooms.get(workshop)).toMatchObject({ readSeq: 20, unread: 0 })
    await clock.pass(1000)
    expect(askedFor(board.last, 'room.read')).toEqual([
      { room: workshop, seq: 11 },
      { room: workshop, seq: 20 },
    ])
  })

  test('[CLIENT-14] what was read is told again when its answer got lost, and what was read without a server when there is one, also in the next run', async () => {
    const { client, board, kept } = await signedIn([room('Workshop', { seq: 20, unread: 10 })])
    client.read(workshop, 12)
    await board.last.drop()
    expect(kept.saved.reads).toEqual({ [workshop]: 12 })
    client.read(workshop, 20)
    expect(kept.saved.reads).toEqual({ [workshop]: 20 })
    client.close()
    const next = await signedIn([room('Workshop', { seq: 20, unread: 10 })], { ...kept.saved, user: ada.id })
    expect(askedFor(next.board.last, 'room.read')).toEqual([{ room: workshop, seq: 20 }])
    await next.board.last.answer('room.read', { seq: 20, unread: 0, mentions: 0 })
    expect(next.kept.saved.reads).toEqual({})
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
    expect(board.last.asked.map((one) => [one.do, one.with['on']])).toEqual([
      ['typing', true],
      ['typing', false],
      ['message.send', undefined],
    ])
  })

  test('[CLIENT-14] who is not to be seen here is not seen to write', async () => {
    const { client, board } = await signedIn()
    board.last.say({ event: 'own.changed', with: { settings: { ...standardSettings, shownAs: 'hidden' } } })
    client.typing(workshop)
    expect(askedFor(board.last, 'typing')).toEqual([])
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
