// People who wait to be let in.
import { randomBytes } from 'node:crypto'
import type { UserId } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import { MOST_PENDING, MOST_PENDING_OF_ADDRESS } from '@hearth/protocol/pending-commands.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import * as users from '#store/users.ts'
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

  it('[CORE-45] an invitation as admin that was made a while ago gives no more than who lets in, or who made it, may give now', async () => {
    await using house = await createWorld()
    const ada = await house.person('Ada', { setup: house.chat.renewSetup() })
    const [bo, dee] = [await house.person('Bo'), await house.person('Dee')]
    const { room } = await house.do(ada, 'room.create', { kind: 'group', name: 'Workshop', members: [dee.id] })
    await house.do(ada, 'room.role', { room: room.id, user: dee.id, role: 'admin' })
    const { token: invite } = await house.do(ada, 'invite.create', { room: room.id, role: 'admin', uses: 2, hours: 1, approval: true })
    const { reply } = await house.chat.execute(house.stranger, 'account.register', { name: 'Eve', password: PASSWORD, invite })
    await house.do(bo, 'room.ask', { invite })
    await house.do(dee, 'room.admit', { room: room.id, user: bo.id, yes: true })
    await house.do(ada, 'room.leave', { room: room.id })
    await house.do(ada, 'pending.approve', { user: reply.user.id })
    const { members } = await house.do(dee, 'room.members', { room: room.id })
    expect(members.map(({ user, role }) => `${user.name} ${role}`).toSorted()).toEqual(['Bo member', 'Dee owner', 'Eve member'])
  })

  const knock = (name: string, address: string, invite?: string) =>
    world.chat.execute({ ...world.stranger, address }, 'account.register', { name, password: PASSWORD, ...(invite && { invite }) })
  /** So many who wait, a stranger from each of these addresses in turn. */
  const fillWith = (many: number, from: (n: number) => string | undefined, begin = 0) =>
    world.store.write(async (tx) => {
      for (let n = begin; n < begin + many; n++) {
        const address = from(n)
        const pending = { at: n, ...(address === undefined ? { by: ada.id } : { from: address }) }
        const row = {
          id: makeId<UserId>(n + 1, randomBytes(16)),
          name: `junk${n}`,
          nameKey: `junk${n}`,
          displayName: `junk${n}`,
          createdAt: n,
        }
        await users.add(tx, users.personRow({ ...row, pending }))
      }
    })
  const names = async () => (await world.store.read((tx) => users.waiting(tx, 1000))).map(({ name }) => name)

  it('[CORE-46] from one address come so many strangers, who is one too many is told so; others and who is invited come as before', async () => {
    await fillWith(MOST_PENDING_OF_ADDRESS - 1, () => '10.0.0.66')
    await knock('Last', '::ffff:10.0.0.66')
    expect(await failureOf(() => knock('Eve', '10.0.0.66'))).toBe('too_many_waiting_here')
    await knock('Eve', '10.0.0.7')
    const { token } = await world.do(ada, 'invite.create', { uses: 1, hours: 1, approval: true })
    await knock('Guest.of.Ada', '10.0.0.66', token)
    // Behind a reverse proxy nobody has told of.
    for (let n = 0; n <= MOST_PENDING_OF_ADDRESS; n++) await knock(`p${n}`, '127.0.0.1')
  })

  it('[CORE-46] a list full of junk lets others register: the first of where most come from goes, never who was invited', async () => {
    const invited = 400
    await fillWith(invited, () => undefined)
    await fillWith(MOST_PENDING - invited, (n) => `fd00::${n.toString(16)}`, invited)
    await knock('Eve', '10.0.0.7')
    expect(await names()).toHaveLength(MOST_PENDING)
    expect((await names()).slice(invited - 1, invited + 1)).toEqual([`junk${invited - 1}`, `junk${invited + 1}`])
    expect((await names()).at(-1)).toBe('Eve')
    const { entries } = await world.do(ada, 'moderation.audit', {})
    expect(entries.map(({ deed, detail }) => `${deed}: ${detail}`)).toContain('account.refused: the list of who waits is full')
  })

  it('[CORE-46] where each comes from somewhere else, a full list is full', async () => {
    await fillWith(MOST_PENDING, (n) => `10.0.${n >> 8}.${n & 255}`)
    expect(await failureOf(() => knock('Eve', '192.168.7.7'))).toBe('too_many_waiting')
    // Whose own place it is makes room for themselves.
    await knock('Eve', '10.0.0.3')
    expect(await names()).not.toContain('junk3')
  })

  it('[CORE-46] many are refused at once; who was let in meanwhile is passed over, and nobody but moderators does it', async () => {
    await fillWith(30, () => '10.0.0.66')
    const { people } = await world.do(ada, 'pending.list', {})
    const ids = people.map(({ user }) => user.id)
    await world.do(ada, 'pending.approve', { user: ids[4] ?? ada.id })
    expect(await failureOf(() => world.chat.execute(world.stranger, 'pending.clear', { users: ids }))).toBe('not_signed_in')
    const { reply, told } = await act(world, ada, 'pending.clear', { users: ids })
    expect(reply).toEqual({ refused: 29 })
    expect(spoken(world, told)).toEqual(['pending.changed → Ada'])
    expect(await names()).toEqual([])
    expect((await world.do(ada, 'moderation.audit', { limit: 40 })).entries.filter(({ deed }) => deed === 'account.refused')).toHaveLength(
      29,
    )
  })
})
