// Codes as a second step, from setting up to losing them.
import { type Gives, type Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import { describe, expect, it } from 'vitest'
import * as codeRows from '#store/codes.ts'
import { createCast, createWorld, failureOf, PASSWORD, type Person, type World } from '../testing/world.ts'
import { codeAt, STEP_MS } from './totp.ts'

const STRONG = 'a walk along the quay at night'
const codeNow = (world: World, secret: string, around = 0): string => codeAt(secret, Math.floor(world.now / STEP_MS) + around)

/** With codes on. A step later, so that the next code is another one. */
async function withCodes(world: World, who: Person): Promise<{ secret: string; recovery: string[] }> {
  const { secret } = await world.do(who, 'factor.begin', { password: PASSWORD })
  const { recovery } = await world.do(who, 'factor.confirm', { code: codeNow(world, secret) })
  world.now += 2 * STEP_MS
  return { secret, recovery }
}

async function ticketFor(world: World, name: string, password = PASSWORD): Promise<string> {
  const refusal = await world.chat.execute(world.stranger, 'session.open', { name, password }).then(
    () => undefined,
    (why: unknown) => why,
  )
  if (!(refusal instanceof ChatError) || refusal.code !== 'second_factor_needed') throw refusal
  expect(refusal.more.ways).toEqual(['code'])
  return refusal.more.ticket ?? ''
}

const prove = async (world: World, takes: Takes<'session.prove'>): Promise<Gives<'session.prove'>> =>
  (await world.chat.execute(world.stranger, 'session.prove', takes)).reply
const open = (world: World, name: string, password: string): Promise<ErrorCode | 'no failure'> =>
  failureOf(() => world.chat.execute(world.stranger, 'session.open', { name, password }))

describe('setting up', () => {
  it('[SIGN-5] codes are on once one was shown, and then a sign-in takes one; before the right password nothing tells', async () => {
    await using world = await createWorld()
    const { ada } = await createCast(world)
    const { secret, uri } = await world.do(ada, 'factor.begin', { password: PASSWORD })
    expect(uri).toContain(secret)
    expect(await open(world, 'Ada', PASSWORD)).toBe('no failure')
    expect(await failureOf(() => world.do(ada, 'factor.confirm', { code: '000000' }))).toBe('code_wrong')
    expect(await world.do(ada, 'factor.show', {})).toMatchObject({ codes: false, password: true })
    const { recovery } = await world.do(ada, 'factor.confirm', { code: codeNow(world, secret) })
    expect(new Set(recovery).size).toBe(10)
    expect(await world.do(ada, 'factor.show', {})).toMatchObject({ codes: true, recovery: 10 })
    world.now += 2 * STEP_MS

    for (const name of ['Ada', 'Bo', 'Nobody']) expect(await open(world, name, 'something else')).toBe('bad_credentials')
    const ticket = await ticketFor(world, 'Ada')
    const code = codeNow(world, secret)
    const { user, token } = await prove(world, { ticket, code: `${code.slice(0, 3)} ${code.slice(3)}` })
    expect(user.id).toBe(ada.id)
    expect(await world.chat.recognise(token ?? '', '192.168.1.7', 'x')).toMatchObject({ user: ada.id })
    // Used up, the ticket as well as the code.
    expect(await failureOf(() => prove(world, { ticket, code: codeNow(world, secret, 1) }))).toBe('ticket_invalid')
    const again = await ticketFor(world, 'Ada')
    expect(await failureOf(() => prove(world, { ticket: again, code }))).toBe('code_wrong')
  })

  it('[SIGN-5] of two who send the same code at once one comes in, and a ticket is over after five minutes', async () => {
    await using world = await createWorld()
    const { ada } = await createCast(world)
    const { secret } = await withCodes(world, ada)
    const tickets = [await ticketFor(world, 'Ada'), await ticketFor(world, 'Ada')]
    const code = codeNow(world, secret)
    const ends = await Promise.all(tickets.map((ticket) => failureOf(() => prove(world, { ticket, code }))))
    expect(ends.toSorted()).toEqual(['code_wrong', 'no failure'])
    const late = await ticketFor(world, 'Ada')
    world.now += 5 * 60_000
    expect(await failureOf(() => prove(world, { ticket: late, code: codeNow(world, secret) }))).toBe('ticket_invalid')
  })

  it('[SIGN-5] it takes the password, is not begun twice, and is not for guests', async () => {
    await using world = await createWorld()
    const { ada } = await createCast(world)
    const guest = await world.person('Gus', { guest: true })
    expect(await failureOf(() => world.do(guest, 'factor.begin', {}))).toBe('not_allowed')
    expect(await failureOf(() => world.do(ada, 'factor.begin', { password: 'wrong one' }))).toBe('bad_credentials')
    expect(await failureOf(() => world.do(ada, 'factor.confirm', { code: '123456' }))).toBe('code_wrong')
    expect(await failureOf(() => world.do(ada, 'factor.end', { password: PASSWORD, code: '123456' }))).toBe('factor_off')
    expect(await failureOf(() => world.do(ada, 'factor.recovery', { password: PASSWORD, code: '123456' }))).toBe('factor_off')
    const { secret } = await withCodes(world, ada)
    expect(await failureOf(() => world.do(ada, 'factor.begin', { password: PASSWORD }))).toBe('factor_on')
    expect(await failureOf(() => world.do(ada, 'factor.confirm', { code: codeNow(world, secret) }))).toBe('factor_on')
  })

  it('[SIGN-5] a link for a new password is no way around it, and does nothing before the code', async () => {
    await using world = await createWorld()
    const admin = await world.person('Mia', { setup: world.chat.renewSetup() })
    const ada = await world.person('Ada')
    const { secret } = await withCodes(world, ada)
    const { token } = await world.do(admin, 'admin.reset', { user: ada.id })
    const refusal = await world.chat
      .execute(world.stranger, 'account.reset', { token, password: STRONG })
      .catch((why: unknown) => why as ChatError)
    expect(refusal).toMatchObject({ code: 'second_factor_needed' })
    expect(await open(world, 'Ada', STRONG)).toBe('bad_credentials')
    const ticket = refusal instanceof ChatError ? (refusal.more.ticket ?? '') : ''
    await prove(world, { ticket, code: codeNow(world, secret) })
    expect(await open(world, 'Ada', STRONG)).toBe('second_factor_needed')
  })
})

it('[SIGN-6] recovery codes let in once each, are kept as digests, and are renewed and switched off with password and code', async () => {
  await using world = await createWorld()
  const { ada } = await createCast(world)
  const { secret, recovery } = await withCodes(world, ada)
  const [first = '', second = ''] = recovery
  const kept = await world.store.read((tx) => tx.selectFrom('recovery_codes').selectAll().execute())
  for (const code of recovery) expect(JSON.stringify(kept)).not.toContain(code.replaceAll('-', ''))
  await prove(world, { ticket: await ticketFor(world, 'Ada'), code: first.toUpperCase().replaceAll('-', ' ') })
  expect(await failureOf(async () => prove(world, { ticket: await ticketFor(world, 'Ada'), code: first }))).toBe('code_wrong')
  expect((await world.do(ada, 'factor.show', {})).recovery).toBe(9)

  expect(await failureOf(() => world.do(ada, 'factor.recovery', { password: 'wrong one', code: second }))).toBe('bad_credentials')
  const fresh = (await world.do(ada, 'factor.recovery', { password: PASSWORD, code: codeNow(world, secret) })).recovery
  expect(await failureOf(async () => prove(world, { ticket: await ticketFor(world, 'Ada'), code: second }))).toBe('code_wrong')
  expect(await failureOf(() => world.do(ada, 'factor.end', { password: 'wrong one', code: fresh[0] ?? '' }))).toBe('bad_credentials')
  expect(await failureOf(() => world.do(ada, 'factor.end', { password: PASSWORD, code: '000000' }))).toBe('code_wrong')
  await world.do(ada, 'factor.end', { password: PASSWORD, code: fresh[0] ?? '' })
  expect(await open(world, 'Ada', PASSWORD)).toBe('no failure')
  expect(await world.store.read((tx) => codeRows.countRecovery(tx, ada.id))).toBe(0)
})

it('[SIGN-7] guessing waits, from every address, a recovery code is taken meanwhile, and the wait has an end', async () => {
  await using world = await createWorld()
  const { ada } = await createCast(world)
  const { secret, recovery } = await withCodes(world, ada)
  const ticket = await ticketFor(world, 'Ada')
  for (let tries = 0; tries < 5; tries++) expect(await failureOf(() => prove(world, { ticket, code: '000000' }))).toBe('code_wrong')
  const elsewhere = { ...world.stranger, address: '192.168.1.99' }
  const other = await ticketFor(world, 'Ada')
  const tryThere = () => failureOf(() => world.chat.execute(elsewhere, 'session.prove', { ticket: other, code: codeNow(world, secret) }))
  expect(await tryThere()).toBe('slow_down')
  await prove(world, { ticket, code: recovery[0] ?? '' })
  expect(await tryThere()).toBe('no failure')

  const last = await ticketFor(world, 'Ada')
  for (let tries = 0; tries < 12; tries++) {
    await failureOf(() => prove(world, { ticket: last, code: '000000' }))
    world.now += 16 * 60_000
  }
  expect(await failureOf(() => prove(world, { ticket: last, code: codeNow(world, secret) }))).toBe('ticket_invalid')
  await prove(world, { ticket: await ticketFor(world, 'Ada'), code: codeNow(world, secret) })
})

it('[SIGN-4] a code is taken once, wherever, and none after a later one', async () => {
  await using world = await createWorld()
  const { ada } = await createCast(world)
  const { secret } = await world.do(ada, 'factor.begin', { password: PASSWORD })
  const [before, now, after] = [-1, 0, 1].map((around) => codeNow(world, secret, around))
  const { recovery } = await world.do(ada, 'factor.confirm', { code: now ?? '' })
  const withCode = async (code = '') => failureOf(async () => prove(world, { ticket: await ticketFor(world, 'Ada'), code }))
  expect([await withCode(now), await withCode(before)]).toEqual(['code_wrong', 'code_wrong'])
  expect(await withCode(after)).toBe('no failure')
  expect(await withCode(now)).toBe('code_wrong')
  await withCode(recovery[0])
  expect(await withCode(after)).toBe('code_wrong')
  for (const name of ['factor.recovery', 'factor.end'] as const)
    expect(await failureOf(() => world.do(ada, name, { password: PASSWORD, code: after ?? '' }))).toBe('code_wrong')
})

it('[SIGN-4] a code of another time is refused as that', async () => {
  await using world = await createWorld()
  const { ada } = await createCast(world)
  const { secret } = await withCodes(world, ada)
  const ticket = await ticketFor(world, 'Ada')
  expect(await failureOf(() => prove(world, { ticket, code: codeNow(world, secret, -120) }))).toBe('code_skewed')
  expect(await failureOf(() => prove(world, { ticket, code: codeNow(world, secret, 120) }))).toBe('code_skewed')
})

it('[SIGN-8] an admin asks it of a role: who has none sets it up and does nothing before; who has lost it gets it taken away', async () => {
  await using world = await createWorld()
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const { ada, bo, lobby } = await createCast(world)
  for (const who of [ada, bo]) expect(await failureOf(() => world.do(who, 'admin.safety', {}))).toBe('not_allowed')
  expect(await world.do(mia, 'admin.safety', { roles: ['member'] })).toMatchObject({ safety: { roles: ['member'], apps: false } })
  const words = { room: lobby, text: 'Hello', clientId: 'c-first' }
  expect(await failureOf(() => world.do(ada, 'message.send', words))).toBe('factor_required')
  expect(await failureOf(() => world.do(ada, 'token.create', { name: 'x', scope: ['read'], days: 1 }))).toBe('factor_required')
  await world.do(mia, 'message.send', { ...words, clientId: 'c-admin' })
  const newcomer = await world.person('Newcomer')
  expect(await failureOf(() => world.do(newcomer, 'room.list', {}))).toBe('factor_required')
  const { secret } = await withCodes(world, ada)
  await world.do(ada, 'message.send', words)
  const { without } = await world.do(mia, 'admin.safety', {})
  expect(without).toBe(4)

  expect(await failureOf(() => world.do(ada, 'admin.factor', { user: mia.id }))).toBe('not_allowed')
  expect(await failureOf(() => world.do(mia, 'admin.factor', { user: bo.id }))).toBe('factor_off')
  await world.do(mia, 'admin.factor', { user: ada.id })
  expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: ada.id })
  await world.do(mia, 'admin.safety', { roles: [] })
  expect(await open(world, 'Ada', PASSWORD)).toBe('no failure')
  const { entries } = await world.do(mia, 'moderation.audit', {})
  const deeds = entries.map(({ deed }) => deed)
  for (const deed of ['codes.on', 'second-step.reset', 'settings.changed', 'refused']) expect(deeds).toContain(deed)
  expect(JSON.stringify(entries)).not.toContain(secret)
})

it('[SIGN-9] sign-ins and failures are in the log without secrets, and a flood is some lines an hour', async () => {
  await using world = await createWorld()
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const ada = await world.person('Ada')
  await open(world, 'Ada', PASSWORD)
  for (let tries = 0; tries < 12; tries++) {
    world.now += 61_000
    expect(await open(world, tries % 2 ? 'Ada' : 'hunter2 in the wrong field', 'not it')).toBe('bad_credentials')
  }
  const lines = async () => (await world.do(mia, 'moderation.audit', {})).entries.filter(({ deed }) => deed.startsWith('sign'))
  const before = await lines()
  expect(before.map(({ deed, user }) => [deed, user])).toEqual([
    ['sign-in.failed', ada.id],
    ['sign-in.failed', null],
    ['signed-in', ada.id],
    ['signed-in', mia.id],
  ])
  world.now += 3_600_000
  await world.chat.core.watch.settle()
  const after = await lines()
  expect(after).toHaveLength(7)
  expect(after.map(({ detail }) => detail).filter((detail) => detail.includes('5 more within the hour'))).toHaveLength(2)
  expect(JSON.stringify(after)).not.toMatch(/hunter2|not it|a long walk/)
})
