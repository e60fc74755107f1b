// Coming back: alone, and with everybody else.
import { describe, expect, it } from 'vitest'
import * as entryRows from '#store/entries.ts'
import { StorageError } from '#store/open.ts'
import * as roomRows from '#store/rooms.ts'
import * as userRows from '#store/users.ts'
import { createCast, createWorld, newClientId, type Person, say, type World } from './testing/world.ts'

describe('coming back', () => {
  const resume = (world: World, who: Person, since: Record<string, number>) =>
    world.chat.execute(world.stranger, 'session.resume', { token: who.token, since })

  it('[CORE-6] resume gives each missed entry once and in order, as the event it was', async () => {
    await using world = await createWorld()
    const { ada, bo, cy, dee, workshop } = await createCast(world)
    const room = workshop.id
    const from = world.told.length
    const { id } = await say(world, ada, room, 'Morning, @bo')
    await world.do(cy, 'message.react', { room, id, emoji: '☕' })
    await world.do(cy, 'message.unreact', { room, id, emoji: '☕' })
    await world.do(ada, 'room.invite', { room, users: [dee.id] })
    await world.do(ada, 'room.role', { room, user: dee.id, role: 'admin' })
    await world.do(ada, 'room.rename', { room, name: 'Wood shop' })
    await world.do(ada, 'room.remove', { room, user: cy.id })
    await world.do(dee, 'room.leave', { room })
    await say(world, bo, room, 'Hello')
    const live = world.told.slice(from).flatMap(({ event }) => (event.room === room && event.seq !== undefined ? [event] : []))
    const { signIn, reply } = await resume(world, bo, { [room]: workshop.seq })
    expect(signIn?.missed).toEqual(live)
    expect(reply.rooms.find((one) => one.id === room)).toMatchObject({
      seq: live.at(-1)?.seq,
      unread: 1,
      mentions: 1,
      members: 2,
      name: 'Wood shop',
    })
    expect((await resume(world, bo, { [room]: live.at(-1)?.seq ?? 0 })).signIn?.missed).toEqual([])
  })

  it('[CORE-6] who is too far behind, or ahead of a restored backup, is told to begin anew', async () => {
    await using world = await createWorld({ limits: { resumeEntries: 3 } })
    const { ada, bo, workshop, lobby } = await createCast(world)
    for (let i = 0; i < 4; i++) await say(world, ada, workshop.id, `word ${i}`)
    const { signIn } = await resume(world, bo, { [workshop.id]: 1, [lobby]: 99, ['0'.repeat(26)]: 5 })
    expect(signIn?.missed).toEqual([
      { event: 'resume_too_far', with: { room: lobby, seq: 4 } },
      { event: 'resume_too_far', with: { room: workshop.id, seq: 5 } },
    ])
  })

  it('[CORE-7] deleted and changed words are said again only as they are now, and people as they are called now', async () => {
    await using world = await createWorld()
    const { ada, bo, dee, workshop } = await createCast(world)
    const room = workshop.id
    const secret = await say(world, ada, room, 'the safe is under the stairs')
    const kept = await say(world, ada, room, 'the safe is old')
    await world.do(ada, 'message.edit', { room, id: secret.id, text: 'the safe is under the stairs, @bo' })
    await world.do(ada, 'message.edit', { room, id: kept.id, text: 'the safe is gone' })
    await world.do(ada, 'message.delete', { room, id: secret.id })
    await world.do(ada, 'room.invite', { room, users: [dee.id] })
    await world.do(dee, 'account.change', { displayName: 'Dee the Builder' })
    const missed = JSON.stringify((await resume(world, bo, { [room]: workshop.seq })).signIn?.missed)
    expect(missed).not.toContain('under the stairs')
    expect(missed).not.toContain('is old')
    expect(missed).toContain('the safe is gone')
    expect(missed).toContain('Dee the Builder')
  })

  it('[CORE-20] all who come back at once cost hardly more questions than one, and hear the very same events of one room', async () => {
    let queries = 0
    await using world = await createWorld({ onQuery: () => void queries++ })
    const { ada, bo, cy, workshop } = await createCast(world)
    await say(world, ada, workshop.id, 'while you were away')
    const cost = async (people: readonly Person[]) => {
      await world.store.write(async () => {})
      queries = 0
      const done = await Promise.all(people.map((person) => resume(world, person, { [workshop.id]: workshop.seq })))
      await world.store.write(async () => {})
      return { queries, missed: done.map(({ signIn }) => signIn?.missed ?? []) }
    }
    const one = await cost([ada])
    const many = await cost(Array.from({ length: 100 }, (_, at) => [ada, bo, cy][at % 3] ?? ada))
    expect(many.queries).toBeLessThanOrEqual(one.queries + 3)
    expect(many.missed).toHaveLength(100)
    for (const [event, ...more] of many.missed) expect([event, more]).toEqual([one.missed[0]?.[0], []])
    expect(new Set(many.missed.flat()).size).toBe(1)
  })

  it('[CORE-20] each of them is answered for their own sign-in alone', async () => {
    await using world = await createWorld()
    const { ada, bo, cy, dee, workshop, office } = await createCast(world)
    await world.do(dee, 'session.close', {})
    await world.operator.operate('ban.add', { what: 'Cy', reason: '' })
    const since = { [workshop.id]: 0, [office.id]: 0 }
    const outcomes = await Promise.allSettled([
      ...[ada, bo, cy, dee].map((person) => resume(world, person, since)),
      world.chat.execute(world.stranger, 'session.resume', { token: 'guessed' }),
    ])
    const seen = outcomes.map((one) =>
      one.status === 'rejected'
        ? one.reason.code
        : [one.value.reply.user.name, one.value.signIn?.missed.map(({ room, seq }) => [room, seq])],
    )
    const missedOf = [workshop, office].map(({ id }) => [id, 1])
    expect(seen).toEqual([['Ada', missedOf], ['Bo', missedOf], 'session_unknown', 'session_unknown', 'session_unknown'])
  })

  it('[CORE-20] who waits with others still comes after all they asked before', async () => {
    await using world = await createWorld()
    const { ada, bo, workshop } = await createCast(world)
    const first = resume(world, bo, {})
    const said = say(world, ada, workshop.id, 'before I come back')
    const again = world.chat.execute(ada.caller, 'session.resume', { token: ada.token })
    const { seq } = await said
    expect((await again).reply.rooms.find(({ id }) => id === workshop.id)?.seq).toBe(seq)
    expect((await first).reply.user.id).toBe(bo.id)
  })

  it('[CORE-20] a log that cannot be said again keeps nobody out: of that room it is as if too much had been missed', async () => {
    await using world = await createWorld()
    const { ada, bo, dee, workshop, office, lobby } = await createCast(world)
    // A bug of ours: an entry that names nobody.
    await world.store.write(async (tx) => {
      const seq = await roomRows.nextSeq(tx, office.id)
      const body = { user: '0'.repeat(26), role: 'member', at: 1, by: ada.id }
      await entryRows.add(tx, { room: office.id, seq, event: 'room.joined', actor: ada.id, at: 1, message: null, body })
    })
    const [hurt, ...others] = await Promise.all([
      resume(world, bo, { [office.id]: 0 }),
      resume(world, ada, { [workshop.id]: 0 }),
      resume(world, dee, { [lobby]: 0 }),
    ])
    expect(hurt.signIn?.missed).toEqual([{ event: 'resume_too_far', with: { room: office.id, seq: expect.any(Number) } }])
    expect(others.map(({ signIn }) => signIn?.missed.some(({ event }) => event === 'resume_too_far'))).toEqual([false, false])
  })

  it('[CORE-6] answers and events leave in the order of commits, whatever is asked at once', async () => {
    await using world = await createWorld()
    const { ada, bo, workshop } = await createCast(world)
    const order: string[] = []
    const sends = Array.from({ length: 30 }, (_, i) =>
      world.chat.execute(
        i % 2 ? ada.caller : bo.caller,
        'message.send',
        { room: workshop.id, text: `word ${i}`, clientId: newClientId() },
        ({ reply }) => order.push(`${reply.seq}`),
      ),
    )
    const resumed: number[] = []
    const resumes = Array.from({ length: 10 }, () =>
      world.chat.execute(world.stranger, 'session.resume', { token: bo.token }, ({ reply }) => {
        // What the snapshot says is exactly what had been told by then.
        const seq = reply.rooms.find(({ id }) => id === workshop.id)?.seq ?? 0
        resumed.push(seq)
        expect(world.told.filter(({ event }) => event.room === workshop.id && event.seq !== undefined)).toHaveLength(seq)
      }),
    )
    await Promise.all([...sends, ...resumes])
    expect(order).toEqual(Array.from({ length: 30 }, (_, i) => `${i + 2}`))
    expect(resumed).toHaveLength(10)
  })
})

it('[CORE-18] somebody who comes online while another comes back is not missed', async () => {
  await using world = await createWorld()
  const { ada, bo } = await createCast(world)
  const resumed = world.chat.execute(world.stranger, 'session.resume', { token: ada.token })
  const asked = world.do(ada, 'people.online', {})
  // In the same commit, after the snapshot was taken and before it is answered.
  await world.store.write(async () => {
    world.online = [{ user: bo.id, state: 'online', seenAt: null }]
  })
  expect((await resumed).reply.presence).toContainEqual({ user: bo.id, state: 'online', seenAt: null })
  expect((await asked).presence).toContainEqual({ user: bo.id, state: 'online', seenAt: null })
})

it('[CORE-6] who comes back hears of some who are here with their names, and of everybody they know', async () => {
  await using world = await createWorld()
  const ada = await world.person('Ada')
  const bo = await world.person('Bo')
  const crowd: Person[] = []
  for (let i = 0; i < 60; i++) crowd.push(await world.person(`guest-${i}`, { guest: true }))
  await world.do(ada, 'contact.add', { user: bo.id })
  world.online = crowd.map(({ id }) => ({ user: id, state: 'online', seenAt: null }))
  const { people, presence } = await world.chat.execute(world.stranger, 'session.resume', { token: ada.token }).then(({ reply }) => reply)
  expect(presence.filter(({ state }) => state === 'online').map(({ user }) => user)).toEqual(crowd.slice(0, 50).map(({ id }) => id))
  expect(presence).toContainEqual({ user: bo.id, state: 'offline', seenAt: expect.any(Number) })
  expect(people.map(({ id }) => id)).toContain(bo.id)
  expect(people).toHaveLength(51)
})

it('[CORE-20] when everybody goes at once, all are remembered as last seen then, in one write', async () => {
  let writes = 0
  await using world = await createWorld({ onQuery: (text) => void (text.startsWith('update') && writes++) })
  const { ada, bo, cy } = await createCast(world)
  writes = 0
  await Promise.all([ada, bo, cy].map(({ id }, at) => world.chat.gone(id, 100 + at)))
  expect(writes).toBe(1)
  await world.chat.gone(bo.id, 200)
  const rows = await world.store.read((tx) => userRows.byIds(tx, [ada.id, bo.id, cy.id]))
  expect(new Map(rows.map(({ id, seenAt }) => [id, seenAt]))).toEqual(
    new Map([
      [ada.id, 100],
      [bo.id, 200],
      [cy.id, 102],
    ]),
  )
})

it('[CORE-20] who could not be remembered does not keep those who go later from it', async () => {
  await using world = await createWorld()
  const { ada } = await createCast(world)
  await world.store.close()
  await expect(world.chat.gone(ada.id, 1)).rejects.toThrow(StorageError)
  await expect(world.chat.gone(ada.id, 2)).rejects.toThrow(StorageError)
})
