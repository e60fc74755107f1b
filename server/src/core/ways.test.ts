// Ways in: invitations with an end, and one's sign-in on another device.
import { describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, failureOf, PASSWORD, type World } from './testing/world.ts'

const HOUR = 3_600_000

async function scene(settings: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(settings)
  return { world, ...(await createCast(world)) }
}

describe('invitations', () => {
  it('[CORE-45] let so many in, with their role, until their end; who is in takes none', async () => {
    const { world, ada, bo, dee, workshop } = await scene()
    const room = workshop.id
    const { token, invite } = (await act(world, ada, 'invite.create', { room, role: 'admin', uses: 2, hours: 24 })).reply
    expect(invite).toMatchObject({ by: ada.id, room, role: 'admin', usesLeft: 2, uses: 2, opens: false })
    expect((await world.chat.execute(world.stranger, 'invite.look', { invite: token })).reply).toMatchObject({
      room: { name: 'Workshop', members: 3 },
      by: 'Ada',
    })
    await act(world, bo, 'room.join', { invite: token })
    const came = await act(world, dee, 'room.join', { invite: token })
    expect(came.reply.room).toMatchObject({ role: 'admin', members: 4 })
    expect(spoken(world, came.told)).toEqual(['room.joined → Ada Bo Cy Dee', 'room.code → Dee'])
    expect((await world.do(dee, 'invite.list', { room })).invites).toMatchObject([{ usesLeft: 1 }])
    const { reply } = await world.chat.execute(world.stranger, 'guest.enter', { name: 'Eve', invite: token })
    expect((await world.do(ada, 'room.members', { room })).members.map(({ user }) => user.id)).toContain(reply.user.id)
    expect(await failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name: 'Fay', invite: token }))).toBe('invite_invalid')
    const late = await world.do(ada, 'invite.create', { room, uses: 9, hours: 1 })
    world.now += HOUR
    expect((await world.do(ada, 'invite.list', { room })).invites).toEqual([])
    expect(await failureOf(() => world.chat.execute(world.stranger, 'invite.look', { invite: late.token }))).toBe('invite_invalid')
  })

  it('[CORE-45] give no more than who made them may give when they are taken: put out, shut out or no admin any more, they give it no more', async () => {
    const { world, ada, bo, cy, dee, workshop } = await scene()
    const room = workshop.id
    const make = async (who: typeof ada, more: object = {}) =>
      (await world.do(who, 'invite.create', { room, uses: 5, hours: 1, ...more })).token
    const look = (invite: string) => failureOf(() => world.chat.execute(world.stranger, 'invite.look', { invite }))
    await world.do(ada, 'room.role', { room, user: bo.id, role: 'owner' })
    const [asAdmin, plain] = [await make(bo, { role: 'admin' }), await make(cy)]
    await world.do(ada, 'room.role', { room, user: bo.id, role: 'member' })
    const { reply } = await world.chat.execute(dee.caller, 'room.join', { invite: asAdmin })
    expect(reply.room.role).toBe('member')
    expect(await look(plain)).toBe('no failure')
    await world.do(ada, 'room.remove', { room, user: cy.id })
    await world.do(ada, 'room.remove', { room, user: dee.id })
    expect(await look(plain)).toBe('invite_invalid')
    for (const name of ['room.join', 'room.ask'] as const)
      expect([name, await failureOf(() => world.do(dee, name, { invite: plain }))]).toEqual([name, 'invite_invalid'])
    // It is seen all the same by who may take it back, and by who made it, for it would be good again.
    const slept = (await world.do(ada, 'invite.list', { room })).invites
    expect(slept.map(({ by, asleep = false }) => `${by} ${asleep}`).toSorted()).toEqual([`${bo.id} false`, `${cy.id} true`].toSorted())
    expect((await world.do(cy, 'invite.list', {})).invites).toMatchObject([{ by: cy.id, asleep: true }])
    await world.do(ada, 'room.invite', { room, users: [cy.id] })
    expect(await look(plain)).toBe('no failure')
    for (const { id, asleep } of slept) if (asleep) await world.do(ada, 'invite.revoke', { invite: id })
    expect(await look(plain)).toBe('invite_invalid')

    // Into the house: of an admin, as long as they are one, and are let in themselves.
    const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
    await world.do(mia, 'admin.doors', { registration: 'invite' })
    await world.do(mia, 'moderation.role', { user: bo.id, role: 'admin' })
    const { token: house } = await world.do(bo, 'invite.create', { uses: 5, hours: 1 })
    const register = (name: string) =>
      failureOf(() => world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, invite: house }))
    expect(await register('Eve')).toBe('no failure')
    await world.do(mia, 'moderation.role', { user: bo.id, role: 'member' })
    expect(await register('Fay')).toBe('invite_invalid')
    await world.do(mia, 'moderation.role', { user: bo.id, role: 'admin' })
    expect(await register('Gus')).toBe('no failure')
    await world.do(mia, 'moderation.ban', { user: bo.id, reason: '' })
    expect(await register('Hal')).toBe('invite_invalid')
  })

  it('[CORE-45] are taken back by who made them, an admin of the room, or of the server', async () => {
    const { world, ada, bo, cy, workshop } = await scene()
    const room = workshop.id
    const make = async (who: typeof ada) => (await world.do(who, 'invite.create', { room, uses: 1, hours: 1 })).invite.id
    const one = await make(bo)
    expect(await failureOf(() => world.do(cy, 'invite.revoke', { invite: one }))).toBe('invite_unknown')
    await act(world, bo, 'invite.revoke', { invite: one })
    await act(world, ada, 'invite.revoke', { invite: await make(bo) })
    expect(await failureOf(() => world.do(bo, 'invite.create', { room, role: 'admin', uses: 1, hours: 1 }))).toBe('not_allowed')
    await make(cy)
    await world.do(ada, 'room.delete', { room })
    expect((await world.do(cy, 'invite.list', {})).invites).toEqual([])
  })

  it('[CORE-45] of an admin of the server open its door; those of others open rooms alone', async () => {
    const world = await createWorld({ settings: { registration: 'invite' } })
    const ada = await world.person('Ada', { setup: world.chat.renewSetup() })
    const { token } = await world.do(ada, 'invite.create', { uses: 2, hours: 1 })
    const join = (name: string, invite: string) =>
      world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, invite }).then(({ reply }) => reply.user)
    const bo = await join('Bo', token)
    const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Workshop', members: [bo.id] })
    const both = await world.do(ada, 'invite.create', { room: room.id, uses: 1, hours: 1 })
    const cy = await join('Cy', both.token)
    expect((await world.do(ada, 'room.members', { room: room.id })).members.map(({ user }) => user.id)).toContain(cy.id)
    const guest = await world.person('Dee', { guest: true })
    await world.do(ada, 'room.invite', { room: room.id, users: [guest.id] })
    const shut = await world.do(guest, 'invite.create', { room: room.id, uses: 1, hours: 1 })
    expect(await failureOf(() => join('Eve', shut.token))).toBe('invite_invalid')
  })
})

describe('another device', () => {
  const knock = '4F2A9c0d8e7b6a51'
  const stranger = <T>(world: World, how: (from: World['stranger']) => Promise<T>) => how({ ...world.stranger, client: 'a phone' })

  it('[CORE-45] comes in once, when the one that shows the code has agreed', async () => {
    const { world, ada, bo } = await scene()
    const { code } = await world.do(ada, 'session.offer', {})
    const take = () => stranger(world, (from) => world.chat.execute(from, 'session.take', { code, knock }))
    expect(await failureOf(take)).toBe('move_invalid')
    const from = world.told.length
    await stranger(world, (phone) => world.chat.execute(phone, 'session.knock', { code, knock }))
    expect(world.told.slice(from)).toMatchObject([{ event: { event: 'session.knocked', with: { client: 'a phone', check: '4F2A' } } }])
    const other = () => world.chat.execute(world.stranger, 'session.knock', { code, knock: 'somebody0else000' })
    expect(await failureOf(other)).toBe('move_invalid')
    expect(await failureOf(take)).toBe('move_waiting')
    expect(await failureOf(() => world.do(bo, 'session.confirm', { code, allow: true }))).toBe('move_invalid')
    await world.do(ada, 'session.confirm', { code, allow: true })
    const { reply } = await take()
    expect(reply.user.id).toBe(ada.id)
    expect((await world.do(ada, 'session.list', {})).sessions).toHaveLength(2)
    expect(await failureOf(take)).toBe('move_invalid')
  })

  it('[CORE-45] does not after a minute, when it is refused, or when the one that showed the code has signed out', async () => {
    const { world, ada } = await scene()
    const offered = async () => {
      const { code } = await world.do(ada, 'session.offer', {})
      await world.chat.execute(world.stranger, 'session.knock', { code, knock })
      return code
    }
    const take = (code: string) => failureOf(() => world.chat.execute(world.stranger, 'session.take', { code, knock }))
    const late = await offered()
    await world.do(ada, 'session.confirm', { code: late, allow: true })
    world.now += 60_000
    expect(await take(late)).toBe('move_invalid')
    const refused = await offered()
    await world.do(ada, 'session.confirm', { code: refused, allow: false })
    expect(await take(refused)).toBe('move_invalid')
    const gone = await offered()
    await world.do(ada, 'session.confirm', { code: gone, allow: true })
    await world.do(ada, 'session.close', {})
    expect(await take(gone)).toBe('move_invalid')
  })
})
