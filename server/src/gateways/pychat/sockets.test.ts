// pychat over real sockets, in both forms, together with our own clients.
import { readFile } from 'node:fs/promises'
import type { RoomId } from '@hearth/protocol/ids.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, enter, type House, openHouse } from '../testing/house.ts'
import { type Caller, dial, lettingIn, replay } from '../testing/replay.ts'
import { upload } from '../testing/tus.ts'

const transcript = (name: string) => readFile(new URL(`transcripts/${name}.txt`, import.meta.url), 'utf8')
const bare = { ends: { client: '', server: '' } }
const house = (options: Readonly<Record<string, unknown>> = {}): Promise<House> =>
  openHouse({ config: lettingIn('pychat', options), limits: { framesPerSecond: 5000 } })
const textPort = ({ running }: House): number => running.gatewayPorts['pychat'] ?? 0
const jsonPort = ({ running }: House): number => running.gatewayPorts['pychat.json'] ?? 0

let home: House
beforeAll(async () => {
  home = await house()
})
afterAll(() => home[Symbol.asyncDispose]())

/** Somebody who has registered and logged in by lines. */
async function person(name: string): Promise<Caller> {
  const caller = await dial(textPort(home))
  caller.say(`AUTH-REGISTER ${name} pass${name} pass${name}\nAUTH-LOGIN ${name} pass${name}\n`)
  await caller.hears('success registered\nsuccess logged in\n')
  return caller
}
/** The same by objects. */
async function program(name: string): Promise<Caller & { readonly token: string }> {
  const caller = await dial(jsonPort(home))
  const who = { username: name, password: `pass${name}`, 'password-confirm': `pass${name}` }
  caller.say(JSON.stringify({ COMMAND: 'AUTH-REGISTER', ...who }))
  await caller.hears('you are registered now!"}')
  caller.say(JSON.stringify({ COMMAND: 'AUTH-LOGIN', ...who }))
  await caller.hears('"token":"')
  const token = await caller.next(36)
  await caller.hears('"}')
  return { ...caller, token }
}

test('[PYCHAT-9] every word of the document is held over real sockets, one byte at a time', async () => {
  await using fresh = await house()
  await replay(await transcript('text'), { port: textPort(fresh), piece: 1 })
})

test('[PYCHAT-10] the JSON form is held over real sockets, no object in one read with another', async () => {
  await using fresh = await house()
  await replay(await transcript('json'), { port: jsonPort(fresh), ...bare })
})

test('[PYCHAT-10] programs that take one read for one object get one object in each', async () => {
  const ratna = await program('ratna')
  const reads: string[] = []
  ratna.socket.on('data', (piece: Buffer) => reads.push(piece.toString()))
  const request = { p_username: 'ratna', message: 'hi', token: ratna.token }
  for (const COMMAND of ['GROUP-GET', 'CONTACT-GET', 'MSG-PRIVATE-SEND', 'NOTIF-GET']) ratna.say(JSON.stringify({ COMMAND, ...request }))
  await ratna.hears('"FOR":"NOTIF-GET"')
  expect(reads.map((read) => JSON.parse(read).FOR)).toEqual(['GROUP-GET', 'CONTACT-GET', 'MSG-PRIVATE-SEND', 'NOTIF-GET'])
})

test('[PYCHAT-18] whatever a stranger asks, nothing of others is ever in an answer', async () => {
  const [siti, stranger] = [await person('siti'), await program('stranger')]
  siti.say('GROUP-CREATE xyzzy-group\n')
  await siti.hears('success ')
  const code = await siti.next(6)
  siti.say(`CHAT-GROUP-SEND ${code} xyzzy-words\nCHAT-PRIVATE-SEND siti xyzzy-note\nFILE-SEND-GROUP ${code} xyzzy.txt 5\nxyzzy`)
  await siti.hears('success ready\nsuccess ')
  const file = await siti.next(6)
  const word = fc.constantFrom(
    'MSG-PRIVATE-GET',
    'MSG-GROUP-GET',
    'FILE-PRIVATE-GET',
    'FILE-GROUP-GET',
    'GROUP-GET',
    'GROUP-EXIT',
    'NOTIF-GET',
  )
  const value = fc.oneof(fc.constantFrom('siti', code, file, '000002', 'xyzzy-group'), fc.string(), fc.integer(), fc.constant([]))
  const request = fc.record({
    COMMAND: word,
    p_username: value,
    code: value,
    file_code: value,
    status: fc.constantFrom('ready', undefined),
  })
  const lines = fc
    .sample(request, 300)
    .map(({ COMMAND, p_username: name, file_code: at }) => `${COMMAND.replace('MSG', 'CHAT')} ${name} ${at}`)
  const asker = await person('asker')
  asker.say(`${lines.map((line) => line.replaceAll('\n', ' ')).join('\n')}\nAUTH-LOGOUT\n`)
  expect(await asker.upTo('logged out')).not.toContain('xyzzy')
  for (const object of fc.sample(request, 15)) stranger.say(JSON.stringify({ ...object, token: stranger.token }))
  stranger.say(JSON.stringify({ COMMAND: 'AUTH-LOGOUT', token: stranger.token }))
  expect(await stranger.upTo('logged out')).not.toContain('xyzzy')
})

test('[PYCHAT-11] files go from a page to old programs and back, whole', async () => {
  using page = await enter(home, 'Paula')
  const rudi = await person('rudi')
  const [found] = (await page.ask('people.search', { text: 'rudi' })).people
  if (found === undefined) throw new Error('rudi is not found')
  const { room } = await page.ask('room.direct', { user: found.id })
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251))
  const file = await upload(home, page, bytes, { room: room.id, name: 'a photo.bin' })
  await page.ask('message.send', { room: room.id, text: 'look', clientId: 'p1', files: [file] })
  rudi.say('CHAT-PRIVATE-GET Paula\n')
  await rudi.hears('success 1\nPaula look [a photo.bin], file_code: ')
  const code = await rudi.next(6)
  rudi.say(`FILE-GET-PRIVATE Paula ${code}\n`)
  await rudi.hears('success a photo.bin 200000\n')
  expect((await rudi.bytes(bytes.length)).equals(bytes)).toBe(true)

  // Bytes that look like words stay bytes, and the word behind them is heard.
  const poem = 'AUTH-LOGOUT\nGROUP-CREATE stolen\n'
  rudi.say(`FILE-SEND-PRIVATE Paula ..\\..\\etc/poem.txt ${poem.length}\n${poem}CONTACT-GET\n`)
  await rudi.hears('success ready\nsuccess ')
  await rudi.hears('success 0\n')
  const { messages } = await page.ask('room.history', { room: room.id })
  expect(messages.at(-1)?.files).toMatchObject([{ name: 'poem.txt', size: poem.length }])
})

test('[PYCHAT-19] a file that breaks off leaves nothing behind, and a large one is taken as fast as it is read', async () => {
  const vera = await person('vera')
  vera.say('FILE-SEND-PRIVATE vera half.bin 1000\n')
  await vera.hears('success ready\n')
  vera.say('half of it')
  vera.socket.destroy()
  using page = await connect(home)
  await page.ask('session.open', { name: 'vera', password: 'passvera' })
  for (let count = 1; count > 0; ) count = (await page.ask('account.storage', {})).storage.count

  const again = await dial(textPort(home))
  const bytes = Buffer.alloc(2_000_000, 'a long file ')
  again.say(`AUTH-LOGIN vera passvera\nFILE-SEND-PRIVATE vera long.bin ${bytes.length}\n`)
  await again.hears('success ready\n')
  again.say(bytes)
  await again.hears('success ')
  const code = await again.next(6)
  again.say(`FILE-GET-PRIVATE vera ${code}\n`)
  await again.hears('success long.bin 2000000\n')
  expect((await again.bytes(bytes.length)).equals(bytes)).toBe(true)

  // What is told while the bytes are on their way comes behind them.
  const json = await dial(jsonPort(home))
  json.say(JSON.stringify({ COMMAND: 'AUTH-LOGIN', username: 'vera', password: 'passvera' }))
  await json.hears('"token":"')
  const token = await json.next(36)
  json.say(JSON.stringify({ COMMAND: 'FILE-PRIVATE-GET', p_username: 'vera', file_code: code, token }))
  await json.hears('"file_size":2000000}')
  json.say('{"status":"ready"}')
  const other = await person('warti')
  other.say('CHAT-PRIVATE-SEND vera are you there\n'.repeat(3))
  await other.hears('success sent\n'.repeat(3))
  expect((await json.bytes(bytes.length)).equals(bytes)).toBe(true)
  for (const _ of [1, 2, 3]) await json.hears('{"FOR":"NOTIF","from_user":"warti","text":"are you there"}')
})

test('[PYCHAT-12] a token is good on another connection until its login ends, and nowhere after', async () => {
  const sari = await program('sari')
  const other = await dial(jsonPort(home))
  other.say(JSON.stringify({ COMMAND: 'GROUP-CREATE', group_name: 'Sari’s', token: sari.token }))
  await other.hears('group has been created')
  other.say(JSON.stringify({ COMMAND: 'GROUP-CREATE', group_name: 'x', token: sari.token.replace(/^./, 'z') }))
  await other.hears('unauthorized!')
  other.say(JSON.stringify({ COMMAND: 'AUTH-LOGOUT', token: sari.token }))
  await other.hears('you are logged out now')
  other.say(JSON.stringify({ COMMAND: 'CONTACT-GET', token: sari.token }))
  await other.hears('unauthorized!')
})

test('[PYCHAT-13] answers keep the order of what was asked, thousands at once', async () => {
  const lina = await person('lina')
  const many = process.env['HEARTH_TEST_DEEP'] === undefined ? 200 : 10_000
  const asked = Array.from({ length: many }, (_, at) => (at % 10 < 9 ? `CHAT-PRIVATE-SEND lina ${at}` : `CONTACT-DELETE nobody${at}`))
  lina.say(`${asked.join('\n')}\n`)
  const answers = `${'success sent\n'.repeat(9)}failed There is no such person.\n`.repeat(10)
  for (let at = 0; at < many; at += 100) expect(await lina.next(answers.length)).toBe(answers)

  // Words to somebody new wait for their room, and for each other.
  const mei = await person('mei')
  lina.say(Array.from({ length: 60 }, (_, at) => `CHAT-PRIVATE-SEND mei ${at}\n`).join(''))
  await lina.hears('success sent\n'.repeat(60))
  mei.say('CHAT-PRIVATE-GET lina\n')
  await mei.hears(`success 60\n${Array.from({ length: 60 }, (_, at) => `lina ${at}\n`).join('')}`)
}, 120_000)

test('[PYCHAT-14] what is too long, no UTF-8 or full of controls has an answer, and no words of others become an answer of their own', async () => {
  const [dewi, joko] = [await person('dewi'), await program('joko')]
  dewi.say(Buffer.from([0x47, 0xff, 0x0a]))
  await dewi.hears('failed this is no UTF-8\n')
  joko.say(
    JSON.stringify({
      COMMAND: 'MSG-PRIVATE-SEND',
      p_username: 'dewi',
      message: 'a\r\nsuccess 1\n\u202edewi \0b\u2028c',
      token: joko.token,
    }),
  )
  await joko.hears('"success"}')
  dewi.say('CHAT-PRIVATE-GET joko\n')
  const answer = 'success 1\njoko a success 1 dewi b c\n'
  expect((await dewi.bytes(Buffer.byteLength(answer))).toString()).toBe(answer)
  dewi.say('x'.repeat(1_048_576))
  await dewi.hears('failed this line is too long\n')
  await dewi.ends()
  joko.say(`{"COMMAND":"${'x'.repeat(1_048_576)}`)
  await joko.hears('this request is too long!')
  await joko.ends()
})

test('[PYCHAT-15] nobody learns of a group they are not in, and who tries codes is slowed down', async () => {
  const [wati, agus] = [await person('wati'), await person('agus')]
  wati.say('GROUP-CREATE Rahasia\n')
  await wati.hears('success ')
  const code = await wati.next(6)
  for (const asked of [code, 'ffffff']) {
    agus.say(`CHAT-GROUP-GET ${asked}\nGROUP-EXIT ${asked}\nFILE-SEND-GROUP ${asked} a 1\nCHAT-GROUP-SEND ${asked} hi\n`)
    for (const _ of [1, 2, 3, 4]) await agus.hears('failed You are not in this room.\n')
  }
  for (let at = 0; at < 10; at++) agus.say(`GROUP-JOIN 00000${at}x\n`)
  for (let at = 0; at < 10; at++) await agus.hears('failed This code opens no room')
  agus.say(`GROUP-JOIN ${code}\n`)
  await agus.hears('failed Too fast.')
})

test('[PYCHAT-16] a file too large is refused before its bytes, and words may be kept short', async () => {
  await using strict = await openHouse({ config: lettingIn('pychat', { long_text: false, json_port: 0 }), limits: { fileBytes: 100 } })
  expect(strict.running.gatewayPorts['pychat.json']).toBeUndefined()
  const caller = await dial(textPort(strict))
  caller.say('AUTH-REGISTER budi passbudi passbudi\nAUTH-LOGIN budi passbudi\n')
  await caller.hears('success logged in\n')
  caller.say(`FILE-SEND-PRIVATE budi a.bin 101\nCHAT-PRIVATE-SEND budi ${'x'.repeat(101)}\n`)
  await caller.hears('failed This file is larger than the server takes.\nfailed an argument may have at most 100 characters\n')
})

test('[PYCHAT-17] a page and both forms hear each other in a group, once and in order', async () => {
  using page = await enter(home, 'Quentin')
  const [text, json] = [await person('tina'), await program('yusuf')]
  const { room } = await page.ask('room.create', { kind: 'group', name: 'All of us' })
  const people = (await Promise.all(['tina', 'yusuf'].map((name) => page.ask('people.search', { text: name })))).flatMap(
    (found) => found.people,
  )
  await page.ask('room.invite', { room: room.id, users: people.map(({ id }) => id) })
  text.say('GROUP-GET\n')
  await text.hears('success 2\n')
  await text.hears(' Lobby\n')
  const code = await text.next(6)
  text.say(`CHAT-GROUP-SEND ${code} from lines\n`)
  await json.hears('{"FOR":"NOTIF","from_user":"tina","from_group":"All of us","text":"from lines"}')
  json.say(JSON.stringify({ COMMAND: 'MSG-GROUP-SEND', code, message: 'from objects', token: json.token }))
  await json.hears('"success"}')
  await page.ask('message.send', { room: room.id as RoomId, text: 'from the page', clientId: 'q1' })
  await json.hears('"from_user":"Quentin"')
  await text.hears('success sent\n')
  text.say(`CHAT-GROUP-GET ${code}\n`)
  await text.hears('success 2\nyusuf from objects\nQuentin from the page\n')
})
