// disbroad over real sockets, together with our own clients.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { RoomId } from '@hearth/protocol/ids.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enter, type House, openHouse, until } from '../testing/house.ts'
import { type Caller, dial, lettingIn, replay } from '../testing/replay.ts'

const bare = { ends: { client: '', server: '' } }
const transcript = (name: string) => readFile(new URL(`transcripts/${name}.txt`, import.meta.url), 'utf8')
const hashOf = (salt: string, password: string) => createHash('sha256').update(`${salt}${password}`).digest('hex')

const house = (options: Readonly<Record<string, unknown>> = {}): Promise<House> => openHouse({ config: lettingIn('disbroad', options) })
const portOf = ({ running }: House): number => running.gatewayPorts['disbroad'] ?? 0

let home: House
beforeAll(async () => {
  home = await house()
})
afterAll(() => home[Symbol.asyncDispose]())

const call = (at: House = home) => dial(portOf(at))
const ask = (caller: Caller, object: object) => caller.say(JSON.stringify(object))
async function guest(name: string): Promise<Caller> {
  const caller = await call()
  ask(caller, { user: name, type: 'guest' })
  await caller.hears('{"type":"login","success":"true"}')
  return caller
}

test('[DISBROAD-9] the document is held to the letter over real sockets, one byte at a time', async () => {
  await using fresh = await house()
  await replay(await transcript('document'), { port: portOf(fresh), piece: 1 })
})

test('[DISBROAD-10] the text form is held over real sockets, one send a message, without an end', async () => {
  await using fresh = await house()
  await replay(await transcript('text'), { port: portOf(fresh), ...bare })
})

test('[DISBROAD-11] an account of the page logs in by the hash of its password, and the other way round the hash is known by the password', async () => {
  using page = await enter(home, 'Paula')
  const paula = await call()
  ask(paula, { user: 'paula', type: 'salt' })
  const { salt } = await paula.object('salt')
  ask(paula, { user: 'paula', type: 'login', password: hashOf(String(salt), 'a long walk by the sea') })
  await paula.hears('{"type":"login","success":"true"}')

  const rosa = await call()
  ask(rosa, { user: 'rosa', type: 'register' })
  await rosa.hears('{"type":"username_register_status","taken":"false"}')
  ask(rosa, { user: 'rosa', type: 'salt' })
  const own = String((await rosa.object('salt'))['salt'])
  expect(own).toMatch(/^\d{32}$/)
  ask(rosa, { user: 'rosa', type: 'login', password: hashOf(own, 'a garden full of mint') })
  await rosa.hears('{"type":"login","success":"true"}')
  await page.ask('session.close', {})
  expect((await page.ask('session.open', { name: 'rosa', password: 'a garden full of mint' })).user.name).toBe('rosa')
})

test('[DISBROAD-12] only the connection that made an account sets its password, and a name nobody has gets a salt that stays', async () => {
  const [maker, other] = [await call(), await call()]
  ask(maker, { user: 'mia', type: 'register' })
  await maker.hears('{"type":"username_register_status","taken":"false"}')
  ask(other, { user: 'mia', type: 'login', password: 'mine now' })
  await other.hears('{"type":"login","success":"false"}')
  ask(maker, { user: 'mia', type: 'login', password: 'really mine' })
  await maker.hears('{"type":"login","success":"true"}')
  for (const name of ['nobody-at-all', 'mia']) {
    ask(other, { user: name, type: 'salt' })
    const { salt } = await other.object('salt')
    ask(other, { user: name, type: 'salt' })
    expect(salt).toMatch(/^\d{32}$/)
    expect((await other.object('salt'))['salt']).toBe(salt)
  }
})

test('[DISBROAD-13] wrong passwords end the connection, old programs are told which they need, one account is in one place where that is set, both names are said', async () => {
  await using strict = await house({ tries: 2, min_version: '0.2.0', single_location: true, verbose_status: true })
  const old = await call(strict)
  ask(old, { user: 'ada', type: 'guest', version: '0.1.9' })
  await old.hears('{"type":"outdated_client","version":"0.2.0"}')
  await old.ends()

  const [ada, again] = [await call(strict), await call(strict)]
  ask(ada, { user: 'ada', type: 'register', version: '0.10' })
  await ada.hears('{"type":"username_register_status","taken":"false"}')
  await ada.hears('{"type":"register_status","status":"true","additional_info":""}')
  ask(ada, { user: 'ada', type: 'login', password: 'first' })
  await ada.hears('{"type":"login","success":"true"}')
  await ada.hears('{"type":"login_status","status":"true"}')
  ask(again, { user: 'ada', type: 'login', password: 'first' })
  await again.hears('{"type":"login_status","status":"false"}')
  ask(ada, { user: 'ada', type: 'disconnect' })
  await ada.ends()

  for (const _ of [1, 2]) ask(again, { user: 'ada', type: 'login', password: 'second' })
  await again.hears('{"type":"login_status","status":"false"}')
  await again.hears('{"type":"login_status","status":"false"}')
  await again.ends()
})

test('[DISBROAD-14] people of the page and of disbroad talk in the lobby; other rooms and files come as lines, one’s own words elsewhere do not', async () => {
  using page = await enter(home, 'Nora')
  const yuki = await guest('yuki')
  await page.ask('message.send', { room: page.lobby as RoomId, text: 'hi\nyuki', clientId: 'n1' })
  await yuki.hears('{"type":"message","from":"Nora","message":"hi\\nyuki"}')
  ask(yuki, { user: 'yuki', type: 'message', message: 'ohayō \u202e \0' })
  await yuki.hears('{"type":"message","from":"yuki","message":"ohayō \u202e"}')
  const { people } = await page.ask('people.search', { text: 'yuki' })
  const [{ id: yukiId }] = people as [(typeof people)[number]]
  const { room } = await page.ask('room.direct', { user: yukiId })
  await page.ask('message.send', { room: room.id, text: 'a secret', clientId: 'n2' })
  await yuki.hears('{"type":"message","from":"Nora (private)","message":"a secret"}')
  const { room: workshop } = await page.ask('room.create', { kind: 'group', name: 'Work | shop', members: [yukiId] })
  await page.ask('message.send', { room: workshop.id, text: 'to all', clientId: 'n3' })
  await yuki.hears('{"type":"message","from":"Nora (Work | shop)","message":"to all"}')
})

test('[DISBROAD-14] polls, forwarded words and replies in threads come as words', async () => {
  using page = await enter(home, 'Oda')
  const yoko = await guest('yoko')
  const lobby = page.lobby as RoomId
  await page.ask('poll.create', { room: lobby, question: 'Tea?', options: ['Yes', 'No'], clientId: 'o1' })
  await yoko.hears('{"type":"message","from":"Oda","message":"📊 Tea?\\n1. Yes\\n2. No"}')
  const { room: notes } = await page.ask('room.create', { kind: 'group', name: 'Notes' })
  const { id } = await page.ask('message.send', { room: notes.id, text: 'bring cups', clientId: 'o2' })
  const there = await page.ask('message.forward', { room: lobby, from: notes.id, id, clientId: 'o3' })
  await yoko.hears('{"type":"message","from":"Oda","message":"[Oda] bring cups"}')
  await page.ask('message.send', { room: lobby, text: 'six of them', clientId: 'o4', thread: there.id })
  await yoko.hears('{"type":"message","from":"Oda","message":"six of them"}')
})

test('[DISBROAD-15] who is not logged in is not listened to, garbage has an answer, and what is too large ends the connection', async () => {
  const nobody = await call()
  for (const object of [
    { user: 'x', type: 'message', message: 'hi' },
    { user: 'x', type: 'userlist', onlinetype: 'true' },
    { type: 'nonsense' },
  ])
    ask(nobody, object)
  for (const _ of [1, 2, 3]) await nobody.hears('{"type":"login","success":"false"}')
  const ida = await guest('ida')
  ida.say(
    Buffer.concat([Buffer.from('{"user":"ida","type":"message","message":"'), Buffer.from([0xff]), Buffer.from('"} oops {"user":"ida"}')]),
  )
  for (const _ of [1, 2, 3]) await ida.hears('{"type":"message","from":"*","message":"This was not understood."}')
  ask(ida, { user: 'ida', type: 'message', message: 'x'.repeat(9000) })
  await ida.hears('"from":"*"')
  ida.say(`{"user":"ida","type":"message","message":"${'x'.repeat(1_048_576)}`)
  await ida.hears('This is longer than the server takes.')
  await ida.ends()
})

test('[DISBROAD-17] who does not log in in time is closed, and an account nobody gave a password is free again', async () => {
  await using short = await openHouse({ config: lettingIn('disbroad'), deadlines: { olderSignInMs: 300 } })
  const late = await call(short)
  ask(late, { user: 'lea', type: 'register' })
  await late.hears('{"type":"username_register_status","taken":"false"}')
  await late.hears('{"type":"login","success":"false"}')
  await late.ends()
  const again = await call(short)
  let answers = ''
  again.socket.on('data', (piece: Buffer) => {
    answers += piece.toString()
    if (piece.includes('username_taken')) ask(again, { user: 'lea', type: 'guest' })
  })
  ask(again, { user: 'lea', type: 'guest' })
  await until(
    'the name to be free',
    () => answers.includes('"success":"true"'),
    () => answers,
  )
})

test('[DISBROAD-18] a banned account is told so, on the connection it has and on the next', async () => {
  const gus = await call()
  ask(gus, { user: 'gus', type: 'register' })
  ask(gus, { user: 'gus', type: 'login', password: 'goose' })
  await gus.hears('{"type":"login","success":"true"}')
  const headers = { authorization: `Bearer ${home.key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ what: 'gus', reason: '' })
  expect((await fetch(`http://${home.plain}/control/ban.add`, { method: 'POST', headers, body })).status).toBe(200)
  await gus.hears('{"type":"banned"}')
  await gus.ends()
  const again = await call()
  ask(again, { user: 'gus', type: 'login', password: 'goose' })
  await again.hears('{"type":"banned"}')
  await again.ends()
})

test('[DISBROAD-19] whatever a stranger says, nothing private is ever in an answer', async () => {
  using page = await enter(home, 'Olga')
  const { room } = await page.ask('room.create', { kind: 'group', name: 'xyzzy-group' })
  await page.ask('message.send', { room: room.id, text: 'xyzzy-words', clientId: 'o1' })
  const mallory = await guest('mallory')
  const type = fc.constantFrom('message', 'userlist', 'guest', 'salt', 'register', 'typing', 'nonsense')
  const value = fc.oneof(fc.constantFrom('Olga', 'true', room.id), fc.string(), fc.integer(), fc.constant(null))
  const object = fc.record({ type, message: value, onlinetype: value, status: value, version: value })
  for (const said of fc.sample(object, 120)) ask(mallory, said)
  ask(mallory, { type: 'message', message: 'the end of it' })
  const answers = await mallory.upTo('"the end of it"}')
  expect(answers).not.toMatch(/xyzzy|walk by the sea/)
})

test('[DISBROAD-16] a banned account and one whose login ends are told so, a name of another ends it, and the end of the server is told to all', async () => {
  const other = await house()
  const tom = await call(other)
  ask(tom, { user: 'tom', type: 'guest' })
  await tom.hears('{"type":"login","success":"true"}')
  const eve = await call(other)
  ask(eve, { user: 'eve', type: 'guest' })
  await eve.hears('{"type":"login","success":"true"}')
  ask(eve, { user: 'tom', type: 'typing', status: 'true' })
  await eve.hears('{"type":"wrong_ip"}')
  await eve.ends()
  const silent = await call(other)
  silent.say('{"user":')
  const old = await call(other)
  old.say('USERNAME | old')
  await old.hears('USERNAME UNIQUE')
  await other[Symbol.asyncDispose]()
  await tom.hears('{"type":"shutdown"}')
  await tom.ends()
  await silent.hears('{"type":"shutdown"}')
  await old.ends()
})
