import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as olderRows from '#store/older.ts'
import { createLegacy, type Proof } from './legacy.ts'
import { createWorld, failureOf, PASSWORD, type World } from './testing/world.ts'

const STRONG = 'a walk along the quay at night'
const from = { address: '192.168.1.9', client: 'older program (prmp)' }
const plain = (secret: string): Proof => ({ form: 'plain', secret })
const hashed = (password: string): Proof => ({ form: 'hashed', secret: createHash('sha256').update(password).digest('hex') })
const salted = (salt: string, password: string): Proof => ({
  form: 'salted',
  secret: createHash('sha256')
    .update(salt + password)
    .digest('hex'),
})

const open = () => createWorld({ settings: { older: { forms: ['hashed', 'salted'] } } })
const legacyOf = async (world: World) => {
  const legacy = createLegacy(world.chat.core, world.publish, ['prmp'])
  await legacy.load()
  return legacy
}

test('[OLDER-1] a password set through our own door opens the others in every form, and a new one ends the old in all', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const ada = await world.person('Ada')
  const enter = (proof: Proof) => failureOf(() => legacy.open(from, { user: ada.id, name: 'Ada', proof, gateway: 'prmp' }, () => {}))
  const salt = await legacy.saltOf(ada.id, 'Ada')
  for (const proof of [plain(PASSWORD), hashed(PASSWORD), salted(salt, PASSWORD)]) expect(await enter(proof)).toBe('no failure')
  await world.do(ada, 'account.change', { password: STRONG, oldPassword: PASSWORD })
  for (const proof of [plain(PASSWORD), hashed(PASSWORD), salted(salt, PASSWORD)]) expect(await enter(proof)).toBe('bad_credentials')
  world.now += 3_600_000
  for (const proof of [plain(STRONG), hashed(STRONG), salted(salt, STRONG)]) expect(await enter(proof)).toBe('no failure')
})

test('[OLDER-1] who was made by the hash alone comes in elsewhere by the password, and may choose a better one there', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const id = await legacy.register(from, { name: 'Neo', proof: hashed('k') })
  expect(await failureOf(() => legacy.open(from, { user: id, name: 'Neo', proof: plain('wrong'), gateway: 'prmp' }, () => {}))).toBe(
    'bad_credentials',
  )
  const { reply } = await world.chat.execute(world.stranger, 'session.open', { name: 'Neo', password: 'k' })
  expect(reply.user.id).toBe(id)
  const caller = { ...world.stranger, kind: 'signed-in', user: id, session: reply.session } as const
  expect(await failureOf(() => world.chat.execute(caller, 'account.change', { password: STRONG }))).toBe('bad_credentials')
  await world.chat.execute(caller, 'account.change', { password: STRONG, oldPassword: 'k' })
  expect(await failureOf(() => legacy.open(from, { user: id, name: 'Neo', proof: hashed('k'), gateway: 'prmp' }, () => {}))).toBe(
    'bad_credentials',
  )
  await legacy.open(from, { user: id, name: 'Neo', proof: hashed(STRONG), gateway: 'prmp' }, () => {})
})

test('[OLDER-1] a weak password of an older program opens its account, is kept as a seal alone, and no other proof fits', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const id = await legacy.register(from, { name: 'bob', proof: plain('k') })
  const keys = await world.store.read((tx) => olderRows.keysOf(tx, id))
  expect(keys.map(({ form }) => form)).toEqual(['hashed', 'plain', 'salted'])
  for (const { sealed } of keys) expect(sealed).toMatch(/^\$argon2id\$/)
  await legacy.open(from, { user: id, name: 'bob', proof: plain('k'), gateway: 'prmp' }, () => {})
  expect(await failureOf(() => legacy.open(from, { user: undefined, name: 'nobody', proof: plain('k'), gateway: 'prmp' }, () => {}))).toBe(
    'bad_credentials',
  )
  expect(await failureOf(() => legacy.register(from, { name: 'Bob', proof: plain('k') }))).toBe('name_taken')
})

test('[OLDER-1] the salt of a name nobody has is always the same, and says nothing', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const [one, again, other] = [
    await legacy.saltOf(undefined, 'zoe'),
    await legacy.saltOf(undefined, 'ZOE'),
    await legacy.saltOf(undefined, 'zac'),
  ]
  expect(one).toMatch(/^\d{32}$/)
  expect(again).toBe(one)
  expect(other).not.toBe(one)
  const ada = await world.person('Ada')
  expect(await legacy.saltOf(ada.id, 'Ada')).toMatch(/^\d{32}$/)
})

test('[OLDER-2] words are unique, stay when names change, and are free again when their owner is gone', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const ada = await world.person('Ada')
  await world.do(ada, 'account.change', { name: 'Lovelace' })
  expect(legacy.personWord(ada.id)?.word).toBe('Ada')
  expect(await failureOf(() => world.person('ada'))).toBe('name_taken')
  await legacy.open(from, { user: undefined, name: 'lovelace', proof: plain(PASSWORD), gateway: 'prmp' }, () => {})

  const [film, again] = [
    await world.do(ada, 'room.create', { kind: 'group', name: 'Film night', public: true }),
    await world.do(ada, 'room.create', { kind: 'group', name: 'film  NIGHT' }),
  ]
  expect(legacy.roomWord(film.room.id)?.word).toBe('Film-night')
  expect(legacy.roomWord(again.room.id)?.word).toBe('film-NIGHT.2')
  expect(legacy.roomWord(film.room.id)?.code).toMatch(/^[0-9a-f]{6}$/)
  expect(await failureOf(() => legacy.createRoom(ada.caller, { word: 'FILM-NIGHT', name: 'x', kind: 'group', public: true }))).toBe(
    'name_taken',
  )
  expect(await failureOf(() => legacy.createRoom(ada.caller, { word: 'Lobby', name: 'x', kind: 'group', public: true }))).toBe('name_taken')
  const before = (await legacyOf(world)).roomWord(film.room.id)
  await world.do(ada, 'room.rename', { room: film.room.id, name: 'Cinema' })
  expect((await legacyOf(world)).roomWord(film.room.id)).toEqual(before)
  await world.do(ada, 'room.delete', { room: film.room.id })
  await legacy.createRoom(ada.caller, { word: 'film-night', name: 'Film night', kind: 'group', public: true })

  await world.do(ada, 'account.delete', { password: PASSWORD })
  expect(legacy.personWord(ada.id)).toBeUndefined()
  expect((await world.person('ada')).id).not.toBe(ada.id)
})

test('[OLDER-2] people and rooms of a time before have words from the first start on, the same ever after', async () => {
  await using world = await createWorld()
  const ada = await world.person('Ada')
  const { room } = await world.do(ada, 'room.create', { kind: 'channel', name: 'News' })
  const core = { ...world.chat.core, older: { people: new Map(), rooms: new Map() } }
  const known = await createLegacy(core, world.publish, []).load()
  expect(known.people.map(({ word }) => word)).toEqual(['Ada'])
  expect(known.rooms.map(({ word }) => word)).toEqual(['lobby', 'News'])
  const again = await createLegacy({ ...core, older: { people: new Map(), rooms: new Map() } }, world.publish, []).load()
  expect(again.rooms).toEqual(known.rooms)
  expect(again.rooms.find(({ row }) => row.id === room.id)?.code).toMatch(/^[0-9a-f]{6}$/)
})

test('[OLDER-3] an account made without a secret opens to nobody, takes one secret, once, and is free again without', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const id = await legacy.register(from, { name: 'carl', proof: null })
  const salt = await legacy.saltOf(id, 'carl')
  for (const proof of [plain(''), hashed(''), salted(salt, '')])
    expect(await failureOf(() => legacy.open(from, { user: id, name: 'carl', proof, gateway: 'prmp' }, () => {}))).toBe('bad_credentials')
  world.now += 3_600_000
  await legacy.setProof(from, id, salted(salt, 'open'))
  expect(await failureOf(() => legacy.setProof(from, id, salted(salt, 'other')))).toBe('not_allowed')
  expect(await legacy.saltOf(id, 'carl')).toBe(salt)
  await legacy.open(from, { user: id, name: 'carl', proof: salted(salt, 'open'), gateway: 'prmp' }, () => {})
  expect(await legacy.free(id)).toBe(false)
  const other = await legacy.register(from, { name: 'dora', proof: null })
  expect(await legacy.free(other)).toBe(true)
  await legacy.register(from, { name: 'dora', proof: null })
})

test('[OLDER-3] what a crash has left of older programs is gone at the next start: sign-ins, their guests, unfinished accounts', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const ada = await world.person('Ada')
  await legacy.open(from, { user: ada.id, name: 'Ada', proof: plain(PASSWORD), gateway: 'prmp' }, () => {})
  await world.chat.execute({ ...from, kind: 'anonymous' }, 'guest.enter', { name: 'visitor' })
  await legacy.register(from, { name: 'carl', proof: null })
  await legacyOf(world)
  expect((await world.do(ada, 'session.list', {})).sessions.map(({ client }) => client)).toEqual(['a test'])
  expect(await world.operator.operate('user.list', {})).toMatchObject({ users: [{ name: 'Ada' }] })
})

test('[OLDER-1] contacts of older programs are mutual, and end for both', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const [ada, bo] = [await world.person('Ada'), await world.person('Bo')]
  expect([await legacy.befriend(ada.caller, bo.id), await legacy.befriend(bo.caller, ada.id)]).toEqual([true, false])
  expect((await world.do(bo, 'contact.list', {})).contacts.map(({ name }) => name)).toEqual(['Ada'])
  expect([await legacy.part(bo.caller, ada.id), await legacy.part(bo.caller, ada.id)]).toEqual([true, false])
  expect((await world.do(ada, 'contact.list', {})).contacts).toEqual([])
})

test('[OLDER-1] a sign-in that has ended can do nothing more at the doors of older programs', async () => {
  await using world = await open()
  const legacy = await legacyOf(world)
  const [ada, bo] = [await world.person('Ada'), await world.person('Bo')]
  const { user, session } = await legacy.open(from, { user: ada.id, name: 'Ada', proof: plain(PASSWORD), gateway: 'prmp' }, () => {})
  const old = { ...from, kind: 'signed-in', user, session } as const
  const made = await legacy.createRoom(old, { word: 'makers', name: 'makers', kind: 'group', public: true })
  await world.do(ada, 'account.change', { password: STRONG, oldPassword: PASSWORD })
  const deeds = [
    () => legacy.changeProof(old, hashed('mine now')),
    () => legacy.befriend(old, bo.id),
    () => legacy.part(old, bo.id),
    () => legacy.renamePerson(old, 'Eve'),
    () => legacy.renameRoom(old, made.id, 'mine'),
    () => legacy.joinByCode(old, made.id),
    () => legacy.createRoom(old, { word: 'more', name: 'more', kind: 'group', public: true }),
  ]
  for (const deed of deeds) expect(await failureOf(deed)).toBe('session_unknown')
  await legacy.open(from, { user, name: 'Ada', proof: plain(STRONG), gateway: 'prmp' }, () => {})
})
