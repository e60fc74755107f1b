// People who wait to be let in.
import { beforeEach, describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createWorld, failureOf, PASSWORD, type Person, type World } from './testing/world.ts'

let world: World
let ada: Person
beforeEach(async () => {
  world = await createWorld({ settings: { registration: 'approval' } })
  ada = await world.person('Ada', { setup: world.chat.renewSetup() })
})

const register = async (name: string, invite?: string) =>
  (await world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, ...(invite && { invite }) })).reply
const resume = (token = '') => world.chat.execute(world.stranger, 'session.resume', { token })
const peopleHere = async () => (await world.do(ada, 'people.search', { text: '' })).people.map(({ name }) => name)

describe('who waits to be let in', () => {
  it('[CORE-46] may do nothing and is seen by nobody, until a moderator lets them in', async () => {
    const from = world.told.length
    const { user, token, waiting } = await register('Eve')
    expect(waiting).toBe(true)
    expect(spoken(world, world.told.slice(from))).toEqual(['pending.changed → Ada'])
    expect(await failureOf(() => resume(token))).toBe('approval_waiting')
    expect(await failureOf(() => world.chat.recognise(token ?? '', '192.168.1.7', 'a test'))).toBe('approval_waiting')
    expect(await peopleHere()).toEqual(['Ada'])
    expect(await failureOf(() => world.do(ada, 'room.direct', { user: user.id }))).toBe('user_unknown')
    expect(await failureOf(() => register('eve'))).toBe('name_taken')
    const { people, waiting: many } = await world.do(ada, 'pending.list', {})
    expect([people.map((one) => one.user.name), many]).toEqual([['Eve'], 1])

    const { told } = await act(world, ada, 'pending.approve', { user: user.id })
    expect(spoken(world, told)).toEqual(['account.changed → Ada', `room.joined → ${[user.id, 'Ada'].join(' ')}`, 'pending.changed → Ada'])
    expect((await resume(token)).reply.rooms).toMatchObject([{ kind: 'lobby', members: 2 }])
    expect(await peopleHere()).toEqual(['Ada', 'Eve'])
    expect(await world.do(ada, 'pending.list', {})).toEqual({ people: [], waiting: 0 })
  })

  it('[CORE-46] signs in again while waiting, and waits on', async () => {
    await register('Eve')
    const again = await world.chat.execute(world.stranger, 'session.open', { name: 'eve', password: PASSWORD })
    expect(again.reply.waiting).toBe(true)
    expect(again.signIn).toBeUndefined()
    expect(await failureOf(() => resume(again.reply.token))).toBe('approval_waiting')
  })

  it('[CORE-46] is gone when refused: nobody hears of them, their name is free', async () => {
    const { user, token } = await register('Eve')
    const { told } = await act(world, ada, 'pending.refuse', { user: user.id })
    expect(spoken(world, told)).toEqual(['pending.changed → Ada'])
    expect(await failureOf(() => resume(token))).toBe('session_unknown')
    expect(await failureOf(() => world.do(ada, 'pending.approve', { user: user.id }))).toBe('user_unknown')
    expect((await register('Eve')).waiting).toBe(true)
  })

  it('[CORE-46] comes by an admin’s invitation that asks, and then into its room; one that does not ask opens at once', async () => {
    const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Workshop' })
    const invite = { room: room.id, role: 'admin', uses: 5, hours: 1 } as const
    const asks = await world.do(ada, 'invite.create', { ...invite, approval: true })
    const opens = await world.do(ada, 'invite.create', invite)
    expect(asks.invite.approval).toBe(true)
    expect((await world.chat.execute(world.stranger, 'invite.look', { invite: asks.token })).reply.approval).toBe(true)
    expect((await register('Bo', opens.token)).waiting).toBeUndefined()
    const { user, token } = await register('Eve', asks.token)
    const guest = await world.chat.execute(world.stranger, 'guest.enter', { name: 'Guest', invite: asks.token })
    expect(guest.reply.waiting).toBe(true)
    expect((await world.do(ada, 'pending.list', {})).people).toMatchObject([
      { user: { name: 'Eve' }, by: 'Ada', room: 'Workshop' },
      { user: { guest: true } },
    ])
    await world.do(ada, 'pending.approve', { user: user.id })
    expect((await resume(token)).reply.rooms).toMatchObject([{ kind: 'lobby' }, { name: 'Workshop', role: 'admin' }])
    expect((await world.do(ada, 'invite.list', { room: room.id })).invites.map(({ usesLeft }) => usesLeft).toSorted()).toEqual([3, 4])
  })

  it('[CORE-46] who has an account and comes by such an invitation asks the admins of its room, once, and is let in as invited', async () => {
    const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Workshop' })
    const bo = await world.do(ada, 'invite.create', { uses: 1, hours: 1 }).then(async ({ token }) => register('Bo', token))
    const person: Person = {
      ...ada,
      id: bo.user.id,
      token: bo.token ?? '',
      caller: { ...ada.caller, user: bo.user.id, session: bo.session },
    }
    const { token } = await world.do(ada, 'invite.create', { room: room.id, role: 'admin', uses: 5, hours: 1, approval: true })
    expect(await failureOf(() => world.do(person, 'room.join', { invite: token }))).toBe('approval_needed')
    for (let twice = 0; twice < 2; twice++) await world.do(person, 'room.ask', { invite: token })
    expect((await world.do(ada, 'invite.list', { room: room.id })).invites).toMatchObject([{ usesLeft: 4 }])
    await act(world, ada, 'room.admit', { room: room.id, user: bo.user.id, yes: true })
    expect((await world.do(person, 'room.list', {})).rooms).toContainEqual(expect.objectContaining({ id: room.id, role: 'admin' }))
  })
})
