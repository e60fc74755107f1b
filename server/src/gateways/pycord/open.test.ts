// pycord over real sockets: what is no form, forms in pieces and glued, hostile words, the page on the other side, and how long an address is believed.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLegacy } from '#core/legacy.ts'
import { createWorld } from '#core/testing/world.ts'
import { createHub } from '#hub/hub.ts'
import { createDirectory } from '../directory.ts'
import { enter as enterPage, type House, openHouse, until } from '../testing/house.ts'
import { lettingIn } from '../testing/replay.ts'
import * as tus from '../testing/tus.ts'
import { createVisits } from '../visits.ts'
import { type Answer, post, send, sha256 } from './testing/client.ts'

const config = lettingIn('pycord')

let house: House
let port: number
let ada: tus.Entered
let [neo, lobby] = [0, 0]

type Read = {
  status: string | null
  user_id?: number
  group_list?: [string, number][]
  message_list?: [number, string, string, string, number, number][]
}
const read = ({ text }: Answer): Read => JSON.parse(text)
const ask = async (path: string, form: Record<string, string | number>, from = '127.0.0.1') => read(await post({ port, from }, path, form))
const groupsOf = async (user: number) => new Map((await ask('/get_group_list/', { user_id: user })).group_list)
const said = async (group: number) =>
  ((await ask('/get_message_list/', { group_id: group })).message_list ?? []).map(([, who, text]) => `${who}: ${text}`)

beforeAll(async () => {
  house = await openHouse({ config, limits: { framesPerSecond: 500 } })
  port = house.running.gatewayPorts['pycord'] ?? 0
  ada = await enterPage(house, 'Ada')
  await ask('/add_user/', { pseudo: 'neo', mot_de_passe: sha256('matrix') })
  neo = (await ask('/connexion/', { pseudo: 'neo', mot_de_passe: sha256('matrix') })).user_id ?? 0
  lobby = (await groupsOf(neo)).get('Lobby') ?? 0
})
afterAll(async () => house[Symbol.asyncDispose]())

const requestOf = (body: string) =>
  `POST /get_friend_list/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`

describe('requests', () => {
  test('[PYCORD-8] whatever is no form of a program is answered with JSON, and a page of somebody else’s can do nothing', async () => {
    const path = '/add_message/'
    const form = new URLSearchParams({ user_id: String(neo), group_id: String(lobby), message: 'forged' }).toString()
    const wrong: readonly [Parameters<typeof send>[0], string][] = [
      [{ port, method: 'GET' }, 'Seules les requêtes POST sont acceptées'],
      [{ port, method: 'PUT' }, 'Seules les requêtes POST sont acceptées'],
      [{ port, headers: { 'content-type': 'application/json' } }, 'Le corps doit être un formulaire (application/x-www-form-urlencoded)'],
      [
        { port, headers: { 'content-type': 'multipart/form-data; boundary=x' } },
        'Le corps doit être un formulaire (application/x-www-form-urlencoded)',
      ],
      [{ port, headers: { origin: 'https://evil.example' } }, "Cette page n'a pas le droit d'utiliser ce serveur"],
      [{ port, headers: { origin: 'null' } }, "Cette page n'a pas le droit d'utiliser ce serveur"],
      [{ port, headers: { 'sec-fetch-site': 'cross-site' } }, "Cette page n'a pas le droit d'utiliser ce serveur"],
    ]
    for (const [how, status] of wrong) {
      const answer = await send(how, path, how.method === 'GET' ? '' : form)
      expect([answer.code, read(answer)]).toEqual([500, { status }])
    }
    expect((await said(lobby)).filter((line) => line.includes('forged'))).toEqual([])
    for (const size of [70_000, 2_000_000])
      expect(read(await send({ port }, path, `message=${'x'.repeat(size)}`))).toEqual({ status: 'La requête est trop grande' })
  })

  test('[PYCORD-8] a request cut at any byte is the same request, two glued are two', async () => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }).setNoDelay(true)
    await once(socket, 'secureConnect')
    let heard = ''
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
    const request = requestOf('user_id=999999')
    const answers = () => heard.split(`{"status":"Vous n'êtes pas connecté depuis cette adresse"}`).length - 1
    for (let at = 1; at < request.length; at++) {
      socket.write(request.slice(0, at))
      await new Promise((go) => setImmediate(go))
      socket.write(request.slice(at))
      await until(
        `answer ${at}`,
        () => answers() === at,
        () => heard.slice(-300),
      )
    }
    socket.write(request + request)
    await until('two more', () => answers() === request.length + 1)
    socket.destroy()
  })

  test('[PYCORD-8] one address holds so many connections, and no more', async () => {
    const sockets = Array.from({ length: 80 }, () =>
      connectTcp({ port, host: '127.0.0.1', localAddress: '127.0.0.9' }).on('error', () => {}),
    )
    await until('the last of them to be closed', () => sockets.filter(({ destroyed }) => destroyed).length >= 16)
    expect((await ask('/get_group_list/', { user_id: neo })).status).toBe('ok')
    for (const socket of sockets) socket.destroy()
  })

  test('[PYCORD-8] who asks too much is told to wait', async () => {
    await using slow = await openHouse({ config, limits: { framesPerSecond: 1 } })
    const socket = connectTls({ port: slow.running.gatewayPorts['pycord'] ?? 0, host: '127.0.0.1', rejectUnauthorized: false })
    let heard = ''
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
    const count = (words: string) => heard.split(words).length - 1
    socket.write(requestOf('user_id=1').repeat(200))
    await until(
      'all answers',
      () => count('HTTP/1.1 ') === 200,
      () => heard.length,
    )
    expect([count('Trop de requêtes, attendez 1 s') > 0, count('connecté') >= 20]).toEqual([true, true])
    socket.destroy()
  })
})

describe('words', () => {
  test('[PYCORD-9] hostile words stay words, in JSON and in the page', async () => {
    const words = 'a\u0000b\r\n{"status":"ok"}\u202e</script>"\\'
    expect(await ask('/add_message/', { user_id: neo, group_id: lobby, message: words })).toEqual({ status: 'ok' })
    expect(read(await send({ port }, '/add_message/', `user_id=${neo}&group_id=${lobby}&message=%ff%fe%80`))).toEqual({ status: 'ok' })
    const kept = 'ab\n{"status":"ok"}\u202e</script>"\\'
    await until('the words', () => ada.events.find(({ with: { text } }) => text === kept))
    const lines = await said(lobby)
    expect(lines).toContain(`neo: ${kept}`)
    expect(lines.at(-1)).toBe('neo: \ufffd\ufffd\ufffd')
    for (const message of ['', '   ', '\u202e'])
      expect(await ask('/add_message/', { user_id: neo, group_id: lobby, message })).toEqual({ status: 'Le message est vide' })
    expect((await ask('/add_message/', { user_id: neo, group_id: lobby, message: 'x'.repeat(8001) })).status).toBe(
      'Le message est trop long',
    )
  })

  test('[PYCORD-10] somebody in the page is talked with in groups and alone, and files are there by name', async () => {
    const { room } = await ada.ask('room.create', { kind: 'group', name: 'Film night', public: true })
    expect(await ask('/add_to_group/', { pseudo: 'neo', group_name: 'Film night' })).toEqual({ status: 'ok' })
    const film = (await groupsOf(neo)).get('Film night') ?? 0
    await ask('/add_message/', { user_id: neo, group_id: film, message: 'popcorn?' })
    await until('the word', () => ada.events.find(({ with: { text } }) => text === 'popcorn?'))
    const file = await tus.upload(house, ada, new Uint8Array(randomBytes(1500)), { room: room.id, name: 'ticket.bin' })
    await tus.send(ada, [file], 'yes', room.id)
    expect(await said(film)).toEqual(['neo: popcorn?', 'Ada: yes\n[fichier : ticket.bin, 1,5 ko]'])

    expect(await ask('/add_to_group/', { pseudo: 'neo', group_name: '@Ada' })).toEqual({ status: 'ok' })
    const alone = (await groupsOf(neo)).get('@Ada') ?? 0
    await ask('/add_message/', { user_id: neo, group_id: alone, message: 'psst' })
    const heard = await until('the whisper', () => ada.events.find(({ with: { text } }) => text === 'psst'))
    await ada.ask('message.send', { room: heard.room as RoomId, text: 'what?', clientId: 'alone' })
    expect(await said(alone)).toEqual(['neo: psst', 'Ada: what?'])
    expect(await ask('/del_from_group/', { pseudo: 'neo', group_name: '@Ada' })).toEqual({
      status: 'On ne peut ni rejoindre ni quitter ce groupe',
    })
  })

  test('[PYCORD-10] the last fifty that nobody took back are shown, in the order they were said', async () => {
    await ask('/add_to_group/', { pseudo: 'neo', group_name: 'long' })
    const { rooms } = await ada.ask('room.list', { public: true })
    const room = rooms.find(({ name }) => name === 'long')?.id as RoomId
    await ada.ask('room.join', { room })
    const sent = []
    for (let at = 0; at < 70; at++) sent.push(await ada.ask('message.send', { room, text: `n${at}`, clientId: `long${at}` }))
    for (const { id } of sent.slice(60)) await ada.ask('message.delete', { room, id })
    const shown = await said((await groupsOf(neo)).get('long') ?? 0)
    expect(shown).toEqual(Array.from({ length: 50 }, (_, at) => `Ada: n${at + 10}`))
    const { rooms: own } = await ada.ask('room.list', {})
    expect(own.find(({ id }) => id === room)?.seq).toBeGreaterThan(70)
  })

  test('[PYCORD-11] groups of others stay theirs: a private one is not found, and a channel is its admins’', async () => {
    await ada.ask('room.create', { kind: 'group', name: 'Secret' })
    expect(await ask('/del_from_group/', { pseudo: 'Ada', group_name: 'Secret' })).toEqual({
      status: "Ada n'appartient pas au groupe 'Secret'",
    })
    expect(await ask('/add_to_group/', { pseudo: 'neo', group_name: 'Secret' })).toEqual({
      status: 'Ce nom de groupe ne peut pas être utilisé',
    })
    const { room } = await ada.ask('room.create', { kind: 'channel', name: 'News', public: true })
    expect(await ask('/add_to_group/', { pseudo: 'neo', group_name: 'News' })).toEqual({ status: 'ok' })
    const news = (await groupsOf(neo)).get('News') ?? 0
    expect(await ask('/add_message/', { user_id: neo, group_id: news, message: 'me, too' })).toEqual({
      status: 'Vous ne pouvez pas écrire dans ce groupe',
    })
    await ada.ask('room.delete', { room: room.id })
    expect(await ask('/get_message_list/', { group_id: news })).toEqual({ status: "Ce groupe n'existe pas" })
  })
})

describe('who is it', () => {
  test('[PYCORD-12] an account made here comes into the page with the word itself, and one made there comes in here', async () => {
    await ask('/add_user/', { pseudo: 'trinity', mot_de_passe: sha256('follow the white rabbit') })
    const open = async (name: string, password: string) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`http://${house.plain}/api/session.open`, { method: 'POST', headers, body: JSON.stringify({ name, password }) }))
        .status
    }
    expect(await open('trinity', 'follow the white rabbit')).toBe(200)
    expect(await open('trinity', sha256('follow the white rabbit'))).toBe(401)
    expect((await ask('/connexion/', { pseudo: 'Ada', mot_de_passe: sha256('a long walk by the sea') }, '127.0.0.3')).status).toBe('ok')
    expect((await ask('/connexion/', { pseudo: 'Ada', mot_de_passe: sha256('another') }, '127.0.0.3')).status).toBeNull()
    await ask('/add_user/', { pseudo: 'Jean Paul', mot_de_passe: sha256('x') })
    expect((await ask('/connexion/', { pseudo: 'Jean Paul', mot_de_passe: sha256('x') }, '127.0.0.3')).status).toBe('ok')
  })

  test('[PYCORD-12] who is put out is put out here, too: their address speaks for them no more', async () => {
    await ask('/add_user/', { pseudo: 'smith', mot_de_passe: sha256('me') })
    const smith = (await ask('/connexion/', { pseudo: 'smith', mot_de_passe: sha256('me') })).user_id ?? 0
    expect((await ask('/get_group_list/', { user_id: smith })).status).toBe('ok')
    const body = JSON.stringify({ what: 'smith', reason: '' })
    const banned = await fetch(`http://${house.plain}/control/ban.add`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.key}`, 'content-type': 'application/json' },
      body,
    })
    expect(banned.status).toBe(200)
    expect((await ask('/get_group_list/', { user_id: smith })).status).toBe("Vous n'êtes pas connecté depuis cette adresse")
    expect((await ask('/connexion/', { pseudo: 'smith', mot_de_passe: sha256('me') })).status).toBe('Vous êtes banni')
  })

  test('[PYCORD-7] an address speaks for who signed in from it, for twelve hours', async () => {
    await using world = await createWorld({ settings: { older: { forms: ['hashed'] } } })
    const person = await world.person('Ada')
    const legacy = createLegacy(world.chat.core, world.publish, ['pycord'])
    const directory = createDirectory(await legacy.load(), legacy)
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const hub = createHub({ now: () => world.now, wait: () => () => {}, log })
    const clock = { now: 0 }
    const given = { ...{ chat: world.chat, hub, legacy, directory, log, gateway: 'pycord' as const }, clock: () => clock.now }
    await using visits = createVisits(given as unknown as Parameters<typeof createVisits>[0], 12 * 3_600_000)
    const proof = { form: 'plain', secret: 'a long walk by the sea' } as const
    const { user } = await visits.open('10.0.0.1', 'Ada', proof)
    expect(user).toBe(person.id satisfies UserId)
    expect(visits.of('10.0.0.1', user)?.user).toBe(user)
    expect(visits.of('10.0.0.2', user)).toBeUndefined()
    clock.now = 12 * 3_600_000
    expect(visits.from('10.0.0.1')).toHaveLength(1)
    clock.now++
    expect([visits.of('10.0.0.1', user), visits.from('10.0.0.1')]).toEqual([undefined, []])
    await visits.open('10.0.0.1', 'Ada', proof)
    expect(visits.from('10.0.0.1')).toHaveLength(1)
    // Nobody has told this hub of it, as where nothing was asked for a while.
    await world.do(person, 'account.change', { password: 'two walks by the sea', oldPassword: proof.secret })
    expect([visits.of('10.0.0.1', user), visits.from('10.0.0.1')]).toEqual([undefined, []])
  })
})
