// The floor of durable writes: lines over bare TCP, kept by SQLite with synchronous=FULL. Whatever came in one turn of the
// event loop is one commit; then each line is answered by its number.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { NUMBER_AT, TEXT_BYTES } from '../load/traffic.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearth-kept-'))
const db = new DatabaseSync(join(folder, 'kept.db'))
db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE message (number INTEGER PRIMARY KEY, text TEXT NOT NULL)')
const insert = db.prepare('INSERT INTO message (text) VALUES (?)')
const LINE = TEXT_BYTES + 1

type Came = { readonly socket: Socket; readonly text: string }
let waiting: Came[] = []

const server = createServer((socket) => {
  let rest: Buffer = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', (piece: Buffer) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
    let at = 0
    for (; bytes.length - at >= LINE; at += LINE)
      if (waiting.push({ socket, text: bytes.toString('latin1', at, at + TEXT_BYTES) }) === 1) setImmediate(commit)
    rest = bytes.subarray(at)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' && address ? address.port : 0 })}\n`)
})
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGTERM', () => process.exit(0))

function commit(): void {
  const now = waiting
  waiting = []
  db.exec('BEGIN')
  for (const { text } of now) insert.run(text)
  db.exec('COMMIT')
  const answers = new Map<Socket, string>()
  for (const { socket, text } of now) answers.set(socket, `${answers.get(socket) ?? ''}:${text.slice(NUMBER_AT, NUMBER_AT + 9)}\n`)
  for (const [socket, text] of answers) socket.write(text)
}
