// What Hearth is measured against: a server that does nothing but repeat what is said to all of a room.
//   joined   what one turn of the event loop brought leaves in one buffer and one write per connection
//   single   one send per member, as the first example of every tutorial does
//   secure   the same over TLS, for weighing connections
// Rooms are named in the address (`/?rooms=3,17`); the text says in its 18th to 21st character to which of them it goes.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { readDigits } from '../load/frames.ts'
import { ROOM_AT, ROOM_DIGITS } from '../load/traffic.ts'

type Member = { readonly ws: WebSocket; readonly pipe: Duplex; readonly frames: Buffer[] }
type Room = { readonly members: Set<Member> }

const [mode] = process.argv.slice(2)
const rooms = new Map<number, Room>()
const busy: Member[] = []
const [server, ca] = mode === 'secure' ? secure() : [createServer(), undefined]
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false })

server.on('upgrade', (request: IncomingMessage, pipe: Duplex, head: Buffer) =>
  sockets.handleUpgrade(request, pipe, head, (ws) => welcome(ws, pipe, request)),
)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  process.stdout.write(`${JSON.stringify({ port, ca })}\n`)
})

function welcome(ws: WebSocket, pipe: Duplex, request: IncomingMessage): void {
  const member: Member = { ws, pipe, frames: [] }
  const mine = (new URL(request.url ?? '/', 'http://bare').searchParams.get('rooms') ?? '').split(',').map(Number)
  for (const number of mine) enter(number).members.add(member)
  const hear = mode === 'single' ? sayEach : sayJoined
  ws.on('message', (text: Buffer) => hear(enter(readDigits(text, ROOM_AT, ROOM_DIGITS)), text))
  ws.on('error', () => {})
  ws.on('close', () => {
    for (const number of mine) enter(number).members.delete(member)
  })
}

function enter(number: number): Room {
  const room = rooms.get(number) ?? { members: new Set() }
  rooms.set(number, room)
  return room
}

function sayEach({ members }: Room, text: Buffer): void {
  for (const { ws } of members) ws.send(text, { binary: false })
}

function sayJoined({ members }: Room, text: Buffer): void {
  const head = text.length < 126 ? 2 : 4
  const frame = Buffer.allocUnsafe(head + text.length)
  frame[0] = 0x81
  frame[1] = head === 2 ? text.length : 126
  if (head === 4) frame.writeUInt16BE(text.length, 2)
  text.copy(frame, head)
  for (const member of members) {
    if (member.frames.push(frame) > 1) continue
    if (busy.push(member) === 1) setImmediate(flush)
  }
}

function flush(): void {
  for (const { pipe, frames } of busy) {
    pipe.write(frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames))
    frames.length = 0
  }
  busy.length = 0
}

function secure(): [ReturnType<typeof createSecureServer>, string] {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bare-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const names = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=bare -addext subjectAltName=IP:127.0.0.1'
  execFileSync('openssl', ['req', ...names.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' })
  const pair = { key: readFileSync(key), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return [createSecureServer(pair), pair.cert]
}
