// What admins do about the server: figures, doors, accounts, links. Each refused for each of its failures, done once.
import type { UserId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { sealingHere } from './sealing.ts'
import { createCast, createWorld, failureOf, PASSWORD, type Person, type World } from './testing/world.ts'

const nobody = '0'.repeat(26) as UserId

async function scene(given: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(given)
  const cast = await createCast(world)
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'owner', admin: 1 }).where('id', '=', cast.ada.id).execute())
  return { world, ...cast }
}

const use = (world: World, token: string, password = 'five stones and a spark') =>
  world.chat.execute(world.stranger, 'account.reset', { token, password })

it('[CORE-40] an admin makes an account; whoever has the link chooses the password, once, and is in', async () => {
  const { world, ada } = await scene()
  const made = await world.do(ada, 'admin.create', { name: 'Eve' })
  expect(made.user).toMatchObject({ name: 'Eve', admin: false, guest: false })
  const open = () => failureOf(() => world.chat.execute(world.stranger, 'session.open', { name: 'Eve', password: PASSWORD }))
  expect(await open()).toBe('bad_credentials')
  expect(await failureOf(() => use(world, made.token, 'short'))).toBe('password_weak')
  expect(await failureOf(() => use(world, made.token, 'x'.repeat(1025)))).toBe('password_too_long')
  expect((await use(world, made.token, PASSWORD)).signIn).toMatchObject({ user: made.user.id })
  expect(await open()).toBe('no failure')
  expect(await failureOf(() => use(world, made.token))).toBe('reset_invalid')
  expect(await failureOf(() => world.do(ada, 'admin.create', { name: 'Eve' }))).toBe('name_taken')
  expect(await failureOf(() => world.do(ada, 'admin.create', { name: '-' }))).toBe('name_invalid')
})

it('[CORE-40] a link ends other sign-ins, is void after a day or when a newer one is made, and is not made for who stands above', async () => {
  const { world, ada, bo } = await scene({ limits: { sessionsPerPerson: 1 } })
  const first = await world.do(ada, 'admin.reset', { user: bo.id })
  const second = await world.do(ada, 'admin.reset', { user: bo.id })
  expect(await failureOf(() => use(world, first.token))).toBe('reset_invalid')
  await use(world, second.token)
  expect(await failureOf(() => world.do(bo, 'room.list', {}))).toBe('session_unknown')
  const third = await world.do(ada, 'admin.reset', { user: bo.id })
  world.now += 25 * 3_600_000
  expect(await failureOf(() => use(world, third.token))).toBe('reset_invalid')
  expect(await failureOf(() => world.do(ada, 'admin.reset', { user: nobody }))).toBe('user_unknown')
  await world.do(ada, 'moderation.role', { user: bo.id, role: 'admin' })
  const back = await use(world, (await world.do(ada, 'admin.reset', { user: bo.id })).token)
  const boAgain: Person = { ...bo, caller: { ...bo.caller, session: back.reply.session } }
  expect(await failureOf(() => world.do(boAgain, 'admin.reset', { user: ada.id }))).toBe('not_allowed')
})

it('[CORE-40] ten who use one link at once are one', async () => {
  const { world, ada, bo } = await scene()
  const { token } = await world.do(ada, 'admin.reset', { user: bo.id })
  const codes = await Promise.all(Array.from({ length: 10 }, () => failureOf(() => use(world, token))))
  expect(codes.filter((code) => code === 'no failure')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['no failure', 'reset_invalid']))
})

it('[CORE-41] who comes in without an admin is changed at once, stays so after a restart, and goes back to what the settings say', async () => {
  const { createChat } = await import('./chat.ts')
  const { world, ada } = await scene()
  const register = (name: string, more = {}) =>
    failureOf(() => world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, ...more }))
  const asGuest = (name: string) => failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name }))
  expect((await world.do(ada, 'admin.doors', { registration: 'invite', guests: false })).doors).toEqual({
    registration: 'invite',
    guests: false,
    set: true,
  })
  expect(await register('Eve')).toBe('registration_closed')
  expect(await asGuest('Eve')).toBe('guests_closed')
  const { token: invite } = await world.do(ada, 'admin.invite', { uses: 1, days: 1 })
  expect(await register('Eve', { invite })).toBe('no failure')
  expect(await register('Fay', { invite })).toBe('invite_invalid')
  const { store, settings, now, chance } = world.chat.core
  const unheard = { publish: () => {}, online: () => [], isHere: () => false }
  const again = await createChat({ store, settings, now, chance, sealing: sealingHere(), ...unheard })
  expect(again.core.entrance.now()).toEqual({ registration: 'invite', guests: false, set: true })
  expect((await world.do(ada, 'admin.doors', { registration: null })).doors).toEqual({ registration: 'open', guests: false, set: true })
  expect((await world.do(ada, 'admin.doors', { guests: null })).doors).toEqual({ registration: 'open', guests: true, set: false })
  expect(await asGuest('Gil')).toBe('no failure')
})

it('[CORE-41] people are listed page by page and found by name, with what they are; the house says what it keeps', async () => {
  const { world, ada, bo, cy } = await scene()
  await world.do(ada, 'moderation.role', { user: bo.id, role: 'moderator' })
  await world.do(ada, 'moderation.mute', { user: cy.id, minutes: 5, reason: '' })
  const { people, more } = await world.do(bo, 'admin.people', {})
  expect(more).toBe(false)
  expect(people.map(({ user, role, mutedUntil, sessions }) => [user.name, role, mutedUntil !== null, sessions])).toEqual([
    ['Ada', 'owner', false, 1],
    ['Bo', 'moderator', false, 1],
    ['Cy', 'member', true, 1],
    ['Dee', 'member', false, 1],
  ])
  expect((await world.do(bo, 'admin.people', { after: cy.id })).people).toMatchObject([{ user: { name: 'Dee' } }])
  expect((await world.do(bo, 'admin.people', { text: 'cy' })).people).toMatchObject([{ user: { name: 'Cy' }, banned: false }])
  const { house } = await world.do(ada, 'admin.house', {})
  expect(house).toMatchObject({
    doors: { registration: 'open' },
    storage: { files: { bytes: 0, count: 0 } },
    backups: { everyMs: null, last: null },
  })
  expect(house.rooms.map(({ name }) => name)).toEqual(['Lobby', 'Workshop', 'Office'])
})

it('[CORE-41] figures and the rest are for admins', async () => {
  const { world, ada, bo } = await scene()
  const refused = [
    () => world.do(bo, 'server.figures', {}),
    () => world.do(bo, 'admin.house', {}),
    () => world.do(bo, 'admin.doors', {}),
    () => world.do(bo, 'admin.people', {}),
    () => world.do(bo, 'admin.create', { name: 'Eve' }),
    () => world.do(bo, 'admin.reset', { user: ada.id }),
    () => world.do(bo, 'admin.invite', { uses: 1, days: 1 }),
  ]
  for (const ask of refused) expect(await failureOf(ask)).toBe('not_allowed')
})
