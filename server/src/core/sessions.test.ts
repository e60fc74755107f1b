// Who gets in, and when it ends.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as userRows from '#store/users.ts'
import { createPasswords } from './passwords.ts'
import { sealingHere, standardCost } from './sealing.ts'
import { createSetup } from './setup.ts'
import { act, allMessages } from './testing/sync.ts'
import { createCast, createWorld, failureOf, PASSWORD, type Person, say, type World } from './testing/world.ts'

const open = (world: World, name: string, password: string, address = world.stranger.address) =>
  world.chat.execute({ ...world.stranger, address }, 'session.open', { name, password })
const wrong = 'not the password'

describe('endings', () => {
  it('[CORE-8] revoking, changing the password, and signing out end sign-ins at once, also for requests already waiting', async () => {
    await using world = await createWorld()
    const { ada, lobby } = await createCast(world)
    const other = (await open(world, 'Ada', PASSWORD)).reply
    const second: Person = { ...ada, session: other.session, token: other.token ?? '', caller: { ...ada.caller, session: other.session } }
    const { sessions } = await world.do(ada, 'session.list', {})
    expect(sessions.map(({ id, current }) => [id, current]).toSorted()).toEqual(
      [
        [ada.session, true],
        [other.session, false],
      ].toSorted(),
    )

    const revoke = world.do(ada, 'session.revoke', { session: other.session })
    const late = failureOf(() => say(world, second, lobby, 'too late'))
    await revoke
    expect(await late).toBe('session_unknown')
    expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: ada.id, session: other.session })
    expect(await failureOf(() => world.chat.recognise(second.token, '192.168.1.7', 'test'))).toBe('session_unknown')

    const third = (await open(world, 'Ada', PASSWORD)).reply
    await world.do(ada, 'account.change', { password: 'another walk by the sea', oldPassword: PASSWORD })
    expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: ada.id, except: ada.session })
    expect(await failureOf(() => world.chat.execute(world.stranger, 'session.resume', { token: third.token ?? '' }))).toBe(
      'session_unknown',
    )
    expect(await failureOf(() => open(world, 'Ada', PASSWORD))).toBe('bad_credentials')

    await world.do(ada, 'session.close', {})
    expect(await failureOf(() => world.do(ada, 'room.list', {}))).toBe('session_unknown')
  })

  it('[CORE-15] who is put out cannot slip a word in behind it', async () => {
    await using world = await createWorld()
    const { ada, bo, workshop } = await createCast(world)
    const removed = world.do(ada, 'room.remove', { room: workshop.id, user: bo.id })
    const late = failureOf(() => say(world, bo, workshop.id, 'one more thing'))
    await removed
    expect(await late).toBe('not_a_member')
    expect(await allMessages(world, ada, workshop.id)).toEqual([])
  })
})

describe('the door', () => {
  it('[CORE-9] passwords are kept as argon2id with at least 19 MiB and two passes, and nothing tells a wrong name from a wrong password', async () => {
    await using world = await createWorld({ cost: standardCost })
    const ada = await world.person('Ada')
    const row = await world.store.read((tx) => userRows.byId(tx, ada.id))
    expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await failureOf(() => open(world, 'Ada', wrong))).toBe('bad_credentials')
    expect(await failureOf(() => open(world, 'Nobody', wrong))).toBe('bad_credentials')
  })

  it('[CORE-9] a password kept with weaker parameters is hashed anew when its owner signs in', async () => {
    await using world = await createWorld({ cost: standardCost })
    const ada = await world.person('Ada')
    const { hash } = await import('@node-rs/argon2')
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
    await world.store.write((tx) => userRows.change(tx, ada.id, { passwordHash: weak }))
    await open(world, 'Ada', PASSWORD)
    const row = await world.store.read((tx) => userRows.byId(tx, ada.id))
    expect(row?.passwordHash).toMatch(/m=19456,t=2,p=1/)
    await open(world, 'Ada', PASSWORD)
  })

  it('[CORE-9] wrong passwords make their own address wait, for a bounded time, and lock nobody out elsewhere, also after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-core-'))
    try {
      const database = join(folder, 'hearth.db')
      {
        await using world = await createWorld({ database })
        await world.person('Ada')
        for (let i = 0; i < 12; i++) {
          await failureOf(() => open(world, 'Ada', wrong))
          world.now += 120_000
        }
        world.now -= 110_000
        expect(await failureOf(() => open(world, 'ADA', PASSWORD))).toBe('slow_down')
      }
      await using world = await createWorld({ database })
      world.now += 12 * 120_000 - 110_000
      expect(await failureOf(() => open(world, 'Ada', PASSWORD))).toBe('slow_down')
      expect((await open(world, 'Ada', PASSWORD, '192.168.1.8')).reply.user.name).toBe('Ada')
      world.now += 61_000
      expect((await open(world, 'Ada', PASSWORD)).reply.user.name).toBe('Ada')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('[CORE-9] guessing many at once is no way around the wait', async () => {
    await using world = await createWorld()
    await world.person('Ada')
    const codes = await Promise.all(Array.from({ length: 30 }, () => failureOf(() => open(world, 'Ada', wrong))))
    expect(codes.filter((code) => code === 'bad_credentials').length).toBeLessThanOrEqual(5)
    expect(new Set(codes)).toEqual(new Set(['bad_credentials', 'slow_down']))
  })

  it('[CORE-9] in a storm from one address another has the next turn, and who makes room for it is of the storm', async () => {
    await using world = await createWorld()
    const passwords = createPasswords(world.store, Date.now, sealingHere({ memoryCost: 8, timeCost: 1 }))
    const wronged: string[] = []
    const sentAway: string[] = []
    const guess = (name: string, address: string) =>
      failureOf(() => passwords.check(null, wrong, { name, address })).then((code) =>
        (code === 'bad_credentials' ? wronged : sentAway).push(name),
      )
    const storm = Array.from({ length: 48 }, (_, i) => guess(`Nobody${i}`, '10.0.0.1'))
    await Promise.all([...storm, guess('Ada', '10.0.0.2')])
    // Two were under way, and theirs is the next turn but one.
    expect(wronged.indexOf('Ada')).toSatisfy((place: number) => place >= 0 && place < 8)
    expect([wronged.length, sentAway.includes('Ada')]).toEqual([34, false])
  })

  it('[CORE-9] who finds the line full is told so before anything is looked up', async () => {
    const asked: string[] = []
    await using world = await createWorld({ cost: standardCost, onQuery: (text) => void asked.push(text) })
    const { passwords } = world.chat.core
    const mayTry = (address: string) => failureOf(async () => passwords.checkMayTry({ name: 'Ada', address }))
    const guess = (at: number) => failureOf(() => passwords.check(null, wrong, { name: `Nobody${at}`, address: '10.0.0.1' }))
    const storm = Array.from({ length: 40 }, (_, at) => guess(at))
    await expect.poll(() => mayTry('10.0.0.1'), { interval: 5 }).toBe('slow_down')
    asked.length = 0
    const late = Array.from({ length: 100 }, (_, at) => failureOf(() => open(world, `Late${at}`, wrong, '10.0.0.1')))
    expect([new Set(await Promise.all(late)), asked.filter((text) => text.includes('from "users"'))]).toEqual([new Set(['slow_down']), []])
    expect(await mayTry('10.0.0.2')).toBe('no failure')
    await Promise.all(storm)
    expect(await mayTry('10.0.0.1')).toBe('no failure')
  })

  it('[CORE-9] however many addresses of its network a machine takes, it has one turn; and who makes new passwords keeps nobody else from it', async () => {
    await using world = await createWorld()
    const passwords = createPasswords(world.store, Date.now, sealingHere({ memoryCost: 8, timeCost: 1 }))
    const sentAway: string[] = []
    const seal = (who: string, address: string) =>
      passwords
        .seal('a long walk by the sea', [], address)
        .catch((why: unknown) => sentAway.push(`${who} ${why instanceof Error ? why.message : ''}`))
    const storm = Array.from({ length: 48 }, (_, i) => seal('storm', `fd00::${(i + 1).toString(16)}`))
    await Promise.all([...storm, seal('Ada', 'fd00:0:0:1::1'), seal('Bo', '10.0.0.2')])
    expect(sentAway.length).toBeGreaterThan(0)
    expect(sentAway.every((who) => who.startsWith('storm'))).toBe(true)
  })

  it('[CORE-9] a storm of sign-ins is answered slow_down beyond a short line, and the rest get in', async () => {
    await using world = await createWorld()
    await world.person('Ada')
    const codes = await Promise.all(Array.from({ length: 60 }, (_, i) => failureOf(() => open(world, 'Ada', PASSWORD, `10.0.0.${i}`))))
    expect(codes.filter((code) => code === 'no failure').length).toBeGreaterThanOrEqual(30)
    expect(codes.filter((code) => code === 'slow_down').length).toBeGreaterThan(0)
    expect(new Set(codes)).toEqual(new Set(['no failure', 'slow_down']))
  })

  it.each(['12345678', 'aaaaaaaaaa', 'qwertyuiop', 'Ada12345', 'hearth', 'hearth12', 'short', 'iloveyou'])(
    '[CORE-9] the password %s is refused',
    async (password) => {
      await using world = await createWorld()
      expect(await failureOf(() => world.chat.execute(world.stranger, 'account.register', { name: 'Ada', password }))).toBe('password_weak')
    },
  )

  it('[CORE-10] the setup link makes one admin, once, within a day, and two who race have one winner', async () => {
    await using world = await createWorld()
    expect(world.chat.needsSetup()).toBe(true)
    const old = world.chat.renewSetup()
    const token = world.chat.renewSetup()
    expect(await failureOf(() => world.person('Early', { setup: old }))).toBe('setup_invalid')
    const race = await Promise.all(['Ada', 'Bo'].map((name) => failureOf(() => world.person(name, { setup: token }))))
    expect(race.toSorted()).toEqual(['no failure', 'setup_invalid'])
    expect(world.chat.needsSetup()).toBe(false)
    expect(await failureOf(() => world.person('Cy', { setup: token }))).toBe('setup_invalid')

    let now = 0
    const setup = createSetup(true, () => now, randomBytes)
    const late = setup.renew()
    expect(setup.fits(late)).toBe(true)
    now = 24 * 60 * 60 * 1000
    expect(setup.fits(late)).toBe(false)
  })

  it('[CORE-11] an invitation lets in as many as it says, however many try at once, and not after its day', async () => {
    await using world = await createWorld({ settings: { registration: 'invite' } })
    const made = (await world.operator.operate('invite.make', { uses: 2, days: 1 })) as { token: string }
    const register = (name: string, invite?: string) =>
      failureOf(() =>
        world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, ...(invite === undefined ? {} : { invite }) }),
      )
    const codes = await Promise.all(Array.from({ length: 8 }, (_, i) => register(`P${i}`, made.token)))
    expect(codes.filter((code) => code === 'no failure')).toHaveLength(2)
    expect(codes.filter((code) => code === 'invite_invalid')).toHaveLength(6)
    expect(await register('Late')).toBe('registration_closed')
    const second = (await world.operator.operate('invite.make', { uses: 1, days: 1 })) as { token: string }
    world.now += 2 * 24 * 60 * 60 * 1000
    expect(await register('Late', second.token)).toBe('invite_invalid')
  })

  it('[CORE-2] guests stay out where guests are closed', async () => {
    await using world = await createWorld({ settings: { guests: false } })
    expect(await failureOf(() => world.person('Eve', { guest: true }))).toBe('guests_closed')
  })
})

describe('a sign-in does not last for ever', () => {
  const DAY = 24 * 60 * 60 * 1000
  const known = async (world: World, token: string) => failureOf(() => world.chat.recognise(token, '192.168.1.7', 'a test'))

  it('[CORE-8] a device that was away for a quarter of a year signs in again; one that comes back does not, until a year is over', async () => {
    await using world = await createWorld()
    const { ada, bo } = await createCast(world)
    for (let month = 1; month <= 12; month++) {
      world.now += 30 * DAY
      await world.chat.execute(world.stranger, 'session.resume', { token: ada.token })
      await world.store.write(async () => {})
      if (month === 3) expect(await known(world, bo.token)).toBe('no failure')
    }
    expect(await known(world, bo.token)).toBe('session_unknown')
    expect(await known(world, ada.token)).toBe('no failure')
    world.now += 6 * DAY
    expect(await known(world, ada.token)).toBe('session_unknown')
  })

  it('[CORE-8] devices of long ago keep nobody from signing in', async () => {
    await using world = await createWorld({ limits: { sessionsPerPerson: 2 } })
    await world.person('Ada')
    await open(world, 'Ada', PASSWORD)
    expect(await failureOf(() => open(world, 'Ada', PASSWORD))).toBe('too_many_sessions')
    world.now += 92 * DAY
    const { reply } = await open(world, 'Ada', PASSWORD)
    expect(reply.user.name).toBe('Ada')
  })

  it('[CORE-8] a guest who ends the last sign-in from the list of devices gives the name back', async () => {
    await using world = await createWorld()
    const guest = await world.person('Gus', { guest: true })
    await world.do(guest, 'session.revoke', { session: guest.session })
    expect(await failureOf(() => world.person('Gus', { guest: true }))).toBe('no failure')
  })
})

describe('the operator', () => {
  it('[CORE-14] adds, lists and re-keys people', async () => {
    await using world = await createWorld()
    await world.operator.operate('user.add', { name: 'Ada', password: PASSWORD, admin: true })
    expect(world.chat.needsSetup()).toBe(false)
    expect(await world.operator.operate('setup.link', {})).toEqual({ token: null })
    expect((await open(world, 'Ada', PASSWORD)).reply.user.admin).toBe(true)
    await world.operator.operate('user.password', { name: 'ada', password: 'another walk by the sea' })
    expect(await failureOf(() => open(world, 'Ada', PASSWORD))).toBe('bad_credentials')
    expect(await world.operator.operate('user.list', {})).toMatchObject({ users: [{ name: 'Ada', admin: true, banned: false }] })
    expect(await failureOf(() => world.operator.operate('user.add', { name: 'ada', password: PASSWORD, admin: false }))).toBe('name_taken')
    expect(await failureOf(() => world.operator.operate('user.erase', {}))).toBe('unknown_command')
    expect(await failureOf(() => world.operator.operate('toString', {}))).toBe('unknown_command')
    expect(await failureOf(() => world.operator.operate('user.add', { name: 'Bo', password: PASSWORD, admin: false, id: 'x' }))).toBe(
      'bad_request',
    )
  })

  it('[CORE-8] [CORE-14] bans a person or an address at once, and lifts it', async () => {
    await using world = await createWorld()
    const { ada, bo, lobby } = await createCast(world)
    await world.operator.operate('ban.add', { what: 'bo', reason: 'loud' })
    expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: bo.id, code: 'banned' })
    expect(await failureOf(() => say(world, bo, lobby, 'Hello'))).toBe('session_unknown')
    expect(await failureOf(() => open(world, 'Bo', PASSWORD))).toBe('banned')
    expect(await world.operator.operate('ban.list', {})).toMatchObject({ bans: [{ kind: 'user', value: 'Bo', reason: 'loud' }] })
    await world.operator.operate('ban.remove', { what: 'Bo' })
    expect((await open(world, 'Bo', PASSWORD)).reply.user.id).toBe(bo.id)

    await world.operator.operate('ban.add', { what: '10.1.0.0/16', reason: '' })
    expect(world.chat.isBanned('::ffff:10.1.2.3')).toBe(true)
    expect(world.chat.isBanned('10.2.2.3')).toBe(false)
    expect(await failureOf(() => open(world, 'Ada', PASSWORD, '10.1.2.3'))).toBe('banned')
    const asked = world.asked.at(-1)
    expect(asked?.do === 'shut' && asked.banned('10.1.9.9')).toBe(true)
    await world.operator.operate('ban.remove', { what: '10.1.0.0/16' })
    expect(world.chat.isBanned('10.1.2.3')).toBe(false)
    expect(await failureOf(() => world.operator.operate('ban.remove', { what: '10.1.0.0/16' }))).toBe('not_banned')
    expect(await failureOf(() => world.operator.operate('ban.remove', { what: 'Ada' }))).toBe('not_banned')
    expect((await act(world, ada, 'room.list', {})).reply.rooms).not.toEqual([])
  })

  it('[CORE-14] nobody shuts out the machine the server runs on, and themselves with it', async () => {
    await using world = await createWorld()
    for (const what of ['127.0.0.1', '127.0.0.0/8', '::1', '::ffff:127.0.0.1'])
      expect(await failureOf(() => world.operator.operate('ban.add', { what, reason: '' })), what).toBe('not_bannable')
    await world.operator.operate('ban.add', { what: '0.0.0.0/0', reason: '' })
    expect([world.chat.isBanned('10.1.2.3'), world.chat.isBanned('127.0.0.1')]).toEqual([true, false])
  })

  it('[CORE-14] a range of IPv4 written as IPv6 is the range it means', async () => {
    await using world = await createWorld()
    await world.operator.operate('ban.add', { what: '::ffff:10.0.0.0/104', reason: '' })
    expect([world.chat.isBanned('10.9.9.9'), world.chat.isBanned('11.0.0.1')]).toEqual([true, false])
    await world.operator.operate('ban.remove', { what: '10.0.0.0/8' })
    expect(world.chat.isBanned('10.9.9.9')).toBe(false)
    await world.operator.operate('ban.add', { what: 'FE80::1%eth0/64', reason: '' })
    expect(world.chat.isBanned('fe80::9')).toBe(true)
  })
})
