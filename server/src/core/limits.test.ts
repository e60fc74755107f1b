// Every limit of the table: at its number it is fine, one above is refused. What is counted elsewhere names its test.
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import { Limits } from '@hearth/protocol/limits.ts'
import { expect, it } from 'vitest'
import { readPaper } from './testing/paper.ts'
import { createCast, createWorld, failureOf, newClientId, PASSWORD, say, sendFiles, upload } from './testing/world.ts'

type Scene = Awaited<ReturnType<typeof createScene>>
type Row = {
  readonly limit: keyof Limits
  readonly number: number
  /** Brings it to the limit; fails nowhere. */
  readonly at: (scene: Scene) => Promise<unknown>
  readonly above: (scene: Scene) => Promise<unknown>
  readonly code: ErrorCode
}

const open = ({ world }: Scene) => world.chat.execute(world.stranger, 'session.open', { name: 'Dee', password: PASSWORD })
const group = ({ world, dee }: Scene, name: string) => world.do(dee, 'room.create', { kind: 'group', name })
const long = (signs: number) => 'é'.repeat(signs)

const rows: readonly Row[] = [
  {
    ...{ limit: 'textChars', number: 20, code: 'text_too_long' },
    at: ({ world, ada, lobby }) => say(world, ada, lobby, long(20)),
    above: ({ world, ada, lobby }) => say(world, ada, lobby, long(21)),
  },
  {
    ...{ limit: 'nameChars', number: 12, code: 'name_invalid' },
    at: ({ world, ada }) => world.do(ada, 'account.change', { displayName: long(12) }),
    above: ({ world, ada }) => world.do(ada, 'account.change', { displayName: long(13) }),
  },
  {
    ...{ limit: 'topicChars', number: 8, code: 'text_too_long' },
    at: ({ world, ada, workshop }) => world.do(ada, 'room.rename', { room: workshop.id, topic: long(8) }),
    above: ({ world, ada, workshop }) => world.do(ada, 'room.rename', { room: workshop.id, topic: long(9) }),
  },
  {
    ...{ limit: 'statusChars', number: 8, code: 'text_too_long' },
    at: ({ world, ada }) => world.do(ada, 'account.change', { status: long(8) }),
    above: ({ world, ada }) => world.do(ada, 'account.change', { status: long(9) }),
  },
  {
    ...{ limit: 'roomsPerPerson', number: 3, code: 'too_many_rooms' },
    at: async (scene) => [await group(scene, 'One'), await group(scene, 'Two')],
    above: (scene) => group(scene, 'Three'),
  },
  {
    ...{ limit: 'membersPerRoom', number: 4, code: 'too_many_members' },
    at: ({ world, ada, dee, workshop }) => world.do(ada, 'room.invite', { room: workshop.id, users: [dee.id] }),
    above: async ({ world, ada, workshop }) =>
      world.do(ada, 'room.invite', { room: workshop.id, users: [(await world.person('Eve', { guest: true })).id] }),
  },
  {
    ...{ limit: 'contactsPerPerson', number: 2, code: 'too_many_contacts' },
    at: async ({ world, ada, bo, cy }) => {
      for (const { id } of [bo, cy]) await world.do(ada, 'contact.add', { user: id })
    },
    above: ({ world, ada, dee }) => world.do(ada, 'contact.add', { user: dee.id }),
  },
  {
    ...{ limit: 'reactionsPerMessage', number: 2, code: 'too_many_reactions' },
    at: async ({ world, ada, workshop, message }) => {
      for (const emoji of ['👍', '🔥']) await world.do(ada, 'message.react', { room: workshop.id, id: message, emoji })
    },
    above: ({ world, bo, workshop, message }) => world.do(bo, 'message.react', { room: workshop.id, id: message, emoji: '🎉' }),
  },
  {
    ...{ limit: 'starsPerPerson', number: 1, code: 'too_many_stars' },
    at: ({ world, ada, workshop, message }) => world.do(ada, 'message.star', { room: workshop.id, id: message }),
    above: ({ world, ada, workshop, other }) => world.do(ada, 'message.star', { room: workshop.id, id: other }),
  },
  {
    ...{ limit: 'pinsPerRoom', number: 1, code: 'too_many_pins' },
    at: ({ world, ada, workshop, message }) => world.do(ada, 'message.pin', { room: workshop.id, id: message }),
    above: ({ world, ada, workshop, other }) => world.do(ada, 'message.pin', { room: workshop.id, id: other }),
  },
  { ...{ limit: 'sessionsPerPerson', number: 2, code: 'too_many_sessions' }, at: open, above: open },
  {
    ...{ limit: 'uploadsPerPerson', number: 2, code: 'too_many_uploads' },
    at: async ({ world, dee }) => [await upload(world, dee), await upload(world, dee)],
    above: ({ world, dee }) => upload(world, dee),
  },
  {
    ...{ limit: 'filesPerMessage', number: 2, code: 'too_many_files' },
    at: async ({ world, ada, lobby }) => sendFiles(world, ada, lobby, [await upload(world, ada), await upload(world, ada)]),
    above: async ({ world, ada, lobby }) =>
      sendFiles(world, ada, lobby, [await upload(world, ada), await upload(world, ada), await upload(world, ada)]),
  },
  {
    ...{ limit: 'fileBytes', number: 1000, code: 'file_too_large' },
    at: ({ world, ada }) => upload(world, ada, { size: 1000 }),
    above: ({ world, ada }) => upload(world, ada, { size: 1001 }),
  },
  ...(['image', 'video', 'audio', 'document', 'archive', 'other'] as const).map(
    (kind): Row => ({
      ...{ limit: `${kind}Bytes`, number: 500, code: 'file_too_large' },
      at: ({ world, ada }) => upload(world, ada, { kind, size: 500 }),
      above: ({ world, ada }) => upload(world, ada, { kind, size: 501 }),
    }),
  ),
  {
    ...{ limit: 'fileBytesPerPerson', number: 300, code: 'person_files_full' },
    at: async ({ world, ada }) => [await upload(world, ada, { size: 200 }), await upload(world, ada, { size: 100 })],
    above: ({ world, ada }) => upload(world, ada, { size: 1 }),
  },
  {
    ...{ limit: 'filesPerPerson', number: 2, code: 'person_files_full' },
    at: async ({ world, ada }) => [await upload(world, ada), await upload(world, ada)],
    above: ({ world, ada }) => upload(world, ada),
  },
  {
    ...{ limit: 'fileBytesPerRoom', number: 300, code: 'room_files_full' },
    at: async ({ world, ada, lobby: room }) => sendFiles(world, ada, room, [await upload(world, ada, { size: 300, room })]),
    above: ({ world, bo, lobby: room }) => upload(world, bo, { size: 1, room }),
  },
  {
    ...{ limit: 'filesPerRoom', number: 1, code: 'room_files_full' },
    at: async ({ world, ada, lobby: room }) => sendFiles(world, ada, room, [await upload(world, ada, { room })]),
    above: ({ world, bo, lobby: room }) => upload(world, bo, { room }),
  },
  ...(['image', 'video', 'audio', 'document', 'archive', 'other'] as const).map(
    (kind): Row => ({
      ...{ limit: `${kind}sPerRoom`, number: 1, code: 'room_files_full' },
      at: async ({ world, ada, lobby: room }) => sendFiles(world, ada, room, [await upload(world, ada, { room, kind })]),
      above: ({ world, bo, lobby: room }) => upload(world, bo, { room, kind }),
    }),
  ),
  {
    ...{ limit: 'seenMembers', number: 3, code: 'room_too_large' },
    at: ({ world, ada, workshop, message }) => world.do(ada, 'message.seen', { room: workshop.id, id: message }),
    above: async ({ world, ada, dee, workshop, message }) => {
      await world.do(ada, 'room.invite', { room: workshop.id, users: [dee.id] })
      await world.do(ada, 'message.seen', { room: workshop.id, id: message })
    },
  },
]

async function createScene(limit: keyof Limits, number: number) {
  const world = await createWorld({ limits: { [limit]: number } })
  // Guests come in without a password, which takes its time to seal.
  const cast = await createCast(world, { guest: limit !== 'sessionsPerPerson' })
  const { id: message } = await say(world, cast.ada, cast.workshop.id, 'One')
  const { id: other } = await say(world, cast.ada, cast.workshop.id, 'Two')
  return { world, ...cast, message, other }
}

it.each(rows)('[TRUST-6] $limit: $number is fine, one more is $code', async ({ limit, number, at, above, code }) => {
  const scene = await createScene(limit, number)
  await at(scene)
  expect(await failureOf(() => above(scene))).toBe(code)
  await scene.world[Symbol.asyncDispose]()
})

/** What is counted by sockets, by time, or by what comes back, each with the test that does. */
const elsewhere: Partial<Readonly<Record<keyof Limits, string>>> = {
  versionsPerMessage: 'server/src/core/versions.test.ts CORE-22',
  framesPerSecond: 'server/src/gateways/websocket.test.ts EDGE-19',
  frameBytes: 'server/src/gateways/websocket.test.ts EDGE-17',
  connectionsPerPerson: 'server/src/gateways/websocket.test.ts EDGE-16',
  waitingPerAddress: 'server/src/gateways/websocket.test.ts EDGE-13',
  waitingInAll: 'server/src/gateways/websocket.test.ts EDGE-13',
  connectionsInAll: 'server/src/gateways/websocket.test.ts EDGE-13',
  outboxBytes: 'server/src/gateways/outbox.test.ts EDGE-3',
  fileBytesInAll: 'server/src/files/files.test.ts FILES-9',
  filesInAll: 'server/src/files/files.test.ts FILES-9',
  freeBytes: 'test/faults/files.test.ts FILES-10',
  ...Object.fromEntries(
    ['file', 'image', 'video', 'audio', 'document', 'archive', 'other'].map((kind) => [
      `${kind}Days`,
      'server/src/core/files.test.ts FILES-11',
    ]),
  ),
  messageArchiveDays: 'server/src/core/archiving.test.ts CORE-21',
  callPeople: 'server/src/calls/refusals.test.ts CALLS-4',
  callVideos: 'server/src/calls/media/choose.test.ts CALLS-11',
  callVoices: 'server/src/calls/media/choose.test.ts CALLS-11',
  ringSeconds: 'server/src/calls/commands.test.ts CALLS-4',
  resumeEntries: 'server/src/core/resume.test.ts CORE-6',
}

it('[TRUST-6] no limit is without its test', () => {
  const tried = new Set<string>(rows.map(({ limit }) => limit))
  const left = Object.keys(Limits.properties).filter((name) => !tried.has(name))
  expect(left.toSorted()).toEqual(Object.keys(elsewhere).toSorted())
  for (const place of Object.values(elsewhere)) {
    const [path = '', promise = ''] = place.split(' ')
    expect([place, readPaper(path).includes(`[${promise}]`)]).toEqual([place, true])
  }
})

it('[TRUST-6] a text counts in characters and in bytes, so that no sign is worth more than its bytes', async () => {
  const { world, ada, lobby } = await createScene('textChars', 8000)
  await say(world, ada, lobby, '😀'.repeat(8000))
  expect(await failureOf(() => say(world, ada, lobby, `${'😀'.repeat(8000)}x`))).toBe('text_too_long')
  expect(await failureOf(() => world.do(ada, 'message.send', { room: lobby, text: 'x', clientId: newClientId() }))).toBe('no failure')
})
