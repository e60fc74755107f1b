// prmp over real sockets, together with our own clients.
import { readFile } from 'node:fs/promises'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enter, type House, openHouse, until } from '../testing/house.ts'
import { type Caller, dial, lettingIn, replay } from '../testing/replay.ts'

const transcript = (name: string) => readFile(new URL(`transcripts/${name}.txt`, import.meta.url), 'utf8')
const open = (options: Readonly<Record<string, unknown>> = {}): Promise<House> =>
  openHouse({ config: lettingIn('prmp', options), limits: { framesPerSecond: 5000 } })
const portOf = ({ running }: House, name = 'prmp'): number => running.gatewayPorts[name] ?? 0

const endings = {
  document: { client: '', server: '\n' },
  'accent-a': { client: '', server: '' },
  'accent-b': { client: '<TAG>', server: '<TAG>' },
  'accent-c': { client: '<TAG>', server: '<TAG>' },
} as const

// What is one byte at a time the same as at once is proven where it is heard; here the harder one will do.
for (const [name, ends] of Object.entries(endings))
  test(`[PRMP-3] ${name} is held over real sockets, one byte at a time`, { timeout: 60_000 }, async () => {
    await using house = await open()
    await replay(await transcript(name), { port: portOf(house), ends, piece: 1 })
  })

let home: House
beforeAll(async () => {
  home = await open()
})
afterAll(() => home[Symbol.asyncDispose]())

const say = (caller: Caller, object: object): void => caller.say(`${JSON.stringify(object)}<TAG>`)

/** Somebody at a program of 2022. */
async function comeIn(id: string, house: House = home, port = portOf(house)): Promise<Caller> {
  const caller = await dial(port)
  say(caller, { ID: id, NAME: id, KEY: `key of ${id}`, ACTION: 'SIGNUP' })
  await caller.hears('"RESPONSE"')
  say(caller, { ID: id, KEY: `key of ${id}`, ACTION: 'LOGIN' })
  await caller.hears('"statuses"')
  return caller
}

test('[PRMP-4] four listeners, each for its own kind, after a login on each', async () => {
  await using house = await open({ split: true })
  const ada = await comeIn('ada', house)
  const bo = await comeIn('bo', house)
  const ports = ['prmp.private', 'prmp.group', 'prmp.channel'].map((name) => portOf(house, name))
  expect(new Set([portOf(house), ...ports]).size).toBe(4)
  const [adaPrivate, boPrivate, boGroup] = [await dial(ports[0] ?? 0), await dial(ports[0] ?? 0), await dial(ports[1] ?? 0)]
  say(boPrivate, { ACTION: 'CHAT', RECIPIENT: 'ada', TYPE: 'CONTACT', TEXT: 'before a login' })
  await boPrivate.hears('"RESPONSE":"FAILED"')
  for (const [caller, id] of [
    [adaPrivate, 'ada'],
    [boPrivate, 'bo'],
    [boGroup, 'bo'],
  ] as const) {
    say(caller, { ID: id, KEY: `key of ${id}`, ACTION: 'LOGIN' })
    await caller.hears('"RESPONSE":"SUCCESSFUL"')
  }
  say(boPrivate, { ACTION: 'CHAT', RECIPIENT: 'lobby', TYPE: 'GROUP', TEXT: 'wrong door' })
  await boPrivate.hears('"RESPONSE":"FAILED"')
  say(boGroup, { ACTION: 'CHAT', RECIPIENT: 'ada', TYPE: 'CONTACT', TEXT: 'wrong door' })
  await boGroup.hears('"RESPONSE":"FAILED"')
  say(bo, { ACTION: 'CHAT', RECIPIENT: 'ada', TYPE: 'CONTACT', TEXT: 'wrong door' })
  await bo.hears('"RESPONSE":"FAILED"')
  say(boPrivate, { ACTION: 'CREATE', TYPE: 'GROUP', ID: 'makers' })
  await boPrivate.hears('"RESPONSE":"FAILED"')
  say(boGroup, { ACTION: 'CHAT', RECIPIENT: 'lobby', TYPE: 'GROUP', TEXT: 'to all' })
  say(boPrivate, { ACTION: 'CHAT', RECIPIENT: 'ada', TYPE: 'CONTACT', TEXT: 'to you' })
  await adaPrivate.hears('"TEXT":"to you"')
  say(ada, { ACTION: 'STATUS' })
  await ada.hears('{"ACTION":"STATUS","statuses"')
})

test('[PRMP-5] with single_login an account is signed in once', async () => {
  await using house = await open({ single_login: true })
  const first = await comeIn('ada', house)
  const second = await dial(portOf(house))
  say(second, { ID: 'ada', KEY: 'key of ada', ACTION: 'LOGIN' })
  await second.hears('"RESPONSE":"SIMULTANEOUS_LOGIN"')
  say(first, { ACTION: 'LOGOUT' })
  await first.ends()
  say(second, { ID: 'ada', KEY: 'key of ada', ACTION: 'LOGIN' })
  await second.hears('"RESPONSE":"SUCCESSFUL"')
})

/** One second of silence as a WAV. */
function wav(): Buffer {
  const [rate, bytes] = [8000, Buffer.alloc(8000, 0x80)]
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + bytes.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes.length, 40)
  return Buffer.concat([head, bytes])
}

test('[PRMP-6] a sound said here is a file in our own client, and the other way round', async () => {
  using page = await enter(home, 'Paula')
  const rosa = await comeIn('rosa')
  const sound = wav()
  say(rosa, { ACTION: 'CHAT', RECIPIENT: 'paula', TYPE: 'CONTACT', CHAT: 'AUDIO', DATA: sound.toString('base64') })
  const said = await until('a message with a file', () => page.events.find(({ event }) => event === 'message.said'))
  expect(said.with).toMatchObject({ text: '', files: [{ kind: 'audio', size: sound.length }] })
  const { people } = await page.ask('people.search', { text: 'rosa' })
  const [peer] = people
  if (peer === undefined) throw new Error('rosa is nowhere')
  const { room } = await page.ask('room.direct', { user: peer.id })
  const { messages } = await page.ask('room.history', { room: room.id })
  const [file] = messages[0]?.files ?? []
  if (file === undefined) throw new Error('the message has no file')
  await page.ask('message.send', { room: room.id, text: 'back to you', clientId: 'p-1', files: [file.id] })
  await rosa.hears('"TEXT":"back to you"')
  await rosa.hears(`"CHAT":"AUDIO"`)
  await rosa.hears(`"DATA":"${sound.toString('base64')}"`)
})

test('[PRMP-8] who claims to be somebody else speaks as who they are', async () => {
  const [cy, dee] = [await comeIn('cy'), await comeIn('dee')]
  say(cy, { ACTION: 'CHAT', RECIPIENT: 'dee', TYPE: 'CONTACT', SENDER: 'rosa', TEXT: 'believe me' })
  await dee.hears('"SENDER":"cy"')
  await dee.hears('"sender":"cy"')
})

test('[PRMP-7] a call that is started here rings in our own client, and ends for both; one from there is told here', async () => {
  using page = await enter(home, 'Petra')
  const otto = await comeIn('otto')
  say(otto, { ACTION: 'START_VIDEO', RECIPIENT: 'petra', TYPE: 'CONTACT' })
  await otto.hears('"DATA":"The call takes place in the web client; the media of this program cannot join."')
  await otto.hears('"RESPONSE":"SUCCESSFUL"')
  const ringing = await until('it to ring', () => page.events.find(({ event }) => event === 'call.ringing'))
  expect(ringing.with).toMatchObject({ users: [page.user], video: true })
  say(otto, { ACTION: 'END_VIDEO', RECIPIENT: 'petra', TYPE: 'CONTACT' })
  await otto.hears('"RESPONSE":"SUCCESSFUL"')
  await until('it to be over', () => page.events.find(({ event }) => event === 'call.ended'))
  say(otto, { ACTION: 'END_VIDEO', RECIPIENT: 'petra', TYPE: 'CONTACT' })
  await otto.hears('"RESPONSE":"EXTINCT"')

  const room = ringing.room
  if (room === undefined) throw new Error('it rings nowhere')
  const { call } = await page.ask('call.start', { room: room as RoomId })
  await otto.hears('"ACTION":"CALL_REQUEST"')
  await otto.hears('"SENDER":"Petra"')
  say(otto, { ACTION: 'CALL_RESPONSE', RECIPIENT: 'petra', TYPE: 'CONTACT', DATA: 'REJECT' })
  await otto.hears('"RESPONSE":"SUCCESSFUL"')
  const ended = await until('it to be declined', () =>
    page.events.find(({ event, with: { call: id } }) => event === 'call.ended' && id === call.id),
  )
  expect(ended.with).toMatchObject({ why: 'declined' })
})
