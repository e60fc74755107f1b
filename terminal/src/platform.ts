// What the client needs from Node: sockets, a file that outlives the run, a clock.
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Given, type Kept, type Saved, type Socket } from '@hearth/client/client.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import WebSocket from 'ws'

export function platform(server: URL, ca: string | undefined, file: string): Given {
  const address = new URL('/ws', server)
  address.protocol = server.protocol === 'http:' ? 'ws:' : 'wss:'
  address.searchParams.set('protocol', String(PROTOCOL_VERSION))
  return {
    openSocket: () => openSocket(address, ca),
    kept: keptIn(file, server.origin),
    now: Date.now,
    // The time first, for the server keeps them in order.
    newId: () => `${Date.now().toString(36)}-${randomUUID()}`,
    chance: Math.random,
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  }
}

function openSocket(address: URL, ca: string | undefined): Socket {
  const ws = new WebSocket(address, { ...(ca === undefined ? {} : { ca }), perMessageDeflate: false, handshakeTimeout: 10_000 })
  const socket: Socket = {
    send: (text) => ws.readyState === WebSocket.OPEN && ws.send(text),
    close: () => (ws.readyState === WebSocket.CONNECTING ? ws.terminate() : ws.close()),
    onOpen: () => undefined,
    onText: () => undefined,
    onClose: () => undefined,
  }
  let why = ''
  ws.on('open', () => socket.onOpen())
  ws.on('message', (data) => socket.onText(String(data)))
  ws.on('error', (error) => void (why = error.message))
  ws.on('close', (code, reason) => socket.onClose(code, String(reason) || why))
  return socket
}

/** One file for one server, readable by its owner only: it holds the token. */
function keptIn(file: string, origin: string): Kept {
  let saved: Partial<Saved> = {}
  return {
    load() {
      try {
        const read: { origin?: string; saved?: Partial<Saved> } = JSON.parse(readFileSync(file, 'utf8'))
        if (read.origin === origin) saved = read.saved ?? {}
      } catch {
        saved = {}
      }
      return Promise.resolve(saved)
    },
    save(change) {
      saved = { ...saved, ...change }
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(`${file}.new`, JSON.stringify({ origin, saved }), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
  }
}
