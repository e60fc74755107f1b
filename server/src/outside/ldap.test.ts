// A directory, against a real one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute, Change, Client } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Directory } from '#core/factors/directory.ts'
import { recheck } from '#core/factors/rechecking.ts'
import { createLegacy } from '#core/legacy.ts'
import { createWorld, failureOf, PASSWORD, type World } from '#core/testing/world.ts'
import { makeAuthority, openAuthority } from '#lan/authority.ts'
import type { LdapConfig } from '#server/config/sign-in.ts'
import { createLdap, escaped } from './ldap.ts'
import { ADMINS, PEOPLE, ROOT, type Slapd, startSlapd } from './testing/slapd.ts'

let slapd: Slapd
let folder: string
let config: LdapConfig
let clock = 0
const warnings: string[] = []
const log = { warn: (_about: object, says: string) => void warnings.push(says) }
const open = (more: Partial<LdapConfig> = {}): Directory => createLdap({ config: { ...config, ...more }, clock: () => clock, log })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-ldap-'))
  const { ca, leaf } = await makeCertificate(folder)
  slapd = await startSlapd(leaf)
  config = {
    ...{ url: `ldap://127.0.0.1:${slapd.port}`, startTls: false, ca, base: PEOPLE, filter: '(uid={name})', off: '(sn=off)' },
    bind: { dn: ROOT.dn, password: ROOT.password },
    attributes: { id: 'entryUUID', name: 'uid', displayName: 'cn' },
    ...{ roles: [{ role: 'admin', group: ADMINS }], recheckMinutes: 1 },
  }
})
afterAll(async () => {
  await slapd[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Changes what the directory holds. */
async function change(uid: string, values: Readonly<Record<string, string>>): Promise<void> {
  const client = new Client({ url: config.url })
  await client.bind(ROOT.dn, ROOT.password)
  for (const [type, value] of Object.entries(values))
    await client.modify(
      `uid=${uid},${PEOPLE}`,
      new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) }),
    )
  await client.unbind()
}

it('[OUTSIDE-1] says who somebody is, by their password alone, and what their groups make of them', async () => {
  const directory = open()
  const lea = await directory.check('lea', 'a heron on one leg')
  expect(lea).toMatchObject({ name: 'lea', displayName: 'Lea of the directory', role: 'admin', isOff: false })
  expect(lea?.subject).toMatch(/^[0-9a-f-]{36}$/)
  expect(await directory.check('max', 'two herons')).toMatchObject({ name: 'max', role: 'member' })
  for (const [name, password] of [
    ['lea', 'two herons'],
    ['lea', ''],
    ['', 'x'],
    ['nobody', 'x'],
  ] as const)
    expect(await directory.check(name, password)).toBeUndefined()
  expect(await directory.look(lea?.subject ?? '')).toEqual(lea)
})

it('[OUTSIDE-1] what is typed into the name stays a name', async () => {
  const directory = open()
  for (const name of ['*', 'l*', 'lea)(uid=*', '*)(|(uid=*', 'lea\u0000', '\\6cea', ')', '('])
    expect([name, await directory.check(name, 'a heron on one leg')]).toEqual([name, undefined])
  expect(await directory.check('star*', 'a real star')).toMatchObject({ name: 'star*' })
  expect(escaped('a*(b)\\\u0000')).toBe('a\\2a\\28b\\29\\5c\\00')
})

it('[OUTSIDE-4] goes over TLS with a certificate that is vouched for, and not with another', async () => {
  const url = `ldaps://127.0.0.1:${slapd.tlsPort}`
  expect(await open({ url }).check('max', 'two herons')).toMatchObject({ name: 'max' })
  expect(await open({ startTls: true }).check('max', 'two herons')).toMatchObject({ name: 'max' })
  await expect(open({ url, ca: null }).check('max', 'two herons')).rejects.toThrow('could not be asked')
  await expect(open({ startTls: true, ca: null }).check('max', 'two herons')).rejects.toThrow('could not be asked')
})

const enter = (world: World, name: string, password: string) =>
  failureOf(() => world.chat.execute(world.stranger, 'session.open', { name, password }))

it('[OUTSIDE-3] people are made with their first sign-in; who is switched off there is out here, and comes back', async () => {
  const directory = open()
  await using world = await createWorld({ outside: { directory } })
  const bo = await world.person('Bo')
  expect(await enter(world, 'max', 'not it')).toBe('bad_credentials')
  const { reply } = await world.chat.execute(world.stranger, 'session.open', { name: 'max', password: 'two herons' })
  expect(reply.user).toMatchObject({ name: 'max', displayName: 'Max of the directory', admin: false })
  const again = await world.chat.execute(world.stranger, 'session.open', { name: 'MAX', password: 'two herons' })
  expect(again.reply.user.id).toBe(reply.user.id)
  const lea = await world.chat.execute(world.stranger, 'session.open', { name: 'lea', password: 'a heron on one leg' })
  expect(lea.reply.user.admin).toBe(true)
  expect(await enter(world, 'Bo', PASSWORD)).toBe('no failure')

  const { core } = world.chat
  const max = { ...world.stranger, kind: 'signed-in', user: reply.user.id, session: reply.session } as const
  expect((await world.chat.execute(max, 'factor.show', {})).reply.password).toBe(true)
  expect(await failureOf(() => world.chat.execute(max, 'factor.begin', { password: 'not it' }))).toBe('bad_credentials')
  await world.chat.execute(max, 'factor.begin', { password: 'two herons' })
  await change('max', { sn: 'off' })
  await recheck({ core, publish: world.publish })
  expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: reply.user.id })
  expect(await failureOf(() => world.chat.execute(max, 'room.list', {}))).toBe('session_unknown')
  expect(await enter(world, 'max', 'two herons')).toBe('account_off')
  expect(await failureOf(() => world.do(bo, 'room.list', {}))).toBe('no failure')
  await change('max', { sn: 'max' })
  await recheck({ core, publish: world.publish })
  expect(await enter(world, 'max', 'two herons')).toBe('no failure')
})

it('[OUTSIDE-7] a name of the directory is nobody else’s before its owner comes: not a guest’s, not a new account’s, not a rename’s', async () => {
  await using world = await createWorld({ settings: { older: { forms: [] } }, outside: { directory: open() } })
  const legacy = createLegacy(world.chat.core, world.publish, ['pychat'])
  await legacy.load()
  const bo = await world.person('Bo')
  const tries = {
    register: () => world.chat.execute(world.stranger, 'account.register', { name: 'LEA', password: PASSWORD }),
    guest: () => world.chat.execute(world.stranger, 'guest.enter', { name: 'Lea' }),
    rename: () => world.do(bo, 'account.change', { name: 'lea' }),
    older: () => legacy.register(world.stranger, { name: 'lea', proof: { form: 'plain', secret: PASSWORD } }),
    'older rename': () => legacy.renamePerson(bo.caller, 'lea'),
  }
  for (const [how, work] of Object.entries(tries)) expect([how, await failureOf(work)]).toEqual([how, 'name_taken'])
  const first = await world.chat.execute(world.stranger, 'session.open', { name: 'lea', password: 'a heron on one leg' })
  expect(first.reply.user.name).toBe('lea')
  const lea = { ...world.stranger, kind: 'signed-in', user: first.reply.user.id, session: first.reply.session } as const
  await world.chat.execute(lea, 'account.change', { name: 'heron' })
  expect(await failureOf(tries.guest)).toBe('name_taken')
  await world.chat.execute(lea, 'account.change', { name: 'lea' })
  for (const name of ['l*', 'lea)(uid=*']) expect(await open().knows(name)).toBe(false)

  // Her password is the directory's, also to go for good.
  expect(await failureOf(() => world.chat.execute(lea, 'account.delete', { password: 'two herons' }))).toBe('bad_credentials')
  await world.chat.execute(lea, 'account.delete', { password: 'a heron on one leg' })
})

it('[OUTSIDE-7] who may not come in under a name at all does not learn whose it is; and where the directory does not answer, that is said', async () => {
  const directory = open()
  await using world = await createWorld({ settings: { registration: 'invite', guests: false }, outside: { directory } })
  const register = (name: string, invite?: string) =>
    failureOf(() =>
      world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, ...(invite === undefined ? {} : { invite }) }),
    )
  for (const name of ['lea', 'nobody']) {
    expect(await register(name)).toBe('registration_closed')
    expect(await register(name, 'made-up-and-long-enough')).toBe('invite_invalid')
    expect(await failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name }))).toBe('guests_closed')
  }
  const away = open({ url: 'ldap://127.0.0.1:1' })
  await using other = await createWorld({ outside: { directory: away } })
  expect(await failureOf(() => other.person('Cy'))).toBe('name_unsure')
  expect(await failureOf(() => other.person('Cy', { guest: true }))).toBe('name_unsure')
})

it('[OUTSIDE-2] a directory that swallows questions costs five seconds at most, then none; our own accounts and all talk go on', async () => {
  const held = new Set<{ destroy(): void }>()
  const hole: Server = createServer((socket) => held.add(socket))
  const port = await new Promise<number>((resolve) => {
    hole.listen(0, '127.0.0.1', () => {
      const address = hole.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const directory = open({ url: `ldap://127.0.0.1:${port}` })
  await using world = await createWorld({ outside: { directory } })
  // Whoever looks after the server makes accounts all the same.
  await world.operator.operate('user.add', { name: 'Bo', password: PASSWORD, admin: false })
  const { reply } = await world.chat.execute(world.stranger, 'session.open', { name: 'Bo', password: PASSWORD })
  const bo = { ...world.stranger, kind: 'signed-in', user: reply.user.id, session: reply.session } as const
  const asked = Array.from({ length: 4 }, (_, n) => enter(world, `somebody${n}`, 'x'))
  // While they hang, everything else is as ever.
  const { rooms } = (await world.chat.execute(bo, 'room.list', {})).reply
  await world.chat.execute(bo, 'message.send', { room: rooms[0]?.id ?? ('' as never), text: 'still here', clientId: 'c-still' })
  expect(await enter(world, 'Bo', PASSWORD)).toBe('no failure')
  expect(await Promise.all(asked)).toEqual(Array.from({ length: 4 }, () => 'directory_away'))
  expect(directory.isAway()).toBe(true)
  expect(warnings.at(-1)).toContain('left alone')
  // Left alone: no connection is made any more, and our own names look like theirs.
  const connections = held.size
  expect(await enter(world, 'somebody', 'x')).toBe('directory_away')
  expect(await enter(world, 'Bo', 'not it')).toBe('directory_away')
  expect(held.size).toBe(connections)
  clock += 31_000
  expect(directory.isAway()).toBe(false)
  for (const socket of held) socket.destroy()
  await new Promise((resolve) => hole.close(resolve))
})

async function makeCertificate(where: string): Promise<{ ca: string; leaf: { cert: string; key: string } }> {
  const authority = await openAuthority(await makeAuthority('test', ['127.0.0.1'], Date.now()))
  const leaf = await authority.issue(['127.0.0.1'], Date.now())
  const files = { cert: join(where, 'cert.pem'), key: join(where, 'key.pem') }
  writeFileSync(files.cert, leaf.cert)
  writeFileSync(files.key, leaf.key)
  return { ca: authority.pem, leaf: files }
}
