// What admins do to the machine while it runs: ports of older programs, the certificate, backups, the log, and what the next start makes of it.
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { gatewaysFrom } from '#server/gateway-settings.ts'
import { createLog, recentOf } from '#server/log.ts'
import { connect, type House, type Line, openHouse, until } from './testing/house.ts'

const password = 'seven stones and a spark'
const pychat = gatewaysFrom(
  new Map<string, unknown>([
    ['gateways.pychat.port', 0],
    ['gateways.pychat.json_port', 0],
    ['gateways.pychat.long_text', true],
    ['gateways.pychat.login_seconds', 120],
  ]),
)
let data: string
let house: House
let ada: Line

const open = () => openHouse({ data, config: { gateways: pychat, older: { forms: [], gateways: [] } }, limits: { framesPerSecond: 2000 } })
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'hearth-machine-'))
  house = await open()
  ada = await connect(house)
  await ada.ask('account.register', { name: 'Ada', password, setup: house.running.setupToken ?? '' })
})
afterAll(async () => {
  ada[Symbol.dispose]()
  await house[Symbol.asyncDispose]()
  for (const folder of [data, `${data}-backups`]) await rm(folder, { recursive: true, force: true })
})

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('connect', () => (socket.destroy(), resolve(true)))
    socket.on('error', () => resolve(false))
  })

const shownCertificate = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port: house.running.httpsPort, rejectUnauthorized: false })
    socket.on('secureConnect', () => (resolve(socket.getPeerCertificate().fingerprint256), socket.destroy()))
    socket.on('error', reject)
  })

const gateway = async (name: string) => (await ada.ask('admin.gateways', {})).gateways.find((one) => one.name === name)

it('[MACHINE-2] a gateway is closed with everybody who came by it, and opened again, without a restart', async () => {
  const before = await gateway('pychat')
  expect(before).toMatchObject({ wanted: true, set: false, readable: expect.stringContaining('passwords') })
  const port = before?.ports[0] ?? 0
  const guest = connectTcp(port, '127.0.0.1')
  const gone = new Promise<void>((resolve) => guest.on('close', () => resolve()))
  guest.on('error', () => undefined).resume()
  await new Promise<void>((resolve) => guest.once('connect', () => resolve()))
  expect((await ada.ask('admin.gateway', { name: 'pychat', on: false })).gateway).toMatchObject({ wanted: false, set: true, ports: [] })
  await gone
  expect(await answers(port)).toBe(false)
  const { gateway: again } = await ada.ask('admin.gateway', { name: 'pychat', on: true })
  expect(again).toMatchObject({ wanted: true, set: true })
  expect(await answers(again.ports[0] ?? 0)).toBe(true)
  await expect(ada.ask('admin.gateway', { name: 'telnet', on: true })).rejects.toMatchObject({ code: 'bad_request', at: '/name' })
})

it('[MACHINE-3] versions, certificate and backups are shown; a backup is made when one is wanted, and kept by plan', {
  timeout: 60_000,
}, async () => {
  const { machine } = await ada.ask('admin.machine', {})
  expect(machine.versions).toMatchObject({
    hearth: expect.stringMatching(/^\d/),
    protocol: 1,
    database: expect.stringMatching(/^SQLite \d/),
  })
  expect(machine.certificate).toMatchObject({
    own: false,
    names: expect.arrayContaining(['127.0.0.1']),
    fingerprint: await shownCertificate(),
  })
  expect(machine.backups).toEqual({ plan: null, last: null, files: [], making: false })
  expect((await ada.ask('admin.backup', {})).backups.making).toBe(true)
  let made = machine.backups
  await until(
    'the backup',
    async () => {
      made = (await ada.ask('admin.machine', {})).machine.backups
      return made.files.length === 1 && made.last !== null && !made.making
    },
    () => made,
    50_000,
  )
  expect(made).toMatchObject({ last: { file: expect.stringContaining(`${data}-backups`), says: null } })
  const { backups } = await ada.ask('admin.plan', { everyHours: 24, keep: 3 })
  expect(backups.plan).toEqual({ everyMs: 86_400_000, keep: 3, folder: `${data}-backups` })
  expect((await ada.ask('admin.plan', { everyHours: null })).backups.plan).toBeNull()
})

it('[MACHINE-3] the certificate is made anew without a restart, by the same authority, and new connections see it', async () => {
  const before = await shownCertificate()
  const { certificate } = await ada.ask('admin.renew', {})
  expect(certificate.fingerprint).not.toBe(before)
  expect(await shownCertificate()).toBe(certificate.fingerprint)
  expect(certificate.authority?.fingerprint).toBe(house.running.caFingerprint)
  expect((await ada.ask('server.ping', {})).at).toBeGreaterThan(0)
})

it('[MACHINE-6] the log is read newest first, from a level on, without secrets and words', () => {
  const out: string[] = []
  const log = createLog('info', { write: (line) => void out.push(line) })
  log.info({ token: 'a secret', deep: { password: 'a secret', text: 'hello' }, port: 7 }, 'one')
  log.debug('nobody reads this')
  log.warn('two')
  const { lines } = recentOf(log)
  expect(lines(0, undefined, 10).map(({ says, about }) => [says, about])).toEqual([
    ['two', ''],
    ['one', '{"deep":{},"port":7}'],
  ])
  expect(lines(40, undefined, 10).map(({ says }) => says)).toEqual(['two'])
  expect(lines(0, 2, 10).map(({ n }) => n)).toEqual([1])
  expect(out.join('')).not.toMatch(/secret|hello/)
})

it('[MACHINE-1] [MACHINE-2] what was chosen holds after a restart, until it is taken back', { timeout: 60_000 }, async () => {
  await ada.ask('admin.limit', { name: 'textChars', value: 5 })
  await ada.ask('admin.limit', { name: 'frameBytes', value: 2048 })
  await ada.ask('admin.gateway', { name: 'pychat', on: false })
  ada[Symbol.dispose]()
  await house[Symbol.asyncDispose]()
  house = await open()
  ada = await connect(house)
  expect(ada.events[0]).toMatchObject({ event: 'server.hello', with: { limits: { textChars: 5, frameBytes: 2048 } } })
  await ada.ask('session.open', { name: 'Ada', password })
  expect(await gateway('pychat')).toMatchObject({ wanted: false, set: true, ports: [] })
  const { limit } = await ada.ask('admin.limit', { name: 'textChars', value: null })
  expect(limit).toMatchObject({ value: 8000, given: 8000, set: false })
  expect((await ada.ask('admin.gateway', { name: 'pychat', on: null })).gateway).toMatchObject({ wanted: true, set: false })
  const lines = (await ada.ask('moderation.audit', {})).entries.map(({ detail }) => detail)
  for (const line of ['limits.textChars 5', 'gateway pychat off', 'certificate renewed', 'backups every 24 h, 3 kept'])
    expect(lines).toContain(line)
})

it('[MODERATION-10] a page is given a word for its device beside its sign-in, keeps it, and is out by it', async () => {
  const origin = { origin: `http://${house.plain}`, 'hearth-keep': 'cookie', 'content-type': 'application/json' }
  const ask = (name: string, body: object, cookie = '') =>
    fetch(`http://${house.plain}/api/${name}`, { method: 'POST', headers: { ...origin, cookie }, body: JSON.stringify(body) })
  const first = await ask('account.register', { name: 'Cy', password })
  const cookies = first.headers.getSetCookie()
  expect(cookies.map((one) => one.split('=')[0])).toEqual(['__Host-hearth', '__Host-hearth-device'])
  expect(cookies[1]).toMatch(/^__Host-hearth-device=[\w-]{22,64}; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict$/)
  const kept = cookies.map((one) => one.split(';')[0]).join('; ')
  const again = await ask('session.open', { name: 'Cy', password }, kept)
  expect(again.headers.getSetCookie().map((one) => one.split('=')[0])).toEqual(['__Host-hearth'])
  const { user }: { user: { id: never } } = JSON.parse(await again.text()).ok
  await ada.ask('moderation.ban', { user: user.id, reason: '', devices: true })
  const device = kept.split('; ')[1] ?? ''
  expect((await ask('guest.enter', { name: 'Somebody else' }, device)).status).toBe(403)
  expect((await ask('guest.enter', { name: 'Somebody else' })).status).toBe(200)
  using line = await connect(house, { headers: { origin: `http://${house.plain}`, cookie: device } })
  await expect(line.ask('guest.enter', { name: 'By a socket' })).rejects.toMatchObject({ code: 'banned' })
  using program = await connect(house, { headers: { 'hearth-device': device.split('=')[1] ?? '' } })
  await expect(program.ask('guest.enter', { name: 'A program' })).rejects.toMatchObject({ code: 'banned' })
})
