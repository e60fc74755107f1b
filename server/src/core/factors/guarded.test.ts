// Who must have a second step, and what is open when it comes between.
import { describe, expect, it } from 'vitest'
import { createLegacy, type Legacy } from '../legacy.ts'
import type { Member, SignIn } from '../outcome.ts'
import { createCast, createWorld, failureOf, PASSWORD, type Person, say, type World } from '../testing/world.ts'
import { codeAt, STEP_MS } from './totp.ts'

const olderFrom = { address: '192.168.1.9', client: 'older program (pychat)' }
const codeNow = (world: World, secret: string): string => codeAt(secret, Math.floor(world.now / STEP_MS))

/** With codes on. A step later, so that the next code is another one. */
async function withCodes(world: World, who: Person): Promise<string> {
  const { secret } = await world.do(who, 'factor.begin', { password: PASSWORD })
  await world.do(who, 'factor.confirm', { code: codeNow(world, secret) })
  world.now += 2 * STEP_MS
  return secret
}

async function openHouse() {
  const world = await createWorld({ settings: { older: { forms: ['hashed'], gateways: ['pychat'] } } })
  const legacy = createLegacy(world.chat.core, world.publish, ['pychat'])
  await legacy.load()
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  return { world, legacy, mia, ...(await createCast(world)) }
}

async function olderOf(legacy: Legacy, who: Person, secret = PASSWORD): Promise<Member> {
  const proof = { form: 'plain', secret } as const
  const { user, session, app } = await legacy.open(olderFrom, { user: who.id, name: who.name, proof, gateway: 'pychat' }, () => {})
  return { ...olderFrom, kind: 'signed-in', user, session, ...(app && { app }) }
}

const resume = async (world: World, token: string, since = {}) => world.chat.execute(world.stranger, 'session.resume', { token, since })
const isOver = (world: World, who: Member) =>
  failureOf(() => world.chat.execute(who, 'server.ping', {})).then(() => world.chat.core.ended.has(who.session))

describe('a second step is asked of a role', () => {
  it('[SIGN-8] who lacks it comes back to nothing: no room, no person, nothing missed, and is heard by no hub', async () => {
    const { world, mia, ada, bo, lobby } = await openHouse()
    await using _world = world
    const whole = await resume(world, ada.token, { [lobby]: 0 })
    expect(whole.reply.rooms.length).toBeGreaterThan(0)
    await world.do(mia, 'admin.safety', { roles: ['member'] })
    await say(world, mia, lobby, 'Among those who are let in')
    const { reply, signIn } = await resume(world, ada.token, { [lobby]: 0 })
    expect(reply).toEqual({
      ...{ user: expect.anything(), session: ada.session, unguarded: true },
      rooms: [],
      contacts: [],
      presence: [],
      people: [],
    })
    expect(signIn).toMatchObject({ rooms: [], missed: [], deaf: true })
    const opened = await world.chat.execute(world.stranger, 'session.open', { name: 'Bo', password: PASSWORD })
    expect(opened.signIn).toMatchObject({ rooms: [], missed: [], deaf: true })
    expect((await world.chat.execute(world.stranger, 'account.register', { name: 'New', password: PASSWORD })).signIn?.deaf).toBe(true)
    expect((await resume(world, mia.token)).signIn?.deaf).toBeUndefined()

    // Nothing is left to them but setting it up, and going.
    for (const [name, takes] of [
      ['account.change', { displayName: 'Somebody else' }],
      ['session.list', {}],
      ['session.revoke', { session: bo.session }],
      ['room.history', { room: lobby }],
      ['session.offer', {}],
    ] as const)
      expect([name, await failureOf(() => world.do(bo, name, takes as never))]).toEqual([name, 'factor_required'])
    await world.do(bo, 'factor.show', {})
    await world.do(bo, 'session.close', {})
  })

  it('[SIGN-8] what people have open comes back anew, older programs are out, with an app password too; and all is as before when it is lifted', async () => {
    const { world, legacy, mia, ada, bo } = await openHouse()
    await using _world = world
    const app = await world.do(bo, 'app.create', { password: PASSWORD, name: 'x', reach: 'chat' })
    const programs = [await olderOf(legacy, ada), await olderOf(legacy, bo, app.secret)]
    await world.do(mia, 'admin.safety', { roles: ['member'] })
    for (const who of [ada, bo]) expect(world.asked).toContainEqual({ do: 'anew', user: who.id })
    expect(world.asked).not.toContainEqual({ do: 'anew', user: mia.id })
    for (const { user, session } of programs) expect(world.asked).toContainEqual({ do: 'cut', user, session, code: 'session_unknown' })
    for (const program of programs) expect(await isOver(world, program)).toBe(true)
    expect(await failureOf(() => olderOf(legacy, bo, app.secret))).toBe('factor_required')
    expect(await failureOf(() => olderOf(legacy, bo))).toBe('app_password_needed')

    const before = world.asked.length
    await world.do(mia, 'admin.safety', { roles: [] })
    expect(world.asked.slice(before)).toContainEqual({ do: 'anew', user: ada.id })
    expect((await resume(world, ada.token)).signIn?.deaf).toBeUndefined()
    await olderOf(legacy, bo, app.secret)
  })

  it('[SIGN-8] who gets a role that must have it, or stops being a guest, is put behind it at once', async () => {
    const { world, mia, ada } = await openHouse()
    await using _world = world
    const gus = await world.person('Gus', { guest: true })
    await world.do(mia, 'admin.safety', { roles: ['moderator'] })
    await world.do(mia, 'moderation.role', { user: ada.id, role: 'moderator' })
    expect(world.asked).toContainEqual({ do: 'anew', user: ada.id })
    expect((await resume(world, ada.token)).signIn?.deaf).toBe(true)
    await world.do(mia, 'moderation.role', { user: ada.id, role: 'member' })
    expect(world.asked.filter(({ do: what }) => what === 'anew')).toHaveLength(2)
    expect((await resume(world, ada.token)).signIn?.deaf).toBeUndefined()
    await world.do(mia, 'admin.safety', { roles: ['member'] })
    expect((await resume(world, gus.token)).signIn?.deaf).toBeUndefined()
    await world.do(gus, 'account.change', { password: 'a walk along the quay at night' })
    expect(world.asked).toContainEqual({ do: 'anew', user: gus.id })
    expect((await resume(world, gus.token)).signIn?.deaf).toBe(true)
  })

  it('[SIGN-8] who sets it up goes on, and nobody else who had come in by the password alone', async () => {
    const { world, mia, ada } = await openHouse()
    await using _world = world
    const stolen = (await world.chat.execute(world.stranger, 'session.open', { name: 'Ada', password: PASSWORD })).reply
    await world.do(mia, 'admin.safety', { roles: ['member'] })
    await withCodes(world, ada)
    expect(await failureOf(() => resume(world, stolen.token ?? ''))).toBe('session_unknown')
    expect((await resume(world, ada.token)).signIn?.deaf).toBeUndefined()
  })

  it('[SIGN-8] switching off the only one puts all that is open behind it at once', async () => {
    const { world, legacy, mia, ada } = await openHouse()
    await using _world = world
    const secret = await withCodes(world, ada)
    const app = await world.do(ada, 'app.create', { password: PASSWORD, name: 'x', reach: 'chat' })
    await world.do(mia, 'admin.safety', { roles: ['member'] })
    const program = await olderOf(legacy, ada, app.secret)
    expect((await resume(world, ada.token)).signIn?.deaf).toBeUndefined()
    const before = world.asked.length
    await world.do(ada, 'factor.end', { password: PASSWORD, code: codeNow(world, secret) })
    expect(world.asked.slice(before)).toContainEqual({ do: 'anew', user: ada.id })
    expect(await isOver(world, program)).toBe(true)
    expect(await failureOf(() => world.do(ada, 'room.list', {}))).toBe('factor_required')
    expect((await resume(world, ada.token)).signIn?.deaf).toBe(true)
  })

  it('[SIGN-8] an admin takes it away from others, and not from the device they sit at', async () => {
    const { world, mia } = await openHouse()
    await using _world = world
    await withCodes(world, mia)
    expect(await failureOf(() => world.do(mia, 'admin.factor', { user: mia.id }))).toBe('not_allowed')
    expect((await world.do(mia, 'factor.show', {})).codes).toBe(true)
  })
})

describe('older programs', () => {
  it('[SIGN-3] what came in by the password alone ends with the first code; what came in with an app password goes on', async () => {
    const { world, legacy, ada, bo } = await openHouse()
    await using _world = world
    const app = await world.do(ada, 'app.create', { password: PASSWORD, name: 'x', reach: 'chat' })
    const [byPassword, byApp, other] = [await olderOf(legacy, ada), await olderOf(legacy, ada, app.secret), await olderOf(legacy, bo)]
    await withCodes(world, ada)
    expect(world.asked).toContainEqual({ do: 'cut', user: ada.id, session: byPassword.session, code: 'session_unknown' })
    expect(await failureOf(() => world.chat.execute(byPassword, 'room.list', {}))).toBe('session_unknown')
    for (const one of [byApp, other]) await world.chat.execute(one, 'room.list', {})
    await world.do(ada, 'room.list', {})
  })

  it('[SIGN-3] an admin who asks for app passwords ends what came in without', async () => {
    const { world, legacy, mia, ada, bo } = await openHouse()
    await using _world = world
    const app = await world.do(ada, 'app.create', { password: PASSWORD, name: 'x', reach: 'chat' })
    const [byApp, byPassword] = [await olderOf(legacy, ada, app.secret), await olderOf(legacy, bo)]
    await world.do(mia, 'admin.safety', { apps: true })
    expect(await isOver(world, byPassword)).toBe(true)
    expect(await isOver(world, byApp)).toBe(false)
  })
})

describe('the log', () => {
  const waysIn: Readonly<Record<string, (world: World, mia: Person, ada: Person) => Promise<SignIn | undefined>>> = {
    'a name and a password': async (world) =>
      (await world.chat.execute(world.stranger, 'session.open', { name: 'Ada', password: PASSWORD })).signIn,
    'making an account': async (world) =>
      (await world.chat.execute(world.stranger, 'account.register', { name: 'New', password: PASSWORD })).signIn,
    'an invitation': async (world, mia) => {
      const { token: invite } = await world.do(mia, 'admin.invite', { uses: 1, days: 1 })
      return (await world.chat.execute(world.stranger, 'account.register', { name: 'New', password: PASSWORD, invite })).signIn
    },
    'coming as a guest': async (world) => (await world.chat.execute(world.stranger, 'guest.enter', { name: 'Gus' })).signIn,
    'a link for a new password': async (world, mia, ada) => {
      const { token } = await world.do(mia, 'admin.reset', { user: ada.id })
      return (await world.chat.execute(world.stranger, 'account.reset', { token, password: 'a walk along the quay at night' })).signIn
    },
    'a picture from another device': async (world, _mia, ada) => {
      const { code } = await world.do(ada, 'session.offer', {})
      const taken = { code, knock: 'k'.repeat(43) }
      await world.chat.execute(world.stranger, 'session.knock', taken)
      await world.do(ada, 'session.confirm', { code, allow: true })
      return (await world.chat.execute(world.stranger, 'session.take', taken)).signIn
    },
  }

  it.each(Object.entries(waysIn))('[SIGN-9] a sign-in by %s is in it, with the device and the address', async (_name, comeIn) => {
    await using world = await createWorld()
    const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
    const ada = await world.person('Ada')
    // What happened within the hour is counted, not written.
    world.now += 3_600_000
    await world.chat.core.watch.settle()
    const lines = async () => (await world.do(mia, 'moderation.audit', {})).entries.filter(({ deed }) => deed === 'signed-in')
    const before = (await lines()).length
    const signIn = await comeIn(world, mia, ada)
    const after = await lines()
    expect(after).toHaveLength(before + 1)
    expect(after[0]).toMatchObject({ by: signIn?.user, user: signIn?.user, detail: 'a test, from 192.168.1.7' })
  })
})
