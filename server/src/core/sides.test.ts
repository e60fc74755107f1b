// What could leak beside the straight way: lists, searches, counts, presence, mentions, answers; and what goes on after somebody was put out.
import { type CommandName, commands, type Takes } from '@hearth/protocol/commands.ts'
import { commandExamples } from '@hearth/protocol/examples.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import { Check } from 'typebox/value'
import { expect, it } from 'vitest'
import { begin, checkSee } from './files.ts'
import { allMessages } from './testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, say, sendFiles, upload, type World } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  return { world, ...(await createCast(world)) }
}

const names = Object.keys(commands) as CommandName[]
const SECRET = 'velvet otter'

/** All that somebody can ask without naming a room. */
const asking: readonly [CommandName, unknown][] = [
  ['room.list', {}],
  ['room.list', { public: true }],
  ['message.search', { text: SECRET }],
  ['message.search', { text: 'otter', has: ['link'] }],
  ['message.mentions', {}],
  ['message.starred', {}],
  ['people.search', { text: 'velvet' }],
  ['people.online', {}],
  ['contact.list', {}],
  ['account.storage', {}],
  ['call.recent', {}],
  ['invite.list', {}],
  ['session.list', {}],
]

async function known(world: World, who: Person): Promise<string> {
  const answers = []
  for (const [name, takes] of asking) answers.push(await world.chat.execute(who.caller, name, takes as never))
  answers.push(await world.chat.execute(world.stranger, 'session.resume', { token: who.token }))
  return JSON.stringify(answers)
}

it('[TRUST-5] nothing that can be asked or heard tells of a room one is not in: not its name, its words, its people’s doings, nor that it is there', async () => {
  const { world, ada, bo, cy, dee, workshop } = await scene()
  const room = (await world.do(ada, 'room.create', { kind: 'group', name: SECRET, topic: SECRET, members: [bo.id] })).room.id
  const from = world.told.length
  const { id } = await say(world, ada, room, `${SECRET} at http://10.0.0.7/${SECRET}, @Dee and @Bo`)
  await sendFiles(world, ada, room, [await upload(world, ada, { room, name: `${SECRET}.png` })])
  await world.do(bo, 'message.react', { room, id, emoji: '👍' })
  await world.do(bo, 'typing', { room, on: true })
  await world.do(ada, 'message.pin', { room, id })
  await world.do(bo, 'message.star', { room, id })
  await world.do(bo, 'poll.create', { room, question: SECRET, options: ['a', 'b'], clientId: newClientId() })
  await world.do(bo, 'room.read', { room, seq: 3 })
  await world.do(ada, 'room.rules', { room, words: [SECRET] })
  for (const who of [cy, dee]) {
    const all = await known(world, who)
    expect([who.name, all.includes(room), all.includes(id), all.includes('velvet'), all.includes('otter')]).toEqual([
      who.name,
      ...[false, false, false, false],
    ])
  }
  const heard = world.told.slice(from).filter(({ to }) => to.has(dee.id) || to.has(cy.id))
  expect(heard.map(({ event }) => event.event)).toEqual([])
  expect(await known(world, bo)).toContain(SECRET)
  // Who is put out forgets it, too.
  await world.do(ada, 'room.remove', { room, user: bo.id })
  const after = await known(world, bo)
  expect([after.includes(room), after.includes('velvet')]).toEqual([false, false])
  expect(after).toContain(workshop.id)
})

it('[TRUST-5] a private room’s id, and a message’s, say the same as ids of nothing, whatever is asked with them', async () => {
  const { world, ada, dee, workshop, lobby } = await scene()
  const { id } = await say(world, ada, workshop.id, SECRET)
  const file = await upload(world, ada, { room: workshop.id })
  await sendFiles(world, ada, workshop.id, [file])
  expect(await failureOf(() => world.do(dee, 'room.join', { room: workshop.id }))).toBe('room_unknown')
  expect(await failureOf(() => world.do(dee, 'room.ask', { room: workshop.id }))).toBe('room_unknown')
  for (const name of ['message.get', 'message.star', 'message.versions', 'message.seen', 'room.thread'] as const) {
    expect([name, await failureOf(() => world.do(dee, name, { room: lobby, id }))]).toEqual([name, 'message_unknown'])
    expect([name, await failureOf(() => world.do(dee, name, { room: workshop.id, id }))]).toEqual([name, 'not_a_member'])
  }
  const nobodys = '0'.repeat(26) as FileId
  for (const one of [file, nobodys])
    expect(await failureOf(() => world.store.read((tx) => checkSee(tx, dee.caller, one)))).toBe('file_unknown')
})

it('[TRUST-5] what is passed on must be readable where it comes from and sayable where it goes', async () => {
  const { world, ada, bo, dee, workshop, office, lobby } = await scene()
  const file = await upload(world, ada, { room: workshop.id })
  const { id } = await sendFiles(world, ada, workshop.id, [file], SECRET)
  const own = (await world.do(dee, 'room.create', { kind: 'group', name: 'Dee’s own' })).room.id
  expect(await failureOf(() => sendFiles(world, dee, own, [file]))).toBe('file_unknown')
  expect(await failureOf(() => say(world, dee, own, 'Look', id))).toBe('message_unknown')
  expect(await failureOf(() => world.do(dee, 'message.forward', { room: own, from: workshop.id, id, clientId: newClientId() }))).toBe(
    'not_a_member',
  )
  expect(await failureOf(() => world.do(dee, 'message.forward', { room: own, from: own, id, clientId: newClientId() }))).toBe(
    'message_unknown',
  )
  expect(await failureOf(() => world.do(bo, 'message.forward', { room: office.id, from: workshop.id, id, clientId: newClientId() }))).toBe(
    'may_not_speak',
  )
  expect(
    await failureOf(() =>
      world.store.write((tx) => begin(world.chat.core, tx, dee.caller, { room: workshop.id, size: 1, name: 'a', durationMs: null })),
    ),
  ).toBe('not_a_member')
  // Passed on by who may: the new room's people see that message, and nothing more of the old room.
  const { id: copy } = await world.do(bo, 'message.forward', { room: lobby, from: workshop.id, id, clientId: newClientId() })
  const { message } = await world.do(dee, 'message.get', { room: lobby, id: copy })
  expect(message.text).toBe(SECRET)
  expect(JSON.stringify(message)).not.toContain(workshop.id)
  expect(await failureOf(() => world.do(dee, 'message.origin', { room: lobby, id: copy }))).not.toBe('no failure')
})

it('[TRUST-5] put out while words, files and reactions are on their way: nothing of theirs stands behind the removal', async () => {
  const { world, ada, bo, workshop } = await scene()
  const room = workshop.id
  const { id } = await say(world, ada, room, 'Anybody')
  for (let round = 0; round < 25; round++) {
    const from = world.told.length
    const words = () => say(world, bo, room, `word ${round}`)
    const deeds = [
      words,
      words,
      () => world.do(bo, 'message.react', { room, id, emoji: '👍' }),
      () => upload(world, bo, { room }),
      words,
      words,
    ]
    const at = round % deeds.length
    const removal = () => world.do(ada, 'room.remove', { room, user: bo.id })
    const results = await Promise.allSettled([...deeds.slice(0, at), removal, ...deeds.slice(at)].map((deed) => deed()))
    expect(results[at]?.status).toBe('fulfilled')
    const events = world.told.slice(from).map(({ event }) => event)
    const put = events.findIndex(({ event }) => event === 'room.removed')
    expect(put).toBeGreaterThanOrEqual(0)
    const later = events.slice(put + 1).filter((event) => 'room' in event && event.room === room)
    expect(later.map(({ event }) => event)).toEqual([])
    const last = (await world.do(ada, 'room.list', {})).rooms.find((one) => one.id === room)?.seq ?? 0
    for (const message of await allMessages(world, ada, room)) if (message.author === bo.id) expect(message.seq).toBeLessThan(last)
    await world.do(ada, 'room.invite', { room, users: [bo.id] })
    await world.do(bo, 'message.unreact', { room, id, emoji: '👍' })
  }
})

/** What no answer may hold: how somebody proves who they are, and how it is kept. `token` and `code` are what one asks for. */
const secretive = /hash|salt|password|secret|nameKey|tokenHash|email|directKey|seal|address/i
const mayTell: Readonly<Record<string, readonly string[]>> = {
  // Where people are connected from is what admins ask it for.
  'moderation.whereabouts': ['address', 'addresses'],
}

it('[TRUST-5] no answer has a field for what proves who somebody is', () => {
  for (const name of names) {
    const keys = keysOf(commands[name].gives).filter((key) => secretive.test(key) && !mayTell[name]?.includes(key))
    expect([name, keys]).toEqual([name, []])
  }
})

function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : []
  return [...own, ...Object.values(schema).flatMap(keysOf)]
}

it('[TRUST-5] answers hold what their row says and nothing besides', async () => {
  const { world, ada, workshop } = await scene()
  const { id } = await say(world, ada, workshop.id, 'One')
  const asked: readonly [CommandName, unknown][] = [
    ...asking,
    ['room.history', { room: workshop.id }],
    ['room.members', { room: workshop.id }],
    ['message.get', { room: workshop.id, id }],
    ['people.get', { users: [ada.id] }],
  ]
  for (const [name, takes] of asked) {
    const { reply } = await world.chat.execute(ada.caller, name, takes as never)
    expect([name, strays(commands[name].gives, reply)]).toEqual([name, []])
  }
})

/** Paths of fields that the schema does not know. */
function strays(schema: unknown, value: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null || typeof value !== 'object' || value === null) return []
  if ('anyOf' in schema && Array.isArray(schema.anyOf)) {
    const all = schema.anyOf.map((one) => strays(one, value, at))
    return all.find((found) => found.length === 0) ?? all[0] ?? []
  }
  if (Array.isArray(value)) return 'items' in schema ? value.flatMap((one, index) => strays(schema.items, one, `${at}/${index}`)) : []
  if (!('properties' in schema) || typeof schema.properties !== 'object' || schema.properties === null) return []
  const rows = new Map(Object.entries(schema.properties))
  return Object.entries(value).flatMap(([key, one]) => (rows.has(key) ? strays(rows.get(key), one, `${at}/${key}`) : [`${at}/${key}`]))
}

const added = ['role', 'isAdmin', 'admin', 'ownerId', 'owner', 'createdAt', 'author', 'seq', 'at', '__proto__', 'constructor', 'prototype']

it('[TRUST-5] no command takes a field more, nor an object or a list where a text is wanted', () => {
  const own = <T extends object>(takes: T, key: string, value: unknown): T =>
    Object.defineProperty({ ...takes }, key, { value, enumerable: true, configurable: true, writable: true })
  for (const name of names) {
    const { takes }: { takes: Takes<CommandName> } = commandExamples[name]
    const schema = commands[name].takes
    expect([name, Check(schema, takes)]).toEqual([name, true])
    for (const key of added)
      if (!Object.hasOwn(schema.properties, key)) expect([name, key, Check(schema, own(takes, key, true))]).toEqual([name, key, false])
    for (const [key, value] of Object.entries(takes)) {
      if (typeof value !== 'string') continue
      for (const other of [{}, { $ne: null }, { toString: 'x' }, [value], 7, true])
        expect([name, key, other, Check(schema, own(takes, key, other))]).toEqual([name, key, other, false])
    }
  }
})
