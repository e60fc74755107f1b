// hearth send against a server that is played here: away, too busy, and with limits of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { room, roomId } from '@hearth/client/cast.ts'
import type { Progress } from '@hearth/client/files.ts'
import { createClock } from '@hearth/client/testing.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import { afterAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { ErrandFailed } from './errand.ts'
import { checkWanted, patient, send } from './send.ts'

type Said = { readonly room: string; readonly text: string; readonly clientId: string }
type Turn = (answer: ServerResponse, request: IncomingMessage) => void

const said: Said[] = []
const turns: Turn[] = []
let asked: string[] = []
const server = createServer((request, answer) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => void pieces.push(piece))
  request.on('end', () => {
    const ok = (given: object) => answer.end(JSON.stringify({ ok: given }))
    if (request.url === '/api/room.list') return ok({ rooms: [room('Workshop')] })
    const takes: Said = JSON.parse(Buffer.concat(pieces).toString())
    asked.push(takes.clientId)
    const turn = turns.shift()
    if (turn) return turn(answer, request)
    if (takes.text.length > 50) return refuse('text_too_long', 413)(answer, request)
    said.push(takes)
    return ok({ id: 'm', seq: 1, at: 1 })
  })
})
const refuse =
  (code: string, status: number, more: object = {}): Turn =>
  (answer) =>
    void answer.writeHead(status).end(JSON.stringify({ error: { code, says: '', ...more } }))
const cut: Turn = (_answer, request) => void request.socket.destroy()
const greeter = new WebSocketServer({ server })
greeter.on('connection', (socket) => {
  socket.send(JSON.stringify({ event: 'server.hello', with: { limits: { ...standardLimits, textChars: 50 } } }))
})
const listening = new Promise<void>((go) => void server.listen(0, '127.0.0.1', go))
afterAll(() => {
  greeter.close()
  server.closeAllConnections()
  server.close()
})

async function sent(input: string, options: { text?: string; byLines?: boolean; patienceMs?: number } = {}) {
  await listening
  said.length = 0
  asked = []
  const { port } = server.address() as AddressInfo
  const pipe = new PassThrough()
  pipe.end(input)
  const { text, byLines = false, patienceMs = 2000 } = options
  const code = await send(
    { server: new URL(`http://127.0.0.1:${port}`), ca: undefined, token: 't' },
    { room: 'Workshop', files: [], text, byLines, patienceMs },
    pipe as unknown as NodeJS.ReadStream,
  )
  expect(code).toBe(0)
  return said.map((one) => one.text)
}

test('[TERM-24] each line is a message, in order and once, though the server was too busy for longer than one waits and then away', async () => {
  turns.push(refuse('slow_down', 429, { retryAfterMs: 700 }), cut, refuse('slow_down', 429, { retryAfterMs: 700 }))
  expect(await sent('one\n\n  \ntwo\r\nthree', { byLines: true, patienceMs: 600 })).toEqual(['one', 'two', 'three'])
  expect(said[0]?.room).toBe(roomId('Workshop'))
  // What was tried again was the same message.
  expect(new Set(asked).size).toBe(3)
})

test('[TERM-24] a server that stays away is waited for only so long, and that is told', async () => {
  turns.push(...Array.from({ length: 20 }, () => cut))
  await expect(sent('into the dark', { patienceMs: 400 })).rejects.toMatchObject({ code: 3, message: expect.stringContaining('no way to') })
  turns.length = 0
})

test('[TERM-24] what a message may hold is the server’s to say: longer words go in several', async () => {
  const line = 'forty letters and a few more of them'
  expect(await sent(`${line}\n${line}\n${line}`)).toEqual([line, line, line])
  const words = 'word '.repeat(400).trim()
  const parts = await sent('', { text: words })
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(50)
  expect(parts.join('')).toBe(words)
})

test('[TERM-24] what does not go together is refused before anything is sent', () => {
  const nothing = { text: undefined, files: [], byLines: true }
  expect(() => checkWanted(nothing)).not.toThrow()
  for (const wrong of [{ text: 'words' }, { files: ['F'] }]) expect(() => checkWanted({ ...nothing, ...wrong })).toThrow(ErrandFailed)
})

test('[TERM-24] a file that waits its turn behind others is not given up, one that finds no server is, however late', async () => {
  let tell: (progress: Progress) => void = () => undefined
  let stopped = 0
  const clock = createClock()
  const progress: Progress = { is: 'queued', sent: 0, size: 9, speed: 0 }
  patient(
    (changed) => {
      tell = changed
      return { progress, done: new Promise(() => undefined), cancel: () => undefined, stop: () => void stopped++ }
    },
    1000,
    clock.wait,
  )
  const away = { ...progress, is: 'waiting', failure: { code: 'offline', says: '' } } as const
  await clock.pass(5000)
  tell(away)
  tell({ ...progress, is: 'sending', sent: 3 })
  tell({ ...away, failure: { code: 'slow_down', says: '' } })
  await clock.pass(5000)
  expect(stopped).toBe(0)
  tell(away)
  await clock.pass(1000)
  expect(stopped).toBe(1)
})
