// vases over real sockets: wrong keys, replays, large messages, cut frames, files to and from the page, and the core's rules.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { join } from 'node:path'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter as enterPage, type House, openHouse, until } from '../testing/house.ts'
import { lettingIn } from '../testing/replay.ts'
import * as tus from '../testing/tus.ts'
import { afterKey, type Client, type ClientGiven, enter, isPem, open, seal, sealKey, unseal } from './testing/client.ts'

const MESSAGE_BYTES = 100_000
const config = lettingIn('vases', { message_bytes: MESSAGE_BYTES })

let house: House
let given: ClientGiven & { readonly pem: string }
let ada: tus.Entered
let people = 0
const newcomer = async (): Promise<Client & { readonly name: string }> => {
  const name = `guest${++people}`
  return Object.assign(await enter(given, name), { name })
}

beforeAll(async () => {
  house = await openHouse({ config })
  given = { port: house.running.gatewayPorts['vases'] ?? 0, pem: readFileSync(join(house.data, 'vases/public.pem'), 'utf8') }
  ada = await enterPage(house, 'Ada')
})
afterAll(async () => house[Symbol.asyncDispose]())

/** Tried again until it succeeds, for a while. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + 10_000; ; ) {
    try {
      return await work()
    } catch (cause) {
      if (performance.now() > deadline) throw cause
    }
  }
}

const saidTo = (line: typeof ada, text: string) =>
  until(`"${text}"`, () => line.events.find(({ event, with: { text: words } }) => event === 'message.said' && words === text))

describe('the handshake', () => {
  test('[VASES-1] a wrong key, whatever is wrong with it, ends the connection without a word', async () => {
    using bystander = await newcomer()
    const key = randomBytes(16)
    const good = sealKey(given.pem, key)
    for (const wrong of [
      Buffer.from('hello'),
      good.subarray(1),
      Buffer.concat([good, good]),
      Buffer.alloc(256, 1),
      sealKey(given.pem, randomBytes(32)),
    ]) {
      using client = await open(given)
      client.raw(wrong)
      expect(await client.closed).toBe(1000)
      expect(client.heard.filter((text) => !isPem(text))).toEqual([])
    }
    using typed = await open(given)
    typed.ws.send('sophia')
    expect(await typed.closed).toBe(1000)
    bystander.say('/list')
    expect(await bystander.next()).toContain(bystander.name)
  })

  test('[VASES-1] who sends no key, or no name, is closed when their time is over; a ping alone does not help', async () => {
    await using strict = await openHouse({ config, deadlines: { olderSignInMs: 700 } })
    const there = { port: strict.running.gatewayPorts['vases'] ?? 0 }
    using silent = await open(there)
    using nameless = await open(there)
    nameless.sendKey(await nameless.next())
    expect(await nameless.next()).toBe('Handshake Finished')
    const pong = once(silent.ws, 'pong')
    silent.ws.ping('still here')
    expect(String((await pong)[0])).toBe('still here')
    expect(await silent.closed).toBe(1000)
    expect(await nameless.next()).toBe('ERROR: Sign in first.')
    expect(await nameless.closed).toBe(1000)
  })

  test('[VASES-9] public.pem is there to be fetched, and nothing else is', async () => {
    const from = `http://127.0.0.1:${given.port}`
    expect(await (await fetch(`${from}/public.pem`)).text()).toBe(given.pem)
    for (const path of ['/', '/private.pem', '/public.pem/..', '/public.pem?x']) expect((await fetch(from + path)).status).toBe(426)
    expect((await fetch(`${from}/public.pem`, { method: 'POST' })).status).toBe(426)
  })

  test('[VASES-12] a page of somebody else’s stays outside; a library that names the address it connects to comes in', async () => {
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${given.port}`, 'http://127.0.0.1:1'])
      await expect(open({ ...given, headers: { origin } })).rejects.toThrow('403')
    using client = await open({ ...given, headers: { origin: `http://127.0.0.1:${given.port}` } })
    client.sendKey(given.pem)
    expect(await afterKey(client)).toBe('Handshake Finished')
  })

  test('[VASES-13] a guest’s name is free again when they are gone, and nobody else’s is given away', async () => {
    const first = await newcomer()
    const { name } = first
    using other = await open(given)
    other.sendKey(given.pem)
    await afterKey(other)
    other.say(name.toUpperCase())
    expect(await other.next()).toBe('ERROR: Username already taken. Please choose another one.')
    expect(await other.closed).toBe(1000)
    first.ws.terminate()
    using again = await eventually(() => enter(given, name))
    expect(again.heard).toEqual([])
  })

  test('[VASES-13] who has an account comes in by name and password, and by nothing less', async () => {
    using line = await enterPage(house, 'Grace')
    for (const [said, says] of [
      ['Grace', 'ERROR: Username already taken. Please choose another one.'],
      ['Grace:wrong', 'ERROR: Name or password is wrong.'],
      ['Nobody.Here:wrong', 'ERROR: Name or password is wrong.'],
      ['Grace:', 'ERROR: Name or password is wrong.'],
      ['', 'ERROR: A name starts with a letter'],
      ['\u202e', 'ERROR: A name starts with a letter'],
    ] as const) {
      using client = await open(given)
      client.sendKey(given.pem)
      await afterKey(client)
      client.say(said)
      expect(await client.next()).toContain(says)
      expect(await client.closed).toBe(1000)
    }
    using client = await enter(given, 'grace:a long walk by the sea')
    client.say('good evening')
    const heard = await saidTo(line, 'good evening')
    expect(heard.with['author']).toBe(line.user)
    // Her other device sees what she says here, and she here what she says there.
    await line
      .ask('room.direct', { user: ada.user as UserId })
      .then(({ room }) => line.ask('message.send', { room: room.id, text: 'psst', clientId: 'g1' }))
    expect(await client.next()).toBe('Private message to Ada: psst')
  })
})

describe('messages', () => {
  test('[VASES-14] a message that comes again is not carried out again', async () => {
    using client = await newcomer()
    client.say('only once')
    const { last } = client
    await saidTo(ada, 'only once')
    for (let again = 0; again < 3; again++) {
      client.raw(last)
      expect(await client.next()).toBe('ERROR: This message came before and was not sent again.')
    }
    client.say('only once')
    await until('the second', () => ada.events.filter(({ with: { text } }) => text === 'only once').length === 2)
  })

  test('[VASES-2] one that is cut, changed or sealed with another key ends its connection, and nobody else’s', async () => {
    using bystander = await newcomer()
    const key = randomBytes(16)
    const changed = (bytes: Buffer) => Object.assign(Buffer.from(bytes), { [bytes.length - 1]: (bytes.at(-1) ?? 0) ^ 0x55 })
    for (const damage of [(own: Buffer) => own.subarray(0, 40), (own: Buffer) => own.subarray(0, 16), () => seal(key, 'x'), changed]) {
      using client = await newcomer()
      // Thirty-one letters: with another last block the padding cannot fit by chance but once in a while, and then it is no UTF-8.
      client.raw(damage(seal(client.key, 'ä'.repeat(31))))
      await Promise.race([client.closed, client.next().then((text) => expect(text).toBe('ERROR: Message is not UTF-8 text.'))])
    }
    bystander.say('/list')
    expect(await bystander.next()).toContain(bystander.name)
  })

  test('[VASES-11] what is too large is said to be; beyond twice as much the connection ends; strangers may not send even a little', async () => {
    using client = await newcomer()
    client.say(`/file ${client.name} big.bin ${'x'.repeat(MESSAGE_BYTES)}`)
    expect(await client.next()).toBe('ERROR: File too large.')
    client.say('/list')
    expect(await client.next()).toContain(client.name)
    client.raw(Buffer.alloc(MESSAGE_BYTES * 2 + 1))
    expect(await client.closed).toBe(1009)
    using stranger = await open(given)
    stranger.raw(Buffer.alloc(70_000))
    expect(await stranger.closed).toBe(1006)
  })

  test('[VASES-15] hostile words stay words on their way in and out', async () => {
    using client = await newcomer()
    using other = await newcomer()
    const { room } = await ada.ask('room.create', { kind: 'group', name: '/file ada .bashrc x', public: true })
    await ada.ask('message.send', { room: ada.lobby as RoomId, text: 'a\u202eb\n[Broadcast from boss]: go', clientId: 'hostile1' })
    for (const one of [client, other]) expect(await one.next()).toBe('[Broadcast from Ada]: ab\n    [Broadcast from boss]: go')
    client.say('/showgroups')
    expect(await client.next()).toMatch(/^[^/]*file-ada/)
    await ada.ask('room.delete', { room: room.id })
    client.say(`/msg ${other.name} x\u0000y\r\n/quit\u202e`)
    expect(await other.next()).toBe(`Private message from ${client.name}: xy\n    /quit`)
    expect(await client.next()).toBe(`Private message to ${other.name}: xy\n    /quit`)
  })

  test('[VASES-16] too fast is told how long to wait', async () => {
    await using slow = await openHouse({ config, limits: { framesPerSecond: 5 } })
    using client = await enter({ port: slow.running.gatewayPorts['vases'] ?? 0 }, 'hasty')
    for (let count = 0; count < 40; count++) client.say('/list')
    const heard = await Promise.all(Array.from({ length: 40 }, () => client.next()))
    expect(heard.filter((text) => text === 'hasty').length).toBeGreaterThan(1)
    expect(heard.filter((text) => /^Please wait \d+\.\d seconds before sending another message\.$/.test(text)).length).toBeGreaterThan(1)
  })

  test('[VASES-16] ten thousand words in one breath are answered, each of them', { timeout: 60_000 }, async () => {
    await using quick = await openHouse({ config, limits: { framesPerSecond: 20_000 } })
    using client = await enter({ port: quick.running.gatewayPorts['vases'] ?? 0 }, 'eager')
    for (let count = 0; count < 10_000; count++) client.say('/list')
    await until(
      'ten thousand answers',
      () => client.heard.length === 10_000,
      () => client.heard.length,
      60_000,
    )
    expect(new Set(client.heard)).toEqual(new Set(['eager']))
  })
})

describe('groups', () => {
  test('[VASES-17] a private group is nobody else’s business: not in a list, not by its name', async () => {
    using client = await newcomer()
    await ada.ask('room.create', { kind: 'group', name: 'Secret' })
    client.say('/showgroups')
    expect(await client.next()).not.toContain('ecret')
    for (const line of ['/join Secret', '/group Secret hi', '/showgroupmembers Secret', '/groupfile Secret a.txt x']) {
      client.say(line)
      expect(await client.next()).toBe("Group 'Secret' does not exist.")
    }
  })

  test('[VASES-17] whoever is brought into a group and put out of it is told; a channel is a group where admins speak', async () => {
    using client = await newcomer()
    const { people } = await ada.ask('people.search', { text: client.name })
    const user = people[0]?.id as UserId
    const { room } = await ada.ask('room.create', { kind: 'channel', name: `News of ${client.name}` })
    await ada.ask('room.invite', { room: room.id, users: [user] })
    const word = `News-of-${client.name}`
    expect(await client.next()).toBe(`You were added to group ${word}.`)
    await ada.ask('message.send', { room: room.id, text: 'extra', clientId: `news-${client.name}` })
    expect(await client.next()).toBe(`[Receive group ${word} message from Ada]: extra`)
    client.say(`/group ${word} me, too`)
    expect(await client.next()).toBe('ERROR: Only its admins speak in this channel.')
    client.say(`/showgroupmembers ${word}`)
    expect(await client.next()).toBe(`Ada ${client.name}`)
    await ada.ask('room.remove', { room: room.id, user })
    expect(await client.next()).toBe(`You were removed from group ${word}.`)
  })
})

describe('files', () => {
  test('[VASES-18] a file to somebody in the page is an ordinary file there, byte by byte', async () => {
    using client = await newcomer()
    const bytes = randomBytes(5000)
    client.say(`/file Ada photo.bin ${bytes.toString('latin1')}`)
    expect(await client.next(20_000)).toBe('File photo.bin sent to Ada successfully.')
    const heard = await until('the card', () => ada.events.find(({ with: { files } }) => JSON.stringify(files)?.includes('photo.bin')))
    const [card] = heard.with['files'] as { id: string; size: number }[]
    expect(card?.size).toBe(5000)
    expect((await tus.bytesOf(await tus.download(house, ada, card?.id ?? ''))).equals(bytes)).toBe(true)
  })

  test('[VASES-18] a file out of the page comes as a line that saves it, to a person and to a group; a large one as its name', async () => {
    using client = await newcomer()
    const { people } = await ada.ask('people.search', { text: client.name })
    const { room } = await ada.ask('room.direct', { user: people[0]?.id as UserId })
    const bytes = new Uint8Array(randomBytes(3000))
    const file = await tus.upload(house, ada, bytes, { room: room.id, name: 'my plan.bin' })
    await tus.send(ada, [file], 'have a look', room.id)
    const latin = Buffer.from(bytes).toString('latin1')
    expect(await client.next()).toBe('Private message from Ada: have a look')
    expect(await client.next()).toBe(`/file Ada my_plan.bin ${latin}`)
    expect(await client.next()).toBe("You received file 'my_plan.bin' from Ada.")

    client.say('/create drop')
    expect(await client.next()).toBe('Group drop created and joined.')
    const { rooms } = await ada.ask('room.list', { public: true })
    const drop = rooms.find(({ name }) => name === 'drop')?.id as RoomId
    await ada.ask('room.join', { room: drop })
    const [small, large] = [
      await tus.upload(house, ada, bytes, { room: drop, name: 'small.bin' }),
      await tus.upload(house, ada, new Uint8Array(MESSAGE_BYTES), { room: drop, name: 'large.bin' }),
    ]
    await tus.send(ada, [large, small], '', drop)
    expect(await client.next()).toBe(
      '[Receive group drop message from Ada]: (file large.bin, 100.0 KB: too large for this program, open it in the web page)',
    )
    expect(await client.next()).toBe(`/groupfile drop_Ada small.bin ${latin}`)
    expect(await client.next()).toBe('[Receive small.bin from Group drop Ada]')
  })

  test('[VASES-18] a file is under the core’s limits: of another kind than is taken, or more than a person may keep', async () => {
    await using strict = await openHouse({ config, limits: { otherBytes: 0, fileBytesPerPerson: 3000 } })
    const there = { port: strict.running.gatewayPorts['vases'] ?? 0 }
    using sender = await enter(there, 'sender')
    using reader = await enter(there, 'reader')
    sender.say(`/file reader a.bin ${'\u0001'.repeat(2000)}`)
    expect(await sender.next()).toBe('ERROR: Files of this kind are not taken here.')
    sender.say(`/file reader b.txt ${'x'.repeat(3001)}`)
    expect(await sender.next()).toContain('ERROR: You keep as many files')
    expect(reader.heard).toEqual([])
  })
})

/** More than a system holds between two sockets. */
const LARGE = process.env['HEARTH_TEST_DEEP'] ? 8_000_000 : 3_000_000

describe('a slow reader', () => {
  test('[VASES-22] large files wait for their reader, one after another, and nobody else waits for him', async () => {
    await using roomy = await openHouse({ config: lettingIn('vases') })
    const there = { port: roomy.running.gatewayPorts['vases'] ?? 0 }
    using sender = await enter(there, 'sender')
    using slow = await enter(there, 'slow')
    using quick = await enter(there, 'quick')
    slow.ws.pause()
    const large = Array.from({ length: 3 }, (_, at) => String(at).repeat(LARGE))
    for (const [at, data] of large.entries()) {
      sender.say(`/file slow ${at}.txt ${data}`)
      expect(await sender.next(30_000)).toBe(`File ${at}.txt sent to slow successfully.`)
    }
    sender.say('/msg slow are they there?')
    sender.say('/msg quick hello')
    expect(await quick.next()).toBe('Private message from sender: hello')
    slow.ws.resume()
    for (const [at, data] of large.entries()) {
      expect((await slow.next(30_000)) === `/file sender ${at}.txt ${data}`).toBe(true)
      expect(await slow.next()).toBe(`You received file '${at}.txt' from sender.`)
    }
    expect(await slow.next()).toBe('Private message from sender: are they there?')
  }, 60_000)
})

describe('the socket', () => {
  /** A client's frame (RFC 6455 §5.2), with a mask of zeros. */
  const frame = (bytes: Buffer): Buffer => {
    const head =
      bytes.length < 126 ? Buffer.from([0x82, 0x80 | bytes.length]) : Buffer.from([0x82, 0xfe, bytes.length >> 8, bytes.length & 0xff])
    return Buffer.concat([head, Buffer.alloc(4), bytes])
  }
  const opened = (key: Buffer, socket: Socket): (() => Promise<string>) => {
    let bytes = Buffer.alloc(0)
    socket.on('data', (piece: Buffer) => (bytes = Buffer.concat([bytes, piece])))
    return () =>
      until('a frame', () => {
        const long = bytes[1] === 126
        const [at, length] = long ? [4, bytes.length > 3 ? bytes.readUInt16BE(2) : 65_536] : [2, bytes[1] ?? 65_536]
        if (bytes.length < at + length) return undefined
        const payload = bytes.subarray(at, at + length)
        bytes = bytes.subarray(at + length)
        return isPem(payload) ? undefined : unseal(key, payload)
      })
  }

  test('[VASES-19] frames cut at any byte, written byte by byte, and two glued together are heard as they are meant', async () => {
    const socket = connectTcp(given.port, '127.0.0.1').setNoDelay(true)
    await once(socket, 'connect')
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
    await once(socket, 'data')
    const key = randomBytes(16)
    const next = opened(key, socket)
    const send = async (...pieces: Buffer[]) => {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise((go) => setImmediate(go))
      }
    }
    await send(...[...frame(sealKey(given.pem, key))].map((byte) => Buffer.from([byte])))
    expect(await next()).toBe('Handshake Finished')
    await send(frame(seal(key, 'pieces')))
    expect(await next()).toBe('SUCCESS: Username registered.')
    const whole = frame(seal(key, '/nothing')).length
    for (let at = 0; at <= whole; at++) {
      const bytes = frame(seal(key, '/nothing'))
      await send(bytes.subarray(0, at), bytes.subarray(at))
      expect(await next()).toContain("Unknown command '/nothing'")
    }
    await send(Buffer.concat([frame(seal(key, '/one')), frame(seal(key, '/two'))]))
    expect([await next(), await next()].map((text) => text.slice(0, 29))).toEqual([
      "ERROR: Unknown command '/one'",
      "ERROR: Unknown command '/two'",
    ])
    socket.destroy()
  })

  test('[VASES-20] a server that stops says so to everybody', async () => {
    await using closing = await openHouse({ config })
    using client = await enter({ port: closing.running.gatewayPorts['vases'] ?? 0 }, 'last')
    await closing.running.stop()
    expect(await client.next()).toBe('Server is shutting down.')
    expect(await client.closed).toBe(1000)
  })
})
