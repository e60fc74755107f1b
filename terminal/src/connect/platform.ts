// What the client needs from Node: sockets, a file that outlives the run, a clock.
import { readFileSync } from 'node:fs'
import type { Given, Kept, Saved, Socket } from '@hearth/client/client.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import WebSocket from 'ws'
import { newId, wait } from './clock.ts'
import { writeSecret } from './places.ts'

export type Way = {
  readonly server: URL
  /** PEM of the authority that vouches for it; absent: the system's own. */
  readonly ca: string | undefined
}

/** @param device what this device calls itself by; absent where nothing is kept */
export function platform({ server, ca }: Way, kept: Kept, device?: string): Omit<Given, 'archive'> {
  const address = new URL('/ws', server)
  address.protocol = server.protocol === 'http:' ? 'ws:' : 'wss:'
  address.searchParams.set('protocol', String(PROTOCOL_VERSION))
  return {
    openSocket: () => openSocket(address, ca, device),
    kept,
    now: Date.now,
    newId,
    chance: Math.random,
    wait,
  }
}

function openSocket(address: URL, ca: string | undefined, device: string | undefined): Socket {
  const headers = { 'user-agent': `hearth-terminal (${process.platform})`, ...(device && { 'hearth-device': device }) }
  const ws = new WebSocket(address, {
    ...(ca === undefined ? {} : { ca }),
    ...{ perMessageDeflate: false, handshakeTimeout: 10_000, headers },
  })
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

/** What this device calls itself by, made up once. Whoever looks after the server can shut it out beside an account. */
export function deviceIn(file: string, quietly: (job: () => void) => void): string {
  try {
    const kept = readFileSync(file, 'utf8').trim()
    if (/^[\w-]{22,64}$/.test(kept)) return kept
  } catch {
    // The first time.
  }
  const fresh = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url')
  quietly(() => writeSecret(file, fresh))
  return fresh
}

/** Also for HTTP, which needs the token of the moment; and whose all of this is. */
export type Keeper = Kept & { readonly token: string | null; readonly user: UserId | null }

/**
 * One file for one server, readable by its owner only: it holds the token.
 * @param quietly what is written goes through it: where the disk takes nothing, it is kept for this run
 */
export function keptIn(file: string, quietly: (job: () => void) => void): Keeper {
  let saved: Partial<Saved> = {}
  return {
    get token() {
      return saved.token ?? null
    },
    get user() {
      return saved.user ?? null
    },
    load() {
      try {
        const read: Partial<Saved> = JSON.parse(readFileSync(file, 'utf8'))
        saved = read
      } catch {
        saved = {}
      }
      return Promise.resolve(saved)
    },
    save(change) {
      saved = { ...saved, ...change }
      quietly(() => writeSecret(file, JSON.stringify(saved)))
    },
  }
}

/** For one run: a sign-in that was given, and nothing written down. */
export function keptInMemory(given: Pick<Partial<Saved>, 'token' | 'user'>): Keeper {
  let saved: Partial<Saved> = given
  return {
    get token() {
      return saved.token ?? null
    },
    get user() {
      return saved.user ?? null
    },
    load: () => Promise.resolve(saved),
    save: (change) => void (saved = { ...saved, ...change }),
  }
}
