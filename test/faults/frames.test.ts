import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { join, say } from '../harness/cast.ts'
import { frame, memoryOf, openRaw, textFrame } from '../harness/raw.ts'
import { type Server, startServer } from '../harness/server.ts'
import { inTime, until } from '../harness/until.ts'
import { connect, type Wire } from '../harness/wire.ts'

let server: Server
/** Says nothing while everybody else is at it. */
let silent: Wire
beforeAll(async () => {
  server = await startServer({ env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '5000' } })
  silent = await connect(server)
})
afterAll(() => server[Symbol.asyncDispose]())

/** The server is the same process and still answers. */
async function isWell(): Promise<void> {
  await using wire = await connect(server)
  expect(await wire.ask('server.ping', {})).toHaveProperty('at')
  expect(process.kill(server.run.pid, 0)).toBe(true)
}

const huge: [string, bigint][] = [
  ['one byte over the limit', 65_537n],
  ['100 MiB', 104_857_600n],
  ['2^63 bytes', 2n ** 63n],
]
describe('frames that are too large', () => {
  it.each(huge)('[TEST-5] F19: a frame that says it has %s is refused before it is read', async (_name, length) => {
    const before = memoryOf(server.run.pid)
    await using raw = await openRaw(server)
    raw.write(frame({ opcode: 1, payload: Buffer.alloc(1000, 32), length }))
    expect(await raw.ended()).toBe(1009)
    expect(memoryOf(server.run.pid) - before).toBeLessThan(16 * 1024 * 1024)
    await isWell()
  })

  it('[TEST-5] F19: a frame of just the limit is read', async () => {
    await using raw = await openRaw(server)
    const filler = 'x'.repeat(65_536 - '{"id":1,"do":"server.ping","with":{},"z":""}'.length)
    raw.write(textFrame(`{"id":1,"do":"server.ping","with":{},"z":"${filler}"}`))
    await until('an answer', () => raw.text().includes('"id":1'), { seen: raw.text })
  })
})

it('[TEST-5] F20: a message in endless tiny fragments is cut off and costs little memory', async () => {
  const before = memoryOf(server.run.pid)
  await using raw = await openRaw(server)
  raw.write(frame({ opcode: 1, payload: Buffer.from('x'), fin: false }))
  const burst = Buffer.concat(Array.from({ length: 1_000 }, () => frame({ opcode: 0, payload: Buffer.from('x'), fin: false })))
  for (let sent = 0; sent < 200 && !raw.tls.destroyed; sent++)
    if (!raw.write(burst)) await new Promise((drained) => raw.tls.once('drain', drained).once('close', drained))
  await raw.ended()
  expect(memoryOf(server.run.pid) - before).toBeLessThan(16 * 1024 * 1024)
  await isWell()
})

const malformed: [string, string][] = [
  ['no JSON', 'hello'],
  ['JSON cut off', '{"id":1,"do":"server.ping"'],
  ['a list', '[1,2,3]'],
  ['null', 'null'],
  ['a number out of range', '{"id":1e400,"do":"server.ping","with":{}}'],
  ['an id that is an object', '{"id":{},"do":"server.ping","with":{}}'],
  ['NaN', '{"id":NaN,"do":"server.ping","with":{}}'],
  ['depth', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ['depth inside', `{"id":1,"do":"server.ping","with":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ['many keys', `{"id":1,"do":"server.ping","with":{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join()}}}`],
  ['a prototype', '{"id":1,"do":"server.ping","with":{"__proto__":{"admin":true}}}'],
  ['a prototype outside', '{"id":1,"do":"server.ping","__proto__":{"with":{}},"with":{"constructor":1}}'],
  ['a command of Object', '{"id":1,"do":"toString","with":{}}'],
  ['a command of the prototype', '{"id":1,"do":"__proto__","with":{}}'],
  ['no command', '{"id":1}'],
  ['with as text', '{"id":1,"do":"server.ping","with":"x"}'],
]
describe('frames that mean nothing', () => {
  it.each(malformed)('[TEST-5] F22: %s is answered with an error and harms nobody', async (_name, text) => {
    await using wire = await connect(server)
    let answer = ''
    wire.socket.on('message', (bytes) => (answer = String(bytes)))
    wire.socket.send(text)
    await until('an answer', () => answer !== '', { seen: () => wire.socket.readyState })
    expect(answer).not.toMatch(/\bat .*\.ts:|Error:|node_modules|SQLITE/)
    expect(JSON.parse(answer).error.code).toMatch(/^(bad_request|unknown_command)$/)
    expect(wire.socket.readyState).toBe(WebSocket.OPEN)
    await isWell()
  })

  it('[TEST-5] F22: whatever bytes come as text, the server answers or closes, and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.json().map((json) => `{"id":1,"do":"message.send","with":${json}}`),
        ),
        async (text) => {
          await using wire = await connect(server)
          let answered = false
          wire.socket.on('message', () => (answered = true))
          wire.socket.send(text)
          await until('an answer', () => answered || wire.socket.readyState > 1, { every: 1 })
        },
      ),
      { numRuns: 60 },
    )
    await isWell()
  })

  it('[TEST-5] F23: text that is no UTF-8 closes the connection with 1007', async () => {
    await using raw = await openRaw(server)
    raw.write(frame({ opcode: 1, payload: Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28]) }))
    expect(await raw.ended()).toBe(1007)
    await isWell()
  })

  it('[TEST-5] a binary frame is refused', async () => {
    await using wire = await connect(server)
    wire.socket.send(Buffer.from([1, 2, 3]))
    await until('an error', () => wire.complaints.length > 0)
    expect(wire.complaints.map(({ code }) => code)).toEqual(['bad_request'])
    await isWell()
  })
})

/** What is said, and what a second person reads of it. */
const hostile: [string, string, string][] = [
  ['direction overrides', '\u202eevil\u202c', '\u202eevil\u202c'],
  ['a long row of joiners', 'z\u200d'.repeat(300), 'z\u200d'.repeat(300)],
  ['a pile of marks', `a${'\u0301'.repeat(1_000)}`, `a${'\u0301'.repeat(1_000)}`],
  ['a NUL', 'a\u0000b', 'ab'],
  ['another protocol’s line', 'a\r\nPRIVMSG #x :owned', 'a\nPRIVMSG #x :owned'],
  ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['half a character', '\ud800 alone', '\ufffd alone'],
  ['a formula', '=cmd|calc', '=cmd|calc'],
  ['the widest of letters', '﷽'.repeat(200), '﷽'.repeat(200)],
]
it('[TEST-5] F24: hostile text reaches a second person as it was said, without what could end a line or break a reader', async () => {
  const [ada, bo] = [await join(server, 'ada'), await join(server, 'bo')]
  const ids: string[] = []
  for (const [, said] of hostile) ids.push((await say(ada, ada.lobby, said)).id)
  const { messages } = await bo.wire.ask('room.history', { room: bo.lobby })
  const heard = await Promise.all(ids.map((id) => bo.wire.hears('message.said', (event) => event.with.id === id)))
  for (const [index, [what, , read]] of hostile.entries()) {
    expect(messages.find(({ id }) => id === ids[index])?.text, what).toBe(read)
    expect(heard[index]?.with.text, what).toBe(read)
  }
  await isWell()
})

it('[TEST-6] F14: a connection that never signs in is told so and closed with 4008', { timeout: 60_000 }, async () => {
  const { code } = await inTime('it to be closed', silent.closed, 45_000)
  expect(code).toBe(4008)
  expect(silent.complaints.map(({ code: why }) => why)).toEqual(['not_signed_in'])
})
