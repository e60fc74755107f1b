import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unzipped } from '#export/testing/zips.ts'
import { connect, enter, type House, openHouse } from './testing/house.ts'
import * as tus from './testing/tus.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ limits: { framesPerSecond: 5000 } })
})
afterAll(async () => house[Symbol.asyncDispose]())

type Got = { readonly status: number; readonly headers: Record<string, unknown>; readonly bytes: Buffer; readonly whole: boolean }

/** @param began called with the answer before it is read; what it gives back is waited for */
function get(
  path: string,
  headers: Record<string, string>,
  began: (response: NodeJS.ReadableStream) => Promise<unknown> = async () => {},
): Promise<Got> {
  const [host, port] = house.plain.split(':')
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, headers, agent: false }, (response) => {
      const pieces: Buffer[] = []
      const done = (whole: boolean) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(pieces), whole })
      response.on('error', () => done(false))
      response.on('close', () => done(response.complete))
      began(response).then(() => response.on('data', (piece: Buffer) => pieces.push(piece)), reject)
    })
    asked.on('error', reject)
    asked.end()
  })
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const codeIn = ({ bytes }: Got) => JSON.parse(bytes.toString()).error?.code

async function filesIn({ bytes }: Got): Promise<Map<string, string>> {
  const file = join(house.data, 'got.zip')
  writeFileSync(file, bytes)
  return unzipped(file)
}

test('[EDGE-50] GET /export is a zip of one’s own rooms, guarded like everything else; with a room, of that one', async () => {
  using ada = await enter(house, 'Ada')
  using bo = await enter(house, 'Bo')
  const { room } = await ada.ask('room.create', { kind: 'group', name: 'Workshop' })
  await ada.ask('message.send', { room: room.id, text: 'only here', clientId: 'x1' })
  const got = await get('/export', bearer(ada.token))
  expect(got).toMatchObject({ status: 200, whole: true })
  expect(got.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': expect.stringMatching(/^attachment; filename="hearth-export-\d{4}-\d\d-\d\d\.zip"$/),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  const files = await filesIn(got)
  expect(files.get(`rooms/${room.id}/${room.id}.csv`)).toContain('only here')
  expect([...files.keys()].some((name) => name.startsWith(`rooms/${ada.lobby}/`))).toBe(true)
  const one = await filesIn(await get(`/export?room=${room.id}`, bearer(ada.token)))
  expect([...one.keys()].some((name) => name.startsWith(`rooms/${ada.lobby}/`))).toBe(false)
  expect([...(await filesIn(await get('/export', bearer(bo.token)))).values()].join('')).not.toContain('only here')

  expect(codeIn(await get(`/export?room=${room.id}`, bearer(bo.token)))).toBe('not_a_member')
  expect(codeIn(await get(`/export?room=${'0'.repeat(26)}`, bearer(bo.token)))).toBe('room_unknown')
  for (const path of [
    '/export?room=../..',
    '/export?room=',
    `/export?room=${room.id}&room=${room.id}`,
    '/export?user=x',
    '/export?__proto__=x',
  ])
    expect(codeIn(await get(path, bearer(ada.token))), path).toBe('bad_request')
})

test('[EDGE-51] without a sign-in, from elsewhere, or with a cookie that no page of ours sent along, there is no export', async () => {
  using ada = await enter(house, 'Cy')
  const cookie = `__Host-hearth=${ada.token}`
  expect(codeIn(await get('/export', {}))).toBe('not_signed_in')
  expect(codeIn(await get('/export', bearer('x')))).toBe('session_unknown')
  for (const more of [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
  ])
    expect(codeIn(await get('/export', { cookie, ...more })), JSON.stringify(more)).toBe('not_allowed')
  expect(await get('/export', { cookie, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200, whole: true })
  expect(await get('/export', { cookie, origin: `http://${house.plain}` })).toMatchObject({ status: 200, whole: true })
})

test('[EDGE-52] one at a time for each person; who signs out meanwhile gets no whole zip, and the place is free again', {
  timeout: 60_000,
}, async () => {
  using dee = await enter(house, 'Dee')
  const { room } = await dee.ask('room.create', { kind: 'group', name: 'Long' })
  for (let n = 0; n < 900; n++) {
    const text = Array.from({ length: 400 }, (_, at) =>
      String.fromCodePoint(0x4e00 + ((n * 7919 + at * 104_729 + n * at * 31) % 20_000)),
    ).join('')
    await dee.ask('message.send', { room: room.id, text, clientId: `d${n}` })
  }
  const cut = await get('/export', bearer(dee.token), async (response) => {
    response.pause()
    const second = await get('/export', bearer(dee.token))
    expect([second.status, codeIn(second)]).toEqual([429, 'slow_down'])
    await dee.ask('session.close', {})
  })
  expect(cut.whole).toBe(false)
  await expect(filesIn(cut)).rejects.toThrow()
  const { token = '' } = await dee.ask('session.open', { name: 'Dee', password: 'a long walk by the sea' })
  await expect.poll(async () => (await get(`/export?room=${room.id}`, bearer(token))).whole, { timeout: 15_000 }).toBe(true)
})

test('[EDGE-50] an admin takes everything along, or all of any room; nobody else does', { timeout: 60_000 }, async () => {
  using eve = await enter(house, 'Eve')
  using flo = await enter(house, 'Flo')
  const { room } = await eve.ask('room.create', { kind: 'group', name: 'Cellar' })
  await eve.ask('message.send', { room: room.id, text: 'not for Flo', clientId: 'e1' })
  const bytes = new TextEncoder().encode('the bytes of a plan')
  const id = await tus.upload(house, eve, bytes, { name: 'plan.txt', room: room.id })
  const { seq } = await tus.send(eve, [id], '', room.id)
  const all = `/export?of=server&room=${room.id}`
  for (const path of ['/export?of=server', all]) expect(codeIn(await get(path, bearer(flo.token)))).toBe('not_allowed')
  expect(codeIn(await get('/export?of=house', bearer(flo.token)))).toBe('bad_request')
  using admin = await connect(house)
  const setup = house.running.setupToken ?? ''
  const { token = '' } = await admin.ask('account.register', { name: 'Gus', password: 'a long walk by the sea', setup })
  const files = await filesIn(await get('/export?of=server', bearer(token)))
  expect(JSON.parse(files.get('export.json') ?? '')).toMatchObject({ scope: 'all' })
  expect(files.get(`rooms/${room.id}/log.json`)).toContain('not for Flo')
  expect(files.get(`rooms/${room.id}/shared/${seq}-plan.txt`)).toBe('the bytes of a plan')
  expect(codeIn(await get(`/export?of=server&room=${'0'.repeat(26)}`, bearer(token)))).toBe('room_unknown')
  const one = await filesIn(await get(all, bearer(token)))
  expect([...one.keys()].filter((name) => name.endsWith('room.json'))).toEqual([`rooms/${room.id}/room.json`])
  expect(codeIn(await get(`/export?room=${room.id}`, bearer(token)))).toBe('not_a_member')
})
