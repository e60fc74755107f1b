import { describe, expect, it } from 'vitest'
import * as attempts from './attempts.ts'
import * as bans from './bans.ts'
import * as contacts from './contacts.ts'
import * as facts from './facts.ts'
import * as invites from './invites.ts'
import * as members from './members.ts'
import type { Store, Tx } from './open.ts'
import * as reading from './reading.ts'
import * as rooms from './rooms.ts'
import * as sessions from './sessions.ts'
import { ada, bo, cy, dee, inviteId, lobby, office, person, room, roomId, say, seat, sessionId, userId, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines } from './testing/engines.ts'
import * as users from './users.ts'

describe.each(engines)('$name', ({ open }) => {
  let store: Store
  let queries: string[]
  const hooks = () => {
    queries = []
    return { onQuery: (text: string) => void queries.push(text) }
  }
  eachFilled(open, (filled) => void (store = filled), hooks)

  const inWrite = <T>(job: (tx: Tx) => Promise<T>) => store.write(job)
  /** How many queries a job needs. */
  const cost = async (job: (tx: Tx) => Promise<unknown>) => {
    queries = []
    await store.write(job)
    return queries.filter((text) => /^(select|insert|update|delete)/.test(text)).length
  }

  describe('users', () => {
    it('[STORE-8] a person comes back as they were put in, and changes only what is changed', async () => {
      const full = person('Eve', {
        displayName: 'Éve',
        status: 'away',
        admin: true,
        guest: true,
        passwordHash: '$argon2id$…',
        seenAt: 3000,
        bannedAt: 4000,
      })
      await inWrite(async (tx) => {
        await users.add(tx, full)
        expect(await users.byId(tx, full.id)).toEqual(full)
        await users.change(tx, full.id, { displayName: 'Eve', admin: false, bannedAt: null })
        await users.change(tx, full.id, {})
        await users.wereSeen(
          tx,
          new Map([
            [full.id, 78],
            [userId('Nobody'), 79],
          ]),
        )
        expect(await users.byId(tx, full.id)).toEqual({ ...full, displayName: 'Eve', admin: false, bannedAt: null, seenAt: 78 })
        expect(await users.byId(tx, userId('Nobody'))).toBeUndefined()
        expect((await users.byIds(tx, [ada, full.id, userId('Nobody')])).map(({ name }) => name).toSorted()).toEqual(['Ada', 'Eve'])
        expect(await users.byIds(tx, [])).toEqual([])
      })
    })

    it('[STORE-8] a name is found by its key, taken once, and free when its holder is deleted', async () => {
      await inWrite(async (tx) => {
        expect((await users.byNameKey(tx, 'ada'))?.id).toBe(ada)
        expect((await members.byNameKeys(tx, workshop, ['ada', 'bo', 'dee', 'nobody'])).toSorted()).toEqual([ada, bo].toSorted())
      })
      const second = person('Ada', { id: userId('second Ada') })
      await expect(inWrite((tx) => users.add(tx, second))).rejects.toThrow()
      await inWrite(async (tx) => {
        await users.change(tx, ada, { nameKey: null, deletedAt: 5000 })
        await users.add(tx, second)
        expect((await users.byNameKey(tx, 'ada'))?.id).toBe(second.id)
        expect(await users.all(tx)).toHaveLength(5)
      })
    })

    it('[STORE-8] search finds a part of either name in any case, beginnings first, nobody deleted, and takes % and _ as letters', async () => {
      await inWrite(async (tx) => {
        await users.add(tx, person('zora', { displayName: 'ÉTIENNE' }))
        await users.add(tx, person('canada', { displayName: 'Leaf' }))
        await users.add(tx, person('a_b', { displayName: '100%' }))
        await users.add(tx, person('gone.ada', { deletedAt: 1, nameKey: null }))
        const names = async (text: string, limit = 10) => (await users.search(tx, text, limit)).map(({ name }) => name)
        expect(await names('ADA')).toEqual(['Ada', 'canada'])
        expect(await names('étie')).toEqual(['zora'])
        expect(await names('_')).toEqual(['a_b'])
        expect(await names('%')).toEqual(['a_b'])
        expect(await names('\\')).toEqual([])
        expect(await names('', 3)).toHaveLength(3)
      })
    })

    it('[STORE-8] an admin counts until deleted', async () => {
      await inWrite(async (tx) => {
        expect(await users.hasAdmin(tx)).toBe(false)
        await users.change(tx, ada, { admin: true })
        expect(await users.hasAdmin(tx)).toBe(true)
        await users.change(tx, ada, { deletedAt: 1 })
        expect(await users.hasAdmin(tx)).toBe(false)
      })
    })
  })

  it('[STORE-8] sessions are found by the hash of their token, listed newest first, and ended one by one or together', async () => {
    const of = (name: string, createdAt: number) => ({
      id: sessionId(name),
      user: ada,
      tokenHash: `hash of ${name}`,
      client: name,
      createdAt,
      seenAt: createdAt,
    })
    await inWrite(async (tx) => {
      for (const [n, name] of ['laptop', 'phone', 'tablet'].entries()) await sessions.add(tx, of(name, n))
      await sessions.touch(tx, [sessionId('phone'), sessionId('lost')], 77)
      const found = await sessions.byTokenHashes(tx, ['hash of nothing', 'hash of phone', 'hash of tablet', 'hash of phone'])
      expect(found.toSorted((one, next) => one.session.createdAt - next.session.createdAt)).toEqual([
        { session: { ...of('phone', 1), seenAt: 77 }, user: person('Ada') },
        { session: of('tablet', 2), user: person('Ada') },
      ])
      expect(await sessions.byTokenHashes(tx, [])).toEqual([])
      expect((await sessions.ofUser(tx, ada)).map(({ client }) => client)).toEqual(['tablet', 'phone', 'laptop'])
      expect(await sessions.remove(tx, sessionId('tablet'))).toBe(true)
      expect(await sessions.remove(tx, sessionId('tablet'))).toBe(false)
      expect(await sessions.removeOfUser(tx, ada, sessionId('phone'))).toEqual([sessionId('laptop')])
      expect(await sessions.removeOfUser(tx, ada)).toEqual([sessionId('phone')])
      expect(await sessions.ofUser(tx, ada)).toEqual([])
    })
  })

  describe('rooms', () => {
    it('[STORE-8] a room comes back as it was put in, by id, code and the two people in it', async () => {
      const direct = room('direct', { kind: 'direct', name: '', directKey: `${ada}:${bo}` })
      await inWrite(async (tx) => {
        await rooms.add(tx, direct)
        expect(await rooms.byId(tx, direct.id)).toEqual(direct)
        expect((await rooms.byDirectKey(tx, `${ada}:${bo}`))?.id).toBe(direct.id)
        expect((await rooms.byCode(tx, 'abcde-fghjk'))?.id).toBe(workshop)
        expect(await rooms.byCode(tx, 'zzzzz-zzzzz')).toBeUndefined()
        expect((await rooms.lobby(tx)).id).toBe(lobby)
        await rooms.change(tx, workshop, { name: 'Workshop 2', code: null })
        expect(await rooms.byId(tx, workshop)).toMatchObject({ name: 'Workshop 2', topic: '', code: null, members: 3 })
      })
      await expect(inWrite((tx) => rooms.add(tx, { ...direct, id: roomId('the same again') }))).rejects.toThrow()
      await expect(inWrite((tx) => rooms.add(tx, room('Lobby', { id: roomId('second') })))).rejects.toThrow()
    })

    it('[STORE-8] public rooms are listed biggest first, without the deleted', async () => {
      await inWrite(async (tx) => {
        await rooms.add(tx, room('Office', { public: true }))
        await rooms.add(tx, room('Gone', { public: true }))
        await rooms.remove(tx, roomId('Gone'), 9)
        expect((await rooms.publicRooms(tx, 10)).map(({ name }) => name)).toEqual(['Lobby', 'Office'])
        expect(await rooms.publicRooms(tx, 1)).toHaveLength(1)
      })
    })
  })

  describe('members', () => {
    it('[STORE-8] a room knows how many are in it, and who', async () => {
      await inWrite(async (tx) => {
        await seat(tx, workshop, dee)
        expect((await rooms.byId(tx, workshop))?.members).toBe(4)
        await members.remove(tx, workshop, dee)
        await members.remove(tx, workshop, dee)
        expect((await rooms.byId(tx, workshop))?.members).toBe(3)
        expect(await members.idsOf(tx, workshop)).toEqual([ada, bo, cy].toSorted())
        expect(await members.get(tx, workshop, dee)).toBeUndefined()
        expect(await members.countRooms(tx, ada)).toBe(2)
      })
    })

    it('[STORE-8] the mark of what is read never goes back', async () => {
      await inWrite(async (tx) => {
        await reading.setRead(tx, [{ room: workshop, user: bo, seq: 5 }])
        await reading.setRead(tx, [{ room: workshop, user: bo, seq: 3 }])
        expect(await members.get(tx, workshop, bo)).toEqual({
          room: workshop,
          user: bo,
          role: 'member',
          joinedAt: 1500,
          joinedSeq: 0,
          readSeq: 5,
        })
      })
    })

    it('[STORE-9] how far many have read is kept, and known, in one query each', async () => {
      const readers = [ada, bo, cy].map((user) => ({ room: workshop, user }))
      const moved = readers.map((reader, at) => ({ ...reader, seq: at }))
      expect(await cost((tx) => reading.setRead(tx, moved))).toBe(1)
      const others = [
        { room: workshop, user: dee },
        { room: roomId('Nowhere'), user: bo },
      ]
      let found: Awaited<ReturnType<typeof reading.reached>> = []
      expect(await cost(async (tx) => (found = await reading.reached(tx, [...readers, ...others])))).toBe(1)
      expect(found).toEqual([
        ...[0, 1, 2].map((readSeq) => ({ seq: 0, readSeq, isDeleted: false })),
        { seq: 0, readSeq: null, isDeleted: false },
        undefined,
      ])
    })

    it('[STORE-8] members are paged in the order they came', async () => {
      await inWrite(async (tx) => {
        await members.remove(tx, workshop, bo)
        await seat(tx, workshop, bo, { joinedAt: 1700 })
        await seat(tx, workshop, dee, { joinedAt: 1600 })
        const names = async (after?: typeof ada) =>
          (await members.page(tx, workshop, { limit: 2, ...(after && { after }) })).map(({ person: { name } }) => name)
        const first = [person('Ada'), person('Cy')].toSorted((a, b) => (a.id < b.id ? -1 : 1))
        expect(await names()).toEqual(first.map(({ name }) => name))
        expect(await names(first[1]?.id)).toEqual(['Dee', 'Bo'])
        expect(await names(bo)).toEqual([])
        expect(await names(userId('Nobody'))).toEqual([])
      })
    })

    it('[STORE-8] the heir is the longest admin, else the longest member', async () => {
      await inWrite(async (tx) => {
        await seat(tx, workshop, dee, { joinedAt: 9000, role: 'admin' })
        expect((await members.heir(tx, workshop, ada))?.user).toBe(dee)
        await members.setRole(tx, workshop, dee, 'member')
        expect([bo, cy]).toContain((await members.heir(tx, workshop, ada))?.user)
        expect(await members.owners(tx, workshop)).toBe(1)
        for (const user of [bo, cy, dee]) await members.remove(tx, workshop, user)
        expect(await members.heir(tx, workshop, ada)).toBeUndefined()
      })
    })

    it('[STORE-9] a seat counts what others said and where one was mentioned since one read, in one query', async () => {
      await inWrite(async (tx) => {
        await say(tx, ada, 'one', { mentions: [bo, ada] })
        await say(tx, bo, 'two')
        await say(tx, ada, 'three', { mentions: [bo, bo] })
        expect(await members.seat(tx, workshop, bo)).toMatchObject({
          unread: 2,
          mentions: 2,
          peer: null,
          room: { id: workshop, seq: 3 },
          member: { readSeq: 0 },
        })
        expect(await members.seat(tx, workshop, ada)).toMatchObject({ unread: 1, mentions: 0 })
        await reading.setRead(tx, [{ room: workshop, user: bo, seq: 1 }])
        expect(await members.seat(tx, workshop, bo)).toMatchObject({ unread: 1, mentions: 1 })
        expect(await members.seat(tx, workshop, dee)).toBeUndefined()
      })
      expect(await cost((tx) => members.seat(tx, workshop, bo))).toBe(1)
    })

    it('[STORE-9] the list of rooms shows the other person of a direct room, oneself in notes, and costs one query', async () => {
      await inWrite(async (tx) => {
        for (const [name, people] of [
          ['with Bo', [ada, bo]],
          ['notes', [ada]],
        ] as const) {
          await rooms.add(tx, room(name, { kind: 'direct', name: '', directKey: people.join(':') }))
          for (const user of people) await seat(tx, roomId(name), user)
        }
        const shown = new Map((await members.roomsOf(tx, ada)).map(({ room: { id }, peer }) => [id, peer?.name]))
        expect(shown).toEqual(
          new Map([
            [lobby, undefined],
            [workshop, undefined],
            [roomId('with Bo'), 'Bo'],
            [roomId('notes'), 'Ada'],
          ]),
        )
        expect(await members.seat(tx, roomId('with Bo'), bo)).toMatchObject({ peer: person('Ada') })
        expect(await members.roomsOf(tx, userId('Nobody'))).toEqual([])
        const each = await members.roomsOfEach(tx, [ada, bo, dee, userId('Nobody')])
        expect([...each.keys()].toSorted()).toEqual([ada, bo, dee].toSorted())
        for (const who of [ada, bo, dee]) expect(each.get(who)).toEqual(await members.roomsOf(tx, who))
      })
      expect(await cost((tx) => members.roomsOf(tx, ada))).toBe(1)
      expect(await cost((tx) => members.roomsOfEach(tx, [ada, bo, dee]))).toBe(1)
    })
  })

  it('[STORE-8] contacts are kept once, in the order they were added', async () => {
    await inWrite(async (tx) => {
      expect(await contacts.add(tx, ada, cy, 1)).toBe(true)
      expect(await contacts.add(tx, ada, bo, 2)).toBe(true)
      expect(await contacts.add(tx, ada, bo, 3)).toBe(false)
      expect((await contacts.of(tx, ada)).map(({ name }) => name)).toEqual(['Cy', 'Bo'])
      await contacts.add(tx, dee, ada, 3)
      const each = await contacts.ofEach(tx, [ada, bo, dee])
      expect(each).toEqual(
        new Map([
          [ada, await contacts.of(tx, ada)],
          [dee, [person('Ada')]],
        ]),
      )
      expect(await contacts.count(tx, ada)).toBe(2)
      expect(await contacts.remove(tx, ada, cy)).toBe(true)
      expect(await contacts.remove(tx, ada, cy)).toBe(false)
      expect(await contacts.count(tx, bo)).toBe(0)
    })
  })

  it('[STORE-8] bans are replaced by the same value and lifted once', async () => {
    const ban = { kind: 'address', value: '10.0.0.0/24', reason: 'noise', at: 5, until: 9, about: null } as const
    await inWrite(async (tx) => {
      await bans.add(tx, { ...ban, reason: 'first' })
      await bans.add(tx, ban)
      const other = { kind: 'device', value: 'd0', reason: '', at: 4, until: null, about: bo } as const
      await bans.add(tx, other)
      expect(await bans.list(tx)).toEqual([other, ban])
      expect([await bans.overdue(tx, 8), await bans.overdue(tx, 9)]).toEqual([[], [ban.value]])
      expect(await bans.remove(tx, ban.value)).toBe(true)
      expect(await bans.remove(tx, ban.value)).toBe(false)
    })
  })

  it('[STORE-8] an invitation is good as often as it says, and not after its time', async () => {
    const blank = { by: null, room: null, role: 'member', uses: 2, opens: true, asks: false } as const
    await inWrite(async (tx) => {
      await invites.add(tx, { ...blank, id: inviteId('two'), tokenHash: 'two', createdAt: 0, expiresAt: 100, usesLeft: 2 })
      await invites.add(tx, { ...blank, id: inviteId('old'), tokenHash: 'old', createdAt: 0, expiresAt: 100, usesLeft: 2 })
      expect((await invites.list(tx, 99, {})).map(({ id }) => id)).toEqual([inviteId('old'), inviteId('two')].toSorted())
      expect([await invites.burn(tx, 'two', 99), await invites.burn(tx, 'two', 99), await invites.burn(tx, 'two', 99)]).toEqual([
        true,
        true,
        false,
      ])
      expect(await invites.list(tx, 100, {})).toEqual([])
      expect([await invites.burn(tx, 'old', 100), await invites.burn(tx, 'none', 0)]).toEqual([false, false])
    })
  })

  it('[STORE-8] failed sign-ins are counted by key, cleared and swept', async () => {
    await inWrite(async (tx) => {
      await attempts.set(tx, { key: 'Ada', count: 1, until: 10 })
      await attempts.set(tx, { key: 'Ada', count: 2, until: 20 })
      await attempts.set(tx, { key: 'Bo', count: 1, until: 30 })
      expect(await attempts.get(tx, 'Ada')).toEqual({ key: 'Ada', count: 2, until: 20 })
      await attempts.sweep(tx, 30)
      expect([await attempts.get(tx, 'Ada'), (await attempts.get(tx, 'Bo'))?.count]).toEqual([undefined, 1])
      await attempts.clear(tx, 'Bo')
      expect(await attempts.get(tx, 'Bo')).toBeUndefined()
    })
  })

  it('[STORE-8] a fact is set, replaced and removed', async () => {
    await inWrite(async (tx) => {
      await facts.set(tx, 'colour', 'red')
      await facts.set(tx, 'colour', 'blue')
      expect(await facts.get(tx, 'colour')).toBe('blue')
      await facts.remove(tx, 'colour')
      expect(await facts.get(tx, 'colour')).toBeUndefined()
      expect(await facts.get(tx, 'epoch')).toMatch(/^[0-9a-f-]{36}$/)
    })
  })

  it('[STORE-8] what belongs to nobody is refused', async () => {
    await expect(inWrite((tx) => seat(tx, office, ada))).rejects.toThrow()
    await expect(
      inWrite((tx) =>
        sessions.add(tx, { id: sessionId('x'), user: userId('Nobody'), tokenHash: 'x', client: '', createdAt: 0, seenAt: 0 }),
      ),
    ).rejects.toThrow()
  })
})
