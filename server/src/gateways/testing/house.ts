// A whole server of one's own for a test: real store, real sockets on loopback, data in a folder that goes with it.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import type { Failure } from '@hearth/protocol/errors.ts'
import { type Limits, standardLimits } from '@hearth/protocol/limits.ts'
import { WebSocket } from 'ws'
import type { Config } from '#server/config.ts'
import { createLog, type Running, serve } from '#server/main.ts'
import { type Deadlines, standardDeadlines } from '../websocket.ts'

export type House = AsyncDisposable & {
  readonly running: Running
  readonly data: string
  /** host:port of the plain port. */
  readonly plain: string
  readonly key: string
  readonly agent: Agent
}
export type HouseGiven = {
  readonly config?: Partial<Omit<Config, 'limits'>>
  /** A folder that stays when the house is closed. */
  readonly data?: string
  readonly limits?: Partial<Limits>
  readonly deadlines?: Partial<Deadlines>
}

export async function openHouse({ config = {}, limits = {}, deadlines = {}, data: kept }: HouseGiven = {}): Promise<House> {
  const data = kept ?? (await mkdtemp(join(tmpdir(), 'hearth-edge-')))
  const settings: Config = {
    data,
    name: 'Test house',
    bind: '127.0.0.1',
    port: 0,
    httpPort: null,
    plainPort: 0,
    tls: null,
    hosts: ['chat.lan'],
    trustedProxies: [],
    mdns: false,
    previews: { on: false, allow: [] },
    logLevel: 'silent',
    database: null,
    registration: 'open',
    guests: true,
    calls: { on: true, engine: 'werift', ports: [42_000, 42_999], addresses: ['127.0.0.1'], announced: [], turn: [], turnSecret: null },
    gateways: {},
    ...{ safety: { roles: [], apps: false }, origins: [], ldap: null, oidc: null },
    ...config,
    limits: { ...standardLimits, ...limits },
  }
  const running = await serve(settings, createLog(settings.logLevel), { ...standardDeadlines, ...deadlines })
  const key = (await readFile(join(data, 'control.key'), 'utf8')).trim()
  const agent = new Agent(running.caFile ? { ca: await readFile(running.caFile) } : {})
  return {
    running,
    data,
    plain: `127.0.0.1:${running.plainPort}`,
    key,
    agent,
    [Symbol.asyncDispose]: async () => {
      agent.destroy()
      await running.stop()
      if (kept === undefined) await rm(data, { recursive: true, force: true })
    },
  }
}

export type Said = { readonly event: string; readonly room?: string; readonly seq?: number; readonly with: Record<string, unknown> }
type Answered = { readonly id: number | string | null; readonly ok?: unknown; readonly error?: Failure }

export type Line = Disposable & {
  readonly ws: WebSocket
  /** Everything that came, in order. */
  readonly heard: (Said | Answered)[]
  readonly events: Said[]
  /** Rejects with the failure. */
  ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>>
  /** The answer, whatever it is. */
  answerTo(id: number | string | null): Promise<Answered>
  raw(text: string): void
  readonly closed: Promise<number>
}

export type LineGiven = {
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly tls?: boolean
  readonly autoPong?: boolean
}

/** Connects; resolves with the first word of the server. Rejects with `HTTP <status>` when the upgrade is refused. */
export async function connect(
  house: House,
  { path = '/ws?protocol=1', headers = {}, tls = false, autoPong = true }: LineGiven = {},
): Promise<Line> {
  const url = tls ? `wss://127.0.0.1:${house.running.httpsPort}${path}` : `ws://${house.plain}${path}`
  const ws = new WebSocket(url, { headers, autoPong, ...(tls ? { agent: house.agent } : {}) })
  const heard: (Said | Answered)[] = []
  const events: Said[] = []
  let next = 0
  ws.on('message', (data) => {
    const frame: Said | Answered = JSON.parse(String(data))
    heard.push(frame)
    if ('event' in frame) events.push(frame)
  })
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)))
  await new Promise<void>((resolve, reject) => {
    ws.once('message', () => resolve())
    ws.once('unexpected-response', (_request, response) => reject(new Error(`HTTP ${response.statusCode}`)))
    ws.on('error', reject)
  })
  const answerTo = (id: number | string | null) =>
    until(
      `an answer to ${id}`,
      () => heard.find((frame): frame is Answered => !('event' in frame) && frame.id === id),
      () => heard.slice(-5),
    )
  return {
    ws,
    heard,
    events,
    closed,
    answerTo,
    raw: (text) => ws.send(text),
    ask: async <N extends CommandName>(name: N, takes: Takes<N>) => {
      const id = `${name}-${next++}`
      ws.send(JSON.stringify({ id, do: name, with: takes }))
      const { ok, error } = await answerTo(id)
      if (error) throw Object.assign(new Error(`${name}: ${error.code}`), error)
      // What the server gives is what the table says: that is proven where the table is.
      return ok as Gives<N>
    },
    [Symbol.dispose]: () => ws.terminate(),
  }
}

/** A connection that somebody has registered on. */
export async function enter(
  house: House,
  name: string,
  given: LineGiven = {},
): Promise<Line & { readonly token: string; readonly user: string; readonly lobby: string }> {
  const line = await connect(house, given)
  const { token = '', user } = await line.ask('account.register', { name, password: 'a long walk by the sea' })
  const { rooms } = await line.ask('room.list', {})
  const lobby = rooms.find(({ kind }) => kind === 'lobby')?.id ?? ''
  return Object.assign(line, { token, user: user.id, lobby })
}

export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seen: () => unknown = () => '',
  within = 30_000,
): Promise<T> {
  const deadline = performance.now() + within
  for (;;) {
    // Each look is over before the next: an answer that nobody awaits is missed after the connection has ended.
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}; seen: ${JSON.stringify(seen())}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
