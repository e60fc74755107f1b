import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { commands } from '@hearth/protocol/commands.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, enter, type House, openHouse, until } from './testing/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => house[Symbol.asyncDispose]())

type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: { ok?: Record<string, unknown>; error?: { code: string; at?: string; retryAfterMs?: number } }
}
type Ask = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly to?: House
  readonly tls?: boolean
}

/** The application protocol that was agreed on, if any. */
function shakeHands(offer: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: '127.0.0.1', port: house.running.httpsPort, rejectUnauthorized: false, ...offer })
    socket.on('secureConnect', () => {
      resolve(socket.alpnProtocol || 'spoken')
      socket.destroy()
    })
    socket.on('error', () => resolve('refused'))
  })
}

function ask(path: string, { method = 'GET', headers = {}, body, to = house, tls = false }: Ask = {}): Promise<Answer> {
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const given = {
    method,
    path,
    agent: tls ? to.agent : false,
    headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  } as const
  return new Promise((resolve, reject) => {
    const [host, port] = to.plain.split(':')
    const request = tls ? httpsRequest({ ...given, host: '127.0.0.1', port: to.running.httpsPort }) : httpRequest({ ...given, host, port })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.on('data', (piece) => (text += piece))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: /json/.test(response.headers['content-type'] ?? '') ? JSON.parse(text || '{}') : {},
        }),
      )
    })
    request.end(sent)
  })
}
const post = (name: string, body: unknown = {}, headers: Record<string, string> = {}, to = house) =>
  ask(`/api/${name}`, { method: 'POST', body, headers, to })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const password = 'a long walk by the sea'
const register = async (name: string) => String((await post('account.register', { name, password })).body.ok?.['token'])

describe('the commands over HTTP', () => {
  test('[EDGE-30] the same commands with the same bodies, {ok} or {error} with the status of its row', async () => {
    const token = await register('Ada')
    const { body } = await post('room.list', {}, bearer(token))
    expect(body.ok?.['rooms']).toHaveLength(1)
    expect((await post('room.list')).body.error?.code).toBe('not_signed_in')
    expect(await post('room.list', {}, bearer('nonsense'))).toMatchObject({ status: 401, body: { error: { code: 'session_unknown' } } })
    expect(await post('account.register', { name: 'Ada', password })).toMatchObject({
      status: 409,
      body: { error: { code: 'name_taken' } },
    })
    expect(await post('account.register', { name: 'Bo', password, admin: true })).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request', at: '/admin' } },
    })
    expect((await post('session.resume', { token })).body.ok).toHaveProperty('rooms')
    expect((await post('session.resume', {}, bearer(token))).body.ok).toHaveProperty('rooms')
    expect(await post('session.close', {}, bearer(token))).toMatchObject({ status: 200 })
    expect(await post('room.list', {}, bearer(token))).toMatchObject({ status: 401, body: { error: { code: 'session_unknown' } } })
  })

  test('[EDGE-30] every row of the table is there; an empty body is an empty request', async () => {
    for (const name of Object.keys(commands))
      expect((await ask(`/api/${name}`, { method: 'POST' })).body.error?.code).not.toBe('unknown_command')
    expect((await ask('/api/server.ping', { method: 'POST' })).body.ok).toHaveProperty('at')
  })

  test('[EDGE-31] whatever is wrong with a request is said in the same form, never with a stack', async () => {
    const cases: [string, Ask, number, string][] = [
      ['/api/no.such', { method: 'POST', body: {} }, 404, 'unknown_command'],
      ['/api/__proto__', { method: 'POST', body: {} }, 404, 'unknown_command'],
      ['/api/server.ping', {}, 405, 'bad_request'],
      ['/api/server.ping', { method: 'DELETE' }, 405, 'bad_request'],
      ['/api/server.ping', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }, 405, 'bad_request'],
      ['/api/server.ping', { method: 'POST', body: '{' }, 400, 'bad_request'],
      ['/api/server.ping', { method: 'POST', body: '[]' }, 400, 'bad_request'],
      ['/api/server.ping', { method: 'POST', body: 'null' }, 400, 'bad_request'],
      ['/api/server.ping', { method: 'POST', body: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }, 400, 'bad_request'],
      [
        '/api/server.ping',
        { method: 'POST', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        415,
        'bad_request',
      ],
      ['/api/server.ping', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'bad_request'],
      ['/api/server.ping', { method: 'POST', body: ' '.repeat(65_537) }, 413, 'frame_too_large'],
      ['/nothing.here', {}, 404, 'unknown_command'],
      ['/.git/config', {}, 404, 'unknown_command'],
      ['/%2e%2e/%2e%2e/package.json', {}, 403, 'bad_request'],
      ['/assets/..%2f..%2fpackage.json', {}, 404, 'unknown_command'],
      ['/%zz', {}, 400, 'bad_request'],
      ['/somewhere', { method: 'POST', body: {} }, 404, 'unknown_command'],
    ]
    for (const [path, given, status, code] of cases) {
      const answer = await ask(path, given)
      expect([path, answer.status, answer.body.error?.code]).toEqual([path, status, code])
      expect(answer.text).not.toMatch(/\bat \S+ \(|node_modules|\.ts:/)
    }
  })

  test('[EDGE-32] too many requests of one sign-in are answered slow_down, others go on', async () => {
    await using strict = await openHouse({ limits: { framesPerSecond: 5 } })
    using ada = await enter(strict, 'Ada')
    using bo = await enter(strict, 'Bo')
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('room.list', {}, bearer(ada.token), strict)))
    const slow = answers.filter(({ status }) => status === 429)
    expect(slow.length).toBeGreaterThan(0)
    expect(slow[0]).toMatchObject({
      headers: { 'retry-after': '1' },
      body: { error: { code: 'slow_down', retryAfterMs: expect.any(Number) } },
    })
    expect((await post('room.list', {}, bearer(bo.token), strict)).status).toBe(200)
  })
})

describe('the cookie', () => {
  const own = () => ({ origin: `http://${house.plain}` })
  const keep = { 'hearth-keep': 'cookie' }
  const cookieOf = ({ headers }: Answer) => headers['set-cookie']?.[0] ?? ''

  test('[EDGE-33] a page that asks for it gets its token as a cookie no script can read, and not in the body', async () => {
    const answer = await post('account.register', { name: 'Cy', password }, { ...own(), ...keep })
    expect(answer.body.ok).not.toHaveProperty('token')
    expect(cookieOf(answer)).toMatch(/^__Host-hearth=[^;]{20,}; Path=\/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict$/)
    const cookie = cookieOf(answer).split(';')[0] ?? ''
    using line = await connect(house, { headers: { ...own(), cookie } })
    expect(await line.ask('session.resume', {})).toMatchObject({ user: { name: 'Cy' } })
    for (const name of ['session.open', 'guest.enter'] as const) {
      const again = await post(name, name === 'guest.enter' ? { name: 'Visitor' } : { name: 'Cy', password }, { ...own(), ...keep })
      expect([again.status, cookieOf(again) !== '', 'token' in (again.body.ok ?? {})]).toEqual([200, true, false])
    }
  })

  test('[EDGE-34] with the cookie a request needs the origin of our own page', async () => {
    const cookie = cookieOf(await post('account.register', { name: 'Dee', password }, { ...own(), ...keep })).split(';')[0] ?? ''
    expect((await post('room.list', {}, { cookie, ...own() })).status).toBe(200)
    for (const headers of [
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: `${own().origin}.evil` },
    ]) {
      expect(await post('room.list', {}, { ...headers })).toMatchObject({ status: 403, body: { error: { code: 'not_allowed' } } })
    }
    expect(await post('server.ping', {}, { origin: 'https://evil.example' })).toMatchObject({ status: 403 })
    const closed = await post('session.close', {}, { cookie, ...own() })
    expect(cookieOf(closed)).toMatch(/^__Host-hearth=; .*Max-Age=0/)
    expect((await post('room.list', {}, { cookie, ...own() })).status).toBe(401)
  })

  test('[EDGE-34] behind a proxy that ends TLS it is the same', async () => {
    await using proxied = await openHouse({ config: { trustedProxies: ['127.0.0.1'] } })
    const through = { host: 'chat.lan', 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.0.0.9', origin: 'https://chat.lan' }
    const answer = await post('account.register', { name: 'Ada', password }, { ...through, ...keep }, proxied)
    const cookie = cookieOf(answer).split(';')[0] ?? ''
    expect((await post('room.list', {}, { ...through, cookie }, proxied)).status).toBe(200)
    expect((await post('room.list', {}, { ...through, cookie, origin: 'http://chat.lan' }, proxied)).status).toBe(403)
  })
})

describe('what every response carries', () => {
  test('[EDGE-35] the guarding headers are on every kind of response', async () => {
    const kinds = await Promise.all([
      ask('/'),
      ask('/rooms/somewhere'),
      ask('/healthz'),
      ask('/nothing.here'),
      ask('/api/server.ping'),
      ask('/%zz'),
      post('server.ping'),
      post('no.such'),
      post('room.list'),
      ask('/api/server.ping', { method: 'POST', body: '{' }),
      ask('/healthz', { headers: { host: 'evil.example' } }),
      ask('/', { tls: true }),
      ask('/ws', { headers: { connection: 'upgrade', upgrade: 'websocket', origin: 'https://evil.example' } }),
    ])
    for (const { headers, status } of kinds) {
      expect([status, headers['content-security-policy']]).toEqual([
        status,
        expect.stringMatching(
          /^default-src 'none'; .*frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; connect-src 'self'/,
        ),
      ])
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
      expect(headers).not.toHaveProperty('strict-transport-security')
      expect(headers).not.toHaveProperty('x-powered-by')
    }
    expect(kinds.map(({ status }) => status)).toEqual([200, 200, 200, 404, 405, 400, 200, 404, 401, 400, 421, 200, 403])
  })

  test('[EDGE-35] what is no HTTP at all is refused with them, too', async () => {
    const heard = await new Promise<string>((resolve) => {
      const socket = connectTcp(Number(house.running.plainPort), '127.0.0.1')
      let text = ''
      socket.on('data', (piece) => (text += String(piece)))
      socket.on('close', () => resolve(text))
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')
    })
    expect(heard).toMatch(/^HTTP\/1\.1 400 /)
    expect(heard).toMatch(/content-security-policy: default-src 'none'/)
  })

  test('[EDGE-36] answers are never kept, hashed files for ever, the page is asked for anew', async () => {
    expect((await post('server.ping')).headers['cache-control']).toBe('no-store')
    expect((await post('room.list')).headers['cache-control']).toBe('no-store')
    expect((await ask('/healthz')).headers['cache-control']).toBe('no-store')
    const page = await ask('/rooms/somewhere')
    const isBuilt = existsSync(join(import.meta.dirname, '../../../web/dist/index.html'))
    expect(page.headers['cache-control']).toBe(isBuilt ? 'no-cache' : 'no-store')
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)?.[1]
    expect(script !== undefined).toBe(isBuilt)
    if (script === undefined) return
    const file = await ask(script, { headers: { 'accept-encoding': 'br' } })
    expect(file.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': expect.stringMatching(/javascript/),
    })
  })

  test('[EDGE-37] names that are not ours are sent away, addresses and our names are not', async () => {
    for (const host of ['evil.example', 'chat.lan.evil', 'a@localhost'])
      expect((await ask('/healthz', { headers: { host } })).status).toBe(421)
    for (const host of ['127.0.0.1', 'localhost:1', 'chat.lan', '[::1]:8443'])
      expect((await ask('/healthz', { headers: { host } })).status).toBe(200)
  })
})

describe('the server', () => {
  test('[EDGE-38] healthz says whether the store can be written', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: { ok: true } })
  })

  test('[EDGE-39] the control key opens the operator’s deeds; without it there is nothing there', async () => {
    const control = (key: string, name = 'user.list') =>
      ask(`/control/${name}`, { method: 'POST', body: {}, headers: key === '' ? {} : bearer(key) })
    expect(await control(house.key)).toMatchObject({ status: 200, body: { ok: { users: expect.any(Array) } } })
    expect(await control(house.key, 'no.such')).toMatchObject({ status: 404 })
    for (const key of ['', 'x', house.key.slice(1), `${house.key}x`])
      expect(await control(key)).toMatchObject({ status: 404, body: { error: { code: 'unknown_command' } } })
    expect((await stat(join(house.data, 'control.key'))).mode & 0o777).toBe(0o600)
  })

  test('[EDGE-40] a banned address is turned away at the door, and who is inside is put out', async () => {
    await using shut = await openHouse({ config: { trustedProxies: ['127.0.0.1'] } })
    const far = { 'x-forwarded-for': '10.9.9.9' }
    using ada = await enter(shut, 'Ada', { headers: far })
    await ask('/control/ban.add', { method: 'POST', body: { what: '10.9.9.9', reason: '' }, headers: bearer(shut.key), to: shut })
    expect(await ada.closed).toBe(4003)
    using back = await connect(shut, { headers: far })
    expect(await back.closed).toBe(4003)
    expect(back.heard).toEqual([{ id: null, error: expect.objectContaining({ code: 'banned' }) }])
    await expect(connect(shut, { headers: { ...far, host: 'evil.example' } })).rejects.toThrow('HTTP 403')
    await expect(connect(shut, { headers: { ...far, origin: 'https://evil.example' } })).rejects.toThrow('HTTP 403')
    expect((await post('server.ping', {}, far, shut)).status).toBe(403)
    expect((await post('server.ping', {}, {}, shut)).status).toBe(200)
  })

  test('[EDGE-40] those who are told they are banned are no connections of the house, and only a few are told at once', async () => {
    await using shut = await openHouse({ config: { trustedProxies: ['127.0.0.1'] }, limits: { waitingInAll: 1 } })
    await ask('/control/ban.add', { method: 'POST', body: { what: '10.9.9.9', reason: '' }, headers: bearer(shut.key), to: shut })
    const upgrade = `GET /ws HTTP/1.1\r\nHost: ${shut.plain}\r\nX-Forwarded-For: 10.9.9.9\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
    const answers: string[] = []
    // They never answer the close: each keeps its place for as long as the server bears that.
    const lines = Array.from({ length: 20 }, () =>
      connectTcp(Number(shut.running.plainPort), '127.0.0.1', function (this: Socket) {
        this.write(upgrade)
        this.once('data', (bytes) => answers.push(bytes.toString().slice(9, 12)))
      }),
    )
    await until('all to be answered', () => answers.length === lines.length)
    expect(answers.toSorted()).toEqual([...Array(16).fill('101'), ...Array(4).fill('403')])
    using stranger = await connect(shut)
    expect(stranger.heard).toHaveLength(1)
    for (const line of lines) line.destroy()
  })

  test('[EDGE-41] over TLS everything is the same; versions before 1.2 are not spoken', async () => {
    using line = await connect(house, { tls: true, headers: { origin: `https://127.0.0.1:${house.running.httpsPort}` } })
    expect(line.events[0]?.event).toBe('server.hello')
    expect((await ask('/healthz', { tls: true })).status).toBe(200)
    expect(await shakeHands({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })).toBe('refused')
    expect(await shakeHands({ ALPNProtocols: ['h2', 'http/1.1'] })).toBe('http/1.1')
    expect(await shakeHands({})).toBe('spoken')
    expect(await shakeHands({ ALPNProtocols: ['h2'] })).toBe('refused')
  })

  test('[EDGE-42] run.json says where the server is while it runs, and is gone after a clean stop', async () => {
    const short = await openHouse()
    const run = JSON.parse(await readFile(join(short.data, 'run.json'), 'utf8'))
    expect(run).toMatchObject({
      pid: process.pid,
      httpsPort: short.running.httpsPort,
      httpPort: null,
      plainPort: short.running.plainPort,
      gateways: {},
      url: expect.stringMatching(/^https:/),
    })
    await short.running.stop()
    expect(existsSync(join(short.data, 'run.json'))).toBe(false)
    await short[Symbol.asyncDispose]()
  })

  test('[EDGE-43] a port in use is one clear sentence, and nothing stays open', async () => {
    await expect(openHouse({ config: { port: house.running.httpsPort } })).rejects.toThrow(
      `Port ${house.running.httpsPort} is in use by another program. Stop it, or choose another port with --port.`,
    )
    await expect(openHouse({ config: { bind: '203.0.113.9' } })).rejects.toThrow('203.0.113.9 is no address of this machine')
  })

  test('[EDGE-44] requests under way when the server stops are answered', async () => {
    const short = await openHouse()
    using ada = await enter(short, 'Ada')
    let answered = 0
    for (let i = 0; i < 40; i++)
      void ada.ask('message.send', { room: JSON.parse(JSON.stringify(ada.lobby)), text: 'x', clientId: `c${i}` }).then(() => answered++)
    await until('the first answer', () => answered > 0)
    await short[Symbol.asyncDispose]()
    await ada.closed
    expect(answered).toBeGreaterThan(0)
  })
})
