import { connect as connectTcp } from 'node:net'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, enter, type House, openHouse, type Said, until } from './testing/house.ts'

let house: House
/** Its time runs out while everything else is tried. */
let bareEnded: Promise<void>
beforeAll(async () => {
  house = await openHouse({ limits: { framesPerSecond: 20_000, connectionsPerPerson: 10, waitingPerAddress: 50 } })
  const bare = connectTcp(Number(house.running.plainPort), '127.0.0.1')
  bareEnded = new Promise((resolve) => bare.on('close', () => resolve()))
  bare.on('error', () => {})
  bare.write('GET /ws HTTP/1.1\r\nHost: localhost\r\n')
  bare.resume()
})
afterAll(async () => house[Symbol.asyncDispose]())

const room = (id: string) => id as RoomId
const refused = (headers: Record<string, string>, path?: string) =>
  connect(house, { headers, ...(path === undefined ? {} : { path }) }).then(
    () => 'let in',
    (error: Error) => error.message,
  )

describe('the door of the socket', () => {
  test('[EDGE-10] server.hello is the first word on every connection', async () => {
    using line = await connect(house)
    expect(line.heard[0]).toMatchObject({
      event: 'server.hello',
      with: { name: 'Test house', protocol: 1, setup: true, limits: { framesPerSecond: 20_000 } },
    })
  })

  test('[EDGE-11] the path is /ws; a foreign or null origin, and a cookie without one, stay outside', async () => {
    const own = `http://${house.plain}`
    expect(await refused({ origin: own })).toBe('let in')
    expect(await refused({})).toBe('let in')
    expect(await refused({ origin: own, cookie: '__Host-hearth=abc' })).toBe('let in')
    expect(await refused({ cookie: '__Host-hearth=abc' })).toBe('HTTP 403')
    for (const origin of ['https://evil.example', 'null', `${own}.evil`, `http://evil-${house.plain}`])
      expect(await refused({ origin })).toBe('HTTP 403')
    expect(await refused({}, '/')).toBe('HTTP 404')
    expect(await refused({}, '/wss')).toBe('HTTP 404')
  })

  test('[EDGE-11] a name that is not ours is sent away', async () => {
    expect(await refused({ host: 'chat.lan' })).toBe('let in')
    expect(await refused({ host: 'evil.example' })).toBe('HTTP 421')
    expect(await refused({ host: 'evil.example', origin: 'http://evil.example' })).toBe('HTTP 421')
  })

  test('[EDGE-12] a client that is too old hears what it needs and is closed with 4000', async () => {
    for (const protocol of ['0', 'x', '-1']) {
      using line = await connect(house, { path: `/ws?protocol=${protocol}` })
      expect(await line.answerTo(null)).toMatchObject({ error: { code: 'outdated_client', needs: 1 } })
      expect(await line.closed).toBe(4000)
    }
  })

  test('[EDGE-13] connections that have not signed in are limited per address; signing in makes room', async () => {
    await using small = await openHouse({ limits: { waitingPerAddress: 3 }, deadlines: { silentMs: 60_000 } })
    const ada = await enter(small, 'Ada')
    const waiting = await Promise.all([connect(small), connect(small), connect(small)])
    await expect(connect(small)).rejects.toThrow('HTTP 429')
    waiting[0]?.ws.close()
    await waiting[0]?.closed
    let again: Awaited<ReturnType<typeof connect>> | undefined
    const retry = (): void => void connect(small).then((line) => (again = line), retry)
    retry()
    await until('room for one more', () => again)
    expect(await ada.ask('server.ping', {})).toHaveProperty('at')
  })

  test('[EDGE-13] they are limited in all, too, and so is everybody together', async () => {
    await using small = await openHouse({ limits: { connectionsInAll: 2 } })
    using _ada = await enter(small, 'Ada')
    using _bo = await enter(small, 'Bo')
    await expect(connect(small)).rejects.toThrow('HTTP 429')
  })

  test('[EDGE-13] in a full house the oldest who says nothing makes room; who talks and who has just come stay', async () => {
    await using small = await openHouse({ limits: { waitingInAll: 3 }, deadlines: { silentMs: 50, signInMs: 60_000 } })
    using ada = await enter(small, 'Ada')
    const silent = [await connect(small), await connect(small), await connect(small)]
    let more: Awaited<ReturnType<typeof connect>> | undefined
    const knock = (): void => void connect(small).then((line) => (more = line), knock)
    knock()
    await until('room for one more', () => more)
    expect(await silent[0]?.closed).toBe(4008)
    expect(await silent[1]?.ask('server.ping', {})).toHaveProperty('at')
    expect(await ada.ask('server.ping', {})).toHaveProperty('at')
    expect(await more?.ask('guest.enter', { name: 'Late' })).toHaveProperty('token')
  })

  test('[EDGE-14] who does not sign in in time is told so and closed; who has signed in stays', async () => {
    await using quick = await openHouse({ deadlines: { signInMs: 800, lookMs: 50 } })
    using ada = await enter(quick, 'Ada')
    using idle = await connect(quick)
    expect(await idle.closed).toBe(4008)
    expect(await idle.answerTo(null)).toMatchObject({ error: { code: 'not_signed_in' } })
    expect(await ada.ask('server.ping', {})).toHaveProperty('at')
    await ada.ask('session.close', {})
    expect(await ada.closed).toBe(4008)
  })

  test('[EDGE-15] who answers no pings is gone, who does stays', async () => {
    await using quick = await openHouse({ deadlines: { pingMs: 400, lookMs: 50 } })
    using here = await enter(quick, 'Ada')
    using gone = await enter(quick, 'Bo', { autoPong: false })
    expect(await gone.closed).toBe(1006)
    expect(await here.ask('server.ping', {})).toHaveProperty('at')
  })

  test('[EDGE-16] one person holds a bounded number of connections, and the one too many leaves no sign-in behind', async () => {
    await using small = await openHouse({ limits: { connectionsPerPerson: 2 } })
    using first = await enter(small, 'Ada')
    using second = await connect(small)
    await second.ask('session.resume', { token: first.token })
    using third = await connect(small)
    await expect(third.ask('session.open', { name: 'Ada', password: 'a long walk by the sea' })).rejects.toMatchObject({
      code: 'too_many_connections',
    })
    await expect(third.ask('room.list', {})).rejects.toMatchObject({ code: 'not_signed_in' })
    await until('its sign-in to be undone', async () => (await first.ask('session.list', {})).sessions.length === 1)
  })
})

describe('what may be sent', () => {
  test('[EDGE-17] a frame at the limit is heard, one byte more ends the connection with 1009', async () => {
    using line = await connect(house)
    const frame = (size: number) => `{"id":1,"do":"server.ping","with":{}}`.padEnd(size)
    line.raw(frame(65_536))
    expect(await line.answerTo(1)).toHaveProperty('ok')
    line.raw(frame(65_537))
    expect(await line.closed).toBe(1009)
  })

  test('[EDGE-17] a frame that only claims to be huge, and one in countless pieces, end the connection', async () => {
    for (const [bytes, code] of [
      [Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]), 1009],
      [
        Buffer.concat([
          Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x20]),
          ...Array.from({ length: 70 }, () => Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x20])),
        ]),
        1008,
      ],
    ] as const) {
      using line = await connect(house)
      const socket: unknown = Reflect.get(line.ws, '_socket')
      if (socket instanceof Object && 'write' in socket && typeof socket.write === 'function') socket.write(bytes)
      expect(await line.closed).toBe(code)
    }
  })

  test('[EDGE-18] what is no request is answered with its id where it has one, and the connection lives', async () => {
    using line = await connect(house)
    line.raw('{')
    expect(await line.answerTo(null)).toMatchObject({ error: { code: 'bad_request' } })
    line.raw('{"id":5,"do":"no.such","with":{}}')
    expect(await line.answerTo(5)).toMatchObject({ error: { code: 'unknown_command' } })
    line.raw(`{"id":6,"do":"guest.enter","with":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)
    expect(await line.answerTo(6)).toMatchObject({ error: { code: 'bad_request', at: '/with' } })
    line.raw('{"id":7,"do":"guest.enter","with":{"name":"Ada","admin":true}}')
    expect(await line.answerTo(7)).toMatchObject({ error: { code: 'bad_request', at: '/with/admin' } })
    line.ws.send(Buffer.from([1, 2, 3]))
    await until('two refusals without id', () => line.heard.filter((frame) => 'error' in frame && frame.id === null).length === 2)
    expect(await line.ask('server.ping', {})).toHaveProperty('at')
  })

  test('[EDGE-18] what is not UTF-8 ends the connection with 1007', async () => {
    using line = await connect(house)
    line.ws.send(Buffer.from([0xc3, 0x28]), { binary: false })
    expect(await line.closed).toBe(1007)
  })

  test('[EDGE-19] too fast is answered slow_down with the time to wait; a flood is closed with 1008', async () => {
    await using strict = await openHouse({ limits: { framesPerSecond: 50 } })
    using line = await connect(strict)
    for (let i = 0; i < 60; i++) line.raw(`{"id":${i},"do":"server.ping","with":{}}`)
    expect(await line.answerTo(0)).toHaveProperty('ok')
    expect(await line.answerTo(59)).toMatchObject({ error: { code: 'slow_down', retryAfterMs: expect.any(Number) } })
    for (let i = 100; i < 1000; i++) line.raw(`{"id":${i},"do":"server.ping","with":{}}`)
    expect(await line.closed).toBe(1008)
  })
})

describe('a conversation', () => {
  test('[EDGE-20] requests sent in one go are carried out in order, and those behind a sign-in wait for it', async () => {
    using line = await connect(house)
    line.raw('{"id":"r","do":"account.register","with":{"name":"Pia","password":"a long walk by the sea"}}')
    line.raw('{"id":"l","do":"room.list","with":{}}')
    const list = await line.answerTo('l')
    expect(list).toHaveProperty('ok')
    const { rooms } = await line.ask('room.list', {})
    const lobby = rooms.find(({ kind }) => kind === 'lobby')?.id ?? ''
    for (let i = 0; i < 200; i++)
      line.raw(JSON.stringify({ id: i, do: 'message.send', with: { room: lobby, text: `${i}`, clientId: `pia-${i}` } }))
    await line.answerTo(199)
    const said = () => line.events.filter(({ event }) => event === 'message.said')
    await until('all to be said', () => said().length === 200)
    expect(said().map((event) => event.with['text'])).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`))
  })

  test('[EDGE-21] nobody hears anything before signing in, nor after signing out; the connection stays', async () => {
    using ada = await enter(house, 'Ada')
    using bo = await enter(house, 'Bo')
    using stranger = await connect(house)
    await bo.ask('session.close', {})
    const before = bo.heard.length
    await ada.ask('message.send', { room: room(ada.lobby), text: 'hello', clientId: 'a1' })
    await expect(bo.ask('room.list', {})).rejects.toMatchObject({ code: 'not_signed_in' })
    expect(bo.heard).toHaveLength(before + 1)
    expect(stranger.heard).toHaveLength(1)
    await bo.ask('session.open', { name: 'Bo', password: 'a long walk by the sea' })
    await ada.ask('message.send', { room: room(ada.lobby), text: 'again', clientId: 'a2' })
    await until('Bo to hear', () => bo.events.some(({ with: { text } }) => text === 'again'))
  })

  test('[EDGE-22] a sign-in ended elsewhere is told, then closed with 4001', async () => {
    using here = await enter(house, 'Cy')
    using there = await connect(house)
    const { session } = await there.ask('session.open', { name: 'Cy', password: 'a long walk by the sea' })
    await here.ask('session.revoke', { session })
    expect(await there.closed).toBe(4001)
    expect(there.events.at(-1)).toMatchObject({ event: 'session.ended', with: { code: 'session_unknown' } })
  })

  test('[EDGE-23] a connection that signs in as somebody else hears only for them', async () => {
    using ada = await enter(house, 'Eva')
    using line = await enter(house, 'Fritz')
    const { room: notes } = await ada.ask('room.create', { kind: 'group', name: 'Office', members: [] })
    await line.ask('session.resume', { token: ada.token })
    await ada.ask('message.send', { room: notes.id, text: 'only for Eva', clientId: 'e1' })
    await until('Eva’s words', () => line.events.filter(({ with: { text } }) => text === 'only for Eva').length === 1)
    await ada.ask('message.send', { room: room(ada.lobby), text: 'once', clientId: 'e2' })
    await until('the lobby', () => line.events.some(({ with: { text } }) => text === 'once'))
    expect(line.events.filter(({ with: { text } }) => text === 'once')).toHaveLength(1)
  })

  test('[EDGE-24] who comes back while others write misses nothing and hears nothing twice, fifty times over', async () => {
    using writer = await enter(house, 'Gil')
    using second = await enter(house, 'Hal')
    using reader = await enter(house, 'Ida')
    let writing = true
    const write = async (line: typeof writer, tag: string) => {
      for (let i = 0; writing; i++) await line.ask('message.send', { room: room(line.lobby), text: tag, clientId: `${tag}-${i}` })
    }
    const writers = [write(writer, 'gil'), write(second, 'hal')]
    let seen = 0
    for (let round = 0; round < 50; round++) {
      using line = await connect(house)
      const from = seen
      await line.ask('session.resume', { token: reader.token, since: { [reader.lobby]: seen as Seq } })
      await until('live words', () => seqs(line.events, reader.lobby).length > 5)
      const heard = seqs(line.events, reader.lobby)
      expect(heard).toEqual(heard.map((_, i) => from + 1 + i))
      // Not all the way: the next one starts in the midst of what was heard here.
      seen = heard[Math.floor(heard.length / 2)] ?? seen
    }
    writing = false
    await Promise.all(writers)
  })

  test('[EDGE-25] a slow reader is cut off at once, with all that was stuck, and others never wait for it', async () => {
    await using small = await openHouse({ limits: { framesPerSecond: 100_000, outboxBytes: 65_536, textChars: 8000 } })
    using ada = await enter(small, 'Ada')
    using bo = await enter(small, 'Bo')
    using slow = await enter(small, 'Cy')
    slow.ws.pause()
    let sent = 0
    const done = until(
      'the slow one to be cut off',
      () => slow.ws.readyState === slow.ws.CLOSED,
      () => sent,
      30_000,
    )
    let cut = false
    void done.finally(() => (cut = true))
    for (; !cut && sent < 4000; sent++) {
      await ada.ask('message.send', { room: room(ada.lobby), text: 'x'.repeat(8000), clientId: `a${sent}` })
      if (sent % 100 === 99) {
        const { people } = await ada.ask('people.online', {})
        if (people.length < 3) break
      }
    }
    slow.ws.resume()
    // A last word would have waited behind what it did not read.
    expect(await slow.closed).toBe(1006)
    await until(
      'Bo to have heard all',
      () => bo.events.filter(({ event }) => event === 'message.said').length === sent + (cut ? 0 : 1) || bo.events.length > sent,
    )
  }, 60_000)

  test('[EDGE-26] a bare connection that says nothing is closed by the server', async () => {
    await bareEnded
  }, 20_000)

  test('[EDGE-27] stopping is told, then closed with 1012', async () => {
    const short = await openHouse()
    using ada = await enter(short, 'Ada')
    using waiting = await connect(short)
    await short[Symbol.asyncDispose]()
    expect([await ada.closed, await waiting.closed]).toEqual([1012, 1012])
    for (const line of [ada, waiting]) expect(line.events.at(-1)).toMatchObject({ event: 'server.stopping' })
  })
})

const seqs = (events: readonly Said[], of: string) =>
  events.filter((event) => event.room === of && event.seq !== undefined).map(({ seq }) => seq ?? 0)
