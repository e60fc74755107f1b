// Attacks at the door that the tests of each piece do not try: requests that are two, pages of others, what lies around, what is kept.
import { readdir, readFile, stat } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { commands } from '@hearth/protocol/commands.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, enter, type House, type Line, openHouse } from './testing/house.ts'

let house: House
let ada: Awaited<ReturnType<typeof enter>>
let bo: Awaited<ReturnType<typeof enter>>
const password = 'seven stones and a spark'

beforeAll(async () => {
  house = await openHouse({ limits: { framesPerSecond: 5000, waitingPerAddress: 200 } })
  const line = await connect(house)
  const { token = '', user } = await line.ask('account.register', { name: 'Ada', password, setup: house.running.setupToken ?? '' })
  const { rooms } = await line.ask('room.list', {})
  ada = Object.assign(line, { token, user: user.id, lobby: rooms[0]?.id ?? '' })
  bo = await enter(house, 'Bo')
})
afterAll(async () => {
  ada[Symbol.dispose]()
  bo[Symbol.dispose]()
  await house[Symbol.asyncDispose]()
})

type Reply = { readonly status: number; readonly headers: Headers; readonly text: string }

const ask = async (
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: object; body?: string } = {},
): Promise<Reply> => {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(`http://${house.plain}${path}`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Everything the server says to these bytes until it hangs up, or has nothing more to say for a while after it answered. */
const bytes = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connectTcp(Number(house.running.plainPort), '127.0.0.1')
    let heard = ''
    socket.on('data', (piece) => (heard += String(piece)))
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
    socket.end(text)
  })

test('[TRUST-2] one request that could be read as two is refused, whichever way its length is said', async () => {
  const head = 'POST /api/server.ping HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
  const hidden = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const pairs = [
    `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}${hidden}`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${head}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}${hidden}`,
    `${head}Content-Length: +2\r\n\r\n{}${hidden}`,
    `${head}Content-Length: 2, 2\r\n\r\n{}${hidden}`,
  ]
  for (const pair of pairs) {
    const heard = await bytes(pair)
    expect([pair.slice(head.length, head.length + 60), heard.slice(0, 12), heard.match(/HTTP\/1\.1/g)?.length]).toEqual([
      pair.slice(head.length, head.length + 60),
      'HTTP/1.1 400',
      1,
    ])
  }
})

test('[TRUST-2] a page of somebody else’s reads nothing, is told of no door, and changes nothing', async () => {
  for (const origin of ['https://evil.example', 'null', `http://${house.plain}.evil`, `http://evil-${house.plain}`, 'file://']) {
    const foreign = { origin, ...bearer(ada.token) }
    const asked = await ask('/api/room.list', { method: 'POST', body: '{}', headers: foreign })
    expect([origin, asked.status]).toEqual([origin, 403])
    const before = await ask('/api/room.list', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    expect([origin, before.status]).toEqual([origin, 405])
    for (const answer of [asked, before, await ask('/', { headers: foreign }), await ask('/healthz', { headers: foreign })])
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  }
  // What a form of another page can send without asking first is no JSON.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect((await ask('/api/server.ping', { method: 'POST', body: '{}', headers: { 'content-type': type } })).status).toBe(415)
})

test('[TRUST-2] no GET changes anything, and no token is taken from an address', async () => {
  for (const name of Object.keys(commands)) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'])
      expect([name, (await ask(`/api/${name}?token=${ada.token}`, { method, headers: bearer(ada.token) })).status]).toEqual([name, 405])
  }
  for (const place of [`?token=${ada.token}`, `?access_token=${ada.token}`, `?authorization=Bearer%20${ada.token}`])
    expect((await ask(`/api/room.list${place}`, { method: 'POST', body: '{}' })).status).toBe(401)
  using line: Line = await connect(house, { path: `/ws?protocol=1&token=${ada.token}` })
  await expect(line.ask('room.list', {})).rejects.toMatchObject({ code: 'not_signed_in' })
})

test('[TRUST-2] nothing lies around: no listing, no sources, no data, no tracing, no figures', async () => {
  const places = [
    '/.git/HEAD',
    '/.env',
    '/package.json',
    '/hearth.db',
    '/control.key',
    '/run.json',
    '/hearth.toml',
    '/tls/ca.key',
    '/files/',
  ]
  const tricks = [
    '/assets/',
    '/assets/../../package.json',
    '/..%2fpackage.json',
    '/%2e%2e%2fpackage.json',
    '/assets/%00',
    '/debug',
    '/server-status',
  ]
  for (const path of [...places, ...tricks]) {
    const { status, text } = await ask(path)
    expect([path, status === 200 && !text.includes('<div id="root"')]).toEqual([path, false])
    expect(text).not.toMatch(/PRIVATE KEY|SQLite format|"workspaces"|node_modules|Index of|\bat \S+ \(/)
  }
  expect(await bytes('TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n\r\n')).not.toMatch(/^HTTP\/1\.1 200/)
  const { status, text } = await ask('/metrics')
  expect([status === 200, text.includes('hearth_people')]).toEqual([false, false])
  expect([...(await ask('/healthz')).headers.keys()].filter((name) => /server|powered|version/.test(name))).toEqual([])
})

test('[TRUST-2] two people behind one cache never get each other’s answers', async () => {
  const mine = (token: string) =>
    ask('/api/people.get', { method: 'POST', body: JSON.stringify({ users: [ada.user] }), headers: bearer(token) })
  for (const { token } of [ada, bo]) {
    for (const answer of [
      await mine(token),
      await ask('/api/room.list', { method: 'POST', body: '{}', headers: bearer(token) }),
      await ask('/api/no.such', { method: 'POST', body: '{}', headers: bearer(token) }),
      await ask('/export', { headers: bearer(token) }),
    ])
      expect(answer.headers.get('cache-control')).toMatch(/no-store|private/)
  }
})

test('[TRUST-3] tokens, invitations and passwords lie nowhere in the data folder but as hashes', async () => {
  const { token: reset } = await ada.ask('admin.create', { name: 'Cy' })
  const { token: invitation } = await ada.ask('admin.invite', { uses: 1, days: 1 })
  const { token: program } = await ada.ask('token.create', { name: 'a script', scope: ['read'], days: 1 })
  const secrets = { session: ada.token, reset, invitation, program, password, setup: house.running.setupToken ?? 'none' }
  expect(Object.values(secrets).filter((secret) => secret.length < 20)).toEqual([])
  const seen: string[] = []
  for (const name of await readdir(house.data, { recursive: true })) {
    const path = join(house.data, name)
    if (!(await stat(path)).isFile()) continue
    const content = await readFile(path)
    seen.push(name)
    for (const [kind, secret] of Object.entries(secrets)) expect([name, kind, content.includes(secret)]).toEqual([name, kind, false])
  }
  expect(seen).toContain('hearth.db')
})

test('[TRUST-3] each token is a new one, long enough that nobody guesses it', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => ada.ask('admin.invite', { uses: 1, days: 1 })))
  const tokens = [...made.map(({ token }) => token), ada.token, bo.token]
  expect(new Set(tokens).size).toBe(tokens.length)
  // 22 signs of six bits each hold 128 bits.
  for (const token of tokens) expect(token).toMatch(/^[\w-]{22,}$/)
})
