import { randomBytes } from 'node:crypto'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChat } from '#core/chat.ts'
import { createLegacy } from '#core/legacy.ts'
import type { Member, Telling } from '#core/outcome.ts'
import { sealingHere } from '#core/sealing.ts'
import { openStore } from '#store/open.ts'
import { createDirectory, type Directory } from './directory.ts'

const PASSWORD = 'a long walk by the sea'

async function openTown() {
  const store = await openStore({ database: ':memory:' })
  const town: { directory?: Directory } = {}
  const publish = (tellings: readonly Telling[]): void => town.directory?.note(tellings)
  const chat = await createChat({
    store,
    settings: { limits: standardLimits, registration: 'open', guests: true, older: { forms: [] } },
    ...{ publish, online: () => [], isHere: () => false, now: () => 1_800_000_000_000, chance: randomBytes },
    sealing: sealingHere(),
  })
  const legacy = createLegacy(chat.core, publish, [])
  const directory = createDirectory(await legacy.load(), legacy)
  town.directory = directory
  return { store, chat, legacy, directory, fresh: async () => createDirectory(await legacy.load(), legacy) }
}

/** Everything a directory says, in a form to be compared. */
function everythingIn(directory: Directory) {
  const people = directory.people().map((person) => [person.word, person.number, person.displayName, person.guest])
  const rooms = directory
    .people()
    .flatMap(({ id }) =>
      directory
        .placesOf(id)
        .map(({ kind, word, code, number, name, members }) => [id, kind, word, code, number, name, [...members].toSorted()]),
    )
  const open = directory.publicPlaces().map(({ word }) => word)
  return { people: people.toSorted(), rooms: rooms.map((room) => JSON.stringify(room)).toSorted(), open: open.toSorted() }
}

test('[OLDER-4] after whatever is done, the directory says what the store says', async () => {
  const town = await openTown()
  const { chat, directory } = town
  const people: Member[] = []
  const rooms: RoomId[] = []
  const enter = async (name: string): Promise<void> => {
    const { reply } = await chat.execute({ kind: 'anonymous', address: '10.0.0.1', client: '' }, 'guest.enter', { name })
    people.push({ kind: 'signed-in', user: reply.user.id, session: reply.session, address: '10.0.0.1', client: '' })
  }
  for (const name of ['Ada', 'Bo', 'Cy']) await enter(name)
  const deeds: readonly ((who: Member, other: UserId, room: RoomId | undefined, n: number) => Promise<unknown>)[] = [
    async (who, other, _room, n) =>
      rooms.push(
        (
          await chat.execute(who, 'room.create', {
            kind: n % 2 ? 'group' : 'channel',
            name: `Room ${n % 4}`,
            public: n % 3 > 0,
            ...(other === who.user ? {} : { members: [other] }),
          })
        ).reply.room.id,
      ),
    (who, other) => chat.execute(who, 'room.direct', { user: other }),
    async (who, _other, room) => room && chat.execute(who, 'room.join', { room }),
    async (who, _other, room) => room && chat.execute(who, 'room.leave', { room }),
    async (who, other, room) => room && chat.execute(who, 'room.invite', { room, users: [other] }),
    async (who, other, room) => room && chat.execute(who, 'room.remove', { room, user: other }),
    async (who, other, room) => room && chat.execute(who, 'room.role', { room, user: other, role: 'admin' }),
    async (who, _other, room, n) => room && chat.execute(who, 'room.rename', { room, name: `Other ${n}` }),
    async (who, _other, room) => room && chat.execute(who, 'room.delete', { room }),
    (who, _other, _room, n) => chat.execute(who, 'account.change', { name: `${'ABC'[n % 3]}${n}`, displayName: `Called ${n}` }),
    (_who, _other, _room, n) => enter(`Guest${n}`),
    (who, _other, _room, n) => (n % 5 === 0 ? chat.execute(who, 'account.delete', {}) : Promise.resolve()),
  ]
  const step = fc.tuple(fc.nat(deeds.length - 1), fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(999))
  for (const [deed, one, two, place, n] of fc.sample(step, { numRuns: 150, seed: 11 })) {
    const [who, other] = [people[one % people.length], people[two % people.length]]
    if (who === undefined || other === undefined) throw new Error('nobody is there')
    // A refusal is fine: it changes nothing.
    await deeds[deed]?.(who, other.user, rooms[place % Math.max(1, rooms.length)], n).catch(() => undefined)
    expect(everythingIn(directory)).toEqual(everythingIn(await town.fresh()))
  }
  await town.store.close()
})

test('[OLDER-4] people and rooms are found by their words whatever the case, rooms by the only name, too, and by code and number', async () => {
  const { store, chat, legacy, directory } = await openTown()
  const { reply } = await chat.execute({ kind: 'anonymous', address: '10.0.0.1', client: '' }, 'account.register', {
    name: 'Ada',
    password: PASSWORD,
  })
  const ada: Member = { kind: 'signed-in', user: reply.user.id, session: reply.session, address: '10.0.0.1', client: '' }
  const person = directory.personCalled(' aDA ')
  expect(person?.id).toBe(reply.user.id)
  expect(directory.personNumbered(person?.number ?? 0)).toBe(person)
  const room = await legacy.createRoom(ada, { word: 'club', name: 'The Club', kind: 'group', public: true })
  const place = directory.placeCalled('CLUB')
  expect(place?.id).toBe(room.id)
  for (const found of [
    directory.placeCalled('the club'),
    directory.placeCoded(place?.code.toUpperCase() ?? ''),
    directory.placeNumbered(place?.number ?? 0),
  ])
    expect(found).toBe(place)
  await legacy.renameRoom(ada, room.id, 'society')
  directory.recall(room.id)
  expect([directory.placeCalled('club'), directory.placeCalled('society')?.id]).toEqual([undefined, room.id])
  expect(directory.lobby().word).toBe('lobby')
  expect(directory.placeCalled('Lobby')).toBe(directory.lobby())
  await store.close()
})
