// What older programs sign in with.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { createEndings } from '../endings.ts'
import { createLegacy, type Legacy, type Proof } from '../legacy.ts'
import type { Member } from '../outcome.ts'
import { createCast, createWorld, failureOf, newClientId, PASSWORD, type Person, say, type World } from '../testing/world.ts'
import { codeAt, STEP_MS } from './totp.ts'

const DAY_MS = 86_400_000
const from = { address: '192.168.1.9', client: 'older program (pychat)' }
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const openHouse = () => createWorld({ settings: { older: { forms: ['hashed', 'salted'], gateways: ['pychat', 'pycord'] } } })
async function legacyOf(world: World): Promise<Legacy> {
  const legacy = createLegacy(world.chat.core, world.publish, ['pychat'])
  await legacy.load()
  return legacy
}

/** As the gateway would have it. */
async function enter(legacy: Legacy, who: Person, proof: Proof, gateway = 'pychat'): Promise<Member> {
  const { user, session, app } = await legacy.open(from, { user: who.id, name: who.name, proof, gateway }, () => {})
  return { ...from, kind: 'signed-in', user, session, ...(app && { app }) }
}
const plain = (secret: string): Proof => ({ form: 'plain', secret })

it('[SIGN-1] it opens its gateways in every form, is no password of the account, and only its digests are kept', async () => {
  await using world = await openHouse()
  const legacy = await legacyOf(world)
  const { ada, bo } = await createCast(world)
  const { secret, made } = await world.do(ada, 'app.create', { password: PASSWORD, name: 'the old laptop', reach: 'chat' })
  expect(secret).toMatch(/^[0-9a-z]{26}$/)
  const salt = await legacy.saltOf(ada.id, 'Ada')
  const forms: Proof[] = [plain(secret), { form: 'hashed', secret: digest(secret) }, { form: 'salted', secret: digest(salt + secret) }]
  for (const proof of forms) expect((await enter(legacy, ada, proof)).user).toBe(ada.id)
  for (const proof of forms) expect(await failureOf(() => enter(legacy, bo, proof))).toBe('bad_credentials')
  expect(await failureOf(() => world.chat.execute(world.stranger, 'session.open', { name: 'Ada', password: secret }))).toBe(
    'bad_credentials',
  )
  const kept = await world.store.read((tx) => tx.selectFrom('app_passwords').selectAll().execute())
  expect(JSON.stringify(kept)).not.toContain(secret)
  const { apps, gateways, only } = await world.do(ada, 'app.list', {})
  expect([apps, gateways, only]).toEqual([[{ ...made, seenAt: expect.any(Number) }], ['pychat', 'pycord'], false])

  const one = await world.do(ada, 'app.create', { password: PASSWORD, name: 'here', reach: 'chat', gateways: ['pycord'] })
  expect(await failureOf(() => enter(legacy, ada, plain(one.secret), 'pychat'))).toBe('bad_credentials')
  await enter(legacy, ada, plain(one.secret), 'pycord')
})

it('[SIGN-1] it talks, or only reads, and changes nothing about signing in', async () => {
  await using world = await openHouse()
  const legacy = await legacyOf(world)
  const { ada, bo, workshop } = await createCast(world)
  const make = async (reach: 'chat' | 'read') =>
    enter(legacy, ada, plain((await world.do(ada, 'app.create', { password: PASSWORD, name: 'x', reach })).secret))
  const [talker, reader] = [await make('chat'), await make('read')]
  const words = () => ({ room: workshop.id, text: 'from long ago', clientId: newClientId() })
  await world.chat.execute(talker, 'message.send', words())
  expect(await failureOf(() => world.chat.execute(reader, 'message.send', words()))).toBe('not_in_scope')
  for (const who of [talker, reader]) await world.chat.execute(who, 'room.history', { room: workshop.id })
  expect(await failureOf(() => legacy.befriend(reader, bo.id))).toBe('not_in_scope')
  expect(await legacy.befriend(talker, bo.id)).toBe(true)
  for (const who of [talker, reader]) {
    expect(await failureOf(() => legacy.changeProof(who, { form: 'hashed', secret: digest('mine now') }))).toBe('not_in_scope')
    expect(await failureOf(() => world.chat.execute(who, 'token.create', { name: 'x', scope: ['read'], days: 1 }))).toBe('not_in_scope')
    expect(await failureOf(() => world.chat.execute(who, 'app.list', {}))).toBe('not_in_scope')
    expect(await failureOf(() => world.chat.execute(who, 'session.offer', {}))).toBe('not_in_scope')
    await world.chat.execute(who, 'session.close', {})
  }
})

it('[SIGN-2] it ends when it is revoked, on its day, and with the password, and cuts off what is connected with it', async () => {
  await using world = await openHouse()
  const legacy = await legacyOf(world)
  const { ada, bo, workshop } = await createCast(world)
  const first = await world.do(ada, 'app.create', { password: PASSWORD, name: 'one', reach: 'chat' })
  const member = await enter(legacy, ada, plain(first.secret))
  expect(await failureOf(() => world.do(bo, 'app.revoke', { app: first.made.id }))).toBe('app_unknown')
  await world.do(ada, 'app.revoke', { app: first.made.id })
  expect(world.asked.at(-1)).toEqual({ do: 'cut', user: ada.id, session: member.session, code: 'session_unknown' })
  expect(await failureOf(() => world.chat.execute(member, 'room.list', {}))).toBe('session_unknown')
  expect(await failureOf(() => enter(legacy, ada, plain(first.secret)))).toBe('bad_credentials')

  const dated = await world.do(ada, 'app.create', { password: PASSWORD, name: 'two', reach: 'chat', days: 2 })
  const guest = await enter(legacy, ada, plain(dated.secret))
  const looks: (() => void)[] = []
  using _endings = createEndings({
    core: world.chat.core,
    publish: world.publish,
    wait: (_ms, then) => {
      looks.push(then)
      return () => undefined
    },
  })
  world.now += 3 * DAY_MS
  expect(await failureOf(() => enter(legacy, ada, plain(dated.secret)))).toBe('bad_credentials')
  looks.pop()?.()
  await say(world, bo, workshop.id, 'in the one queue: what is asked after it is answered after it')
  expect(world.asked).toContainEqual({ do: 'cut', user: ada.id, session: guest.session, code: 'session_unknown' })

  const last = await world.do(bo, 'app.create', { password: PASSWORD, name: 'three', reach: 'chat' })
  await world.do(bo, 'account.change', { oldPassword: PASSWORD, password: 'a walk along the quay at night' })
  expect(await failureOf(() => enter(legacy, bo, plain(last.secret)))).toBe('bad_credentials')
  expect((await world.do(bo, 'app.list', {})).apps).toEqual([])
})

it('[SIGN-3] with a second step the password opens no gateway any more, and where the server wants it, nobody’s does', async () => {
  await using world = await openHouse()
  const legacy = await legacyOf(world)
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const { ada, bo } = await createCast(world)
  const { secret: seed } = await world.do(ada, 'factor.begin', { password: PASSWORD })
  await world.do(ada, 'factor.confirm', { code: codeAt(seed, Math.floor(world.now / STEP_MS)) })
  expect(await failureOf(() => enter(legacy, ada, plain(PASSWORD)))).toBe('app_password_needed')
  expect(await failureOf(() => enter(legacy, ada, { form: 'hashed', secret: digest(PASSWORD) }))).toBe('app_password_needed')
  expect(await failureOf(() => enter(legacy, ada, plain('not the password')))).toBe('bad_credentials')
  const { secret } = await world.do(ada, 'app.create', { password: PASSWORD, name: 'x', reach: 'chat' })
  await enter(legacy, ada, plain(secret))

  await enter(legacy, bo, plain(PASSWORD))
  await world.do(mia, 'admin.safety', { apps: true })
  expect(await failureOf(() => enter(legacy, bo, plain(PASSWORD)))).toBe('app_password_needed')
  expect((await world.do(bo, 'app.list', {})).only).toBe(true)
  expect(await failureOf(() => legacy.register(from, { name: 'new', proof: plain(PASSWORD) }))).toBe('registration_closed')
  await world.do(mia, 'admin.safety', { apps: null })
  await enter(legacy, bo, plain(PASSWORD))
})

it('[SIGN-1] guests make none, it takes the password, and there are only so many', async () => {
  await using world = await openHouse()
  await legacyOf(world)
  const { ada } = await createCast(world)
  const guest = await world.person('Gus', { guest: true })
  const make = (who: Person, password: string) => world.do(who, 'app.create', { password, name: 'x', reach: 'read' })
  expect(await failureOf(() => make(guest, PASSWORD))).toBe('not_allowed')
  expect(await failureOf(() => make(ada, 'wrong one'))).toBe('bad_credentials')
  await world.store.write(async (tx) => {
    for (let n = 0; n < 50; n++)
      await tx
        .insertInto('app_passwords')
        .values({
          ...{ id: world.chat.core.newId(), user_id: ada.id, name: 'x', reach: 'read', gateways: '', created_at: 1, seen_at: null },
          ...{ expires_at: null, plain: `${n}`.padEnd(64), hashed: `${n}`.padEnd(64), salt: '', salted: `${n}`.padEnd(64) },
        })
        .execute()
  })
  expect(await failureOf(() => make(ada, PASSWORD))).toBe('too_many_keys')
})

it('[SIGN-8] who must set up a second step first does nothing by an older program either, whatever it asks', async () => {
  await using world = await openHouse()
  const legacy = await legacyOf(world)
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const { ada, bo, workshop } = await createCast(world)
  const { secret } = await world.do(ada, 'app.create', { password: PASSWORD, name: 'x', reach: 'chat' })
  const member = await enter(legacy, ada, plain(secret))
  await world.do(mia, 'admin.safety', { roles: ['member'] })
  const asked = [
    () => legacy.createRoom(member, { word: 'den', name: 'Den', kind: 'group', public: true }),
    () => legacy.joinByCode(member, workshop.id),
    () => legacy.befriend(member, bo.id),
    () => legacy.part(member, bo.id),
    () => legacy.renameRoom(member, workshop.id, 'shed'),
    () => world.chat.execute(member, 'room.list', {}),
  ]
  for (const one of asked) expect([String(one), await failureOf(one)]).toEqual([String(one), 'factor_required'])
})
