// Each command is refused for each of its `fails`, and a refusal changes nothing and tells nobody.
import { type CommandName, commands } from '@hearth/protocol/commands.ts'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import { curbed } from '@hearth/protocol/fails.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import * as files from '#store/files.ts'
import { admin } from './admin.ts'
import { factors } from './factors/handlers.ts'
import { machineHandlers } from './machine/machine.ts'
import { moderation } from './moderation/handlers.ts'
import { pending } from './pending.ts'
import { markRefusals } from './testing/mark-refusals.ts'
import { blocked, ownCases } from './testing/refused.ts'
import { type Case, type Cases, inRoom, long, nowhere, type Scene } from './testing/refusing.ts'
import {
  createCast,
  createWorld,
  failureOf,
  newClientId,
  PASSWORD,
  type Person,
  say,
  sendFiles,
  upload,
  type World,
} from './testing/world.ts'

const wrong = 'not the password'

const ofFiles = { filesPerMessage: 2, fileBytes: 100_000, fileBytesPerPerson: 50_000, fileBytesPerRoom: 60_000 }
const settings = {
  limits: {
    roomsPerPerson: 4,
    membersPerRoom: 3,
    contactsPerPerson: 1,
    reactionsPerMessage: 1,
    pinsPerRoom: 1,
    starsPerPerson: 1,
    seenMembers: 3,
    sessionsPerPerson: 2,
    ...ofFiles,
  },
}

/** What files meet wherever they are handed over. */
const fileFailures = (hand: (scene: Scene, file: FileId) => Promise<unknown>): Partial<Record<ErrorCode, Case>> => ({
  file_unknown: async (scene) => hand(scene, await upload(scene.world, scene.bo)),
  file_gone: async (scene) => {
    const { world, ada, workshop } = scene
    const file = await upload(world, ada)
    await sendFiles(world, ada, workshop.id, [file])
    await world.store.write((tx) => files.expire(tx, [file]))
    await hand(scene, file)
  },
  file_not_whole: async (scene) => hand(scene, await upload(scene.world, scene.ada, { whole: false })),
  person_files_full: async (scene) => {
    const { world, ada, bo, workshop } = scene
    const theirs = await upload(world, bo, { size: 10 })
    await sendFiles(world, bo, workshop.id, [theirs])
    await upload(world, ada, { size: world.chat.core.settings.limits.fileBytesPerPerson - 9 })
    await hand(scene, theirs)
  },
})
const pictureFailures = (hand: (scene: Scene, file: FileId) => Promise<unknown>): Partial<Record<ErrorCode, Case>> => ({
  ...fileFailures(hand),
  not_an_image: async (scene) => hand(scene, await upload(scene.world, scene.ada, { kind: 'video' })),
})

const tooManyRooms = async ({ world, dee }: Scene) => {
  for (const name of ['One', 'Two', 'Three']) await world.do(dee, 'room.create', { kind: 'group', name })
}

const cases: Cases = {
  ...ownCases,
  'account.register': {
    name_invalid: ({ world }) => world.person('-'),
    name_taken: ({ world }) => world.person('ＡＤＡ'),
    password_weak: ({ world }) => world.chat.execute(world.stranger, 'account.register', { name: 'Eve', password: 'password1' }),
    password_too_long: ({ world }) => world.chat.execute(world.stranger, 'account.register', { name: 'Eve', password: 'ab1'.repeat(400) }),
    setup_invalid: ({ world }) => world.person('Eve', { setup: 'guessed' }),
  },
  'account.change': {
    name_invalid: ({ world, ada }) => world.do(ada, 'account.change', { name: 'a b' }),
    name_taken: ({ world, ada }) => world.do(ada, 'account.change', { name: 'bo' }),
    text_too_long: ({ world, ada }) => world.do(ada, 'account.change', { status: long }),
    password_weak: ({ world, ada }) => world.do(ada, 'account.change', { password: 'short', oldPassword: PASSWORD }),
    password_too_long: ({ world, ada }) => world.do(ada, 'account.change', { password: 'ab1'.repeat(400), oldPassword: PASSWORD }),
    bad_credentials: ({ world, ada }) => world.do(ada, 'account.change', { password: 'a new long password', oldPassword: wrong }),
    slow_down: async ({ world, ada }) => {
      for (let i = 0; i < 6; i++)
        await failureOf(() => world.do(ada, 'account.change', { password: 'a new long password', oldPassword: wrong }))
      await world.do(ada, 'account.change', { password: 'a new long password', oldPassword: PASSWORD })
    },
  },
  'account.picture': pictureFailures(({ world, ada }, file) => world.do(ada, 'account.picture', { file })),
  'account.delete': {
    bad_credentials: ({ world, ada }) => world.do(ada, 'account.delete', { password: wrong }),
    slow_down: async ({ world, ada }) => {
      for (let i = 0; i < 6; i++) await failureOf(() => world.do(ada, 'account.delete', { password: wrong }))
      await world.do(ada, 'account.delete', { password: PASSWORD })
    },
  },
  'session.open': {
    bad_credentials: ({ world }) => world.chat.execute(world.stranger, 'session.open', { name: 'nobody', password: PASSWORD }),
    too_many_sessions: async ({ world }) => {
      for (let i = 0; i < 2; i++) await world.chat.execute(world.stranger, 'session.open', { name: 'ada', password: PASSWORD })
    },
    slow_down: async ({ world }) => {
      for (let i = 0; i < 6; i++)
        await failureOf(() => world.chat.execute(world.stranger, 'session.open', { name: 'Ada', password: wrong }))
      await world.chat.execute(world.stranger, 'session.open', { name: 'ada', password: PASSWORD })
    },
  },
  'guest.enter': {
    name_invalid: ({ world }) => world.person('…', { guest: true }),
    name_taken: ({ world }) => world.person('ada', { guest: true }),
  },
  'session.resume': {
    session_unknown: ({ world }) => world.chat.execute(world.stranger, 'session.resume', { token: 'guessed' }),
    not_signed_in: ({ world }) => world.chat.execute(world.stranger, 'session.resume', {}),
  },
  'session.revoke': { session_unknown: ({ world, ada, bo }) => world.do(ada, 'session.revoke', { session: bo.session }) },
  'token.create': {
    not_allowed: async ({ world }) =>
      world.do(await world.person('Visitor', { guest: true }), 'token.create', { name: 'x', scope: ['read'], days: 1 }),
    too_many_sessions: async ({ world, ada }) => {
      for (let i = 0; i < 3; i++) await world.do(ada, 'token.create', { name: 'x', scope: ['read'], days: 1 })
    },
  },
  'token.revoke': { token_unknown: ({ world, ada }) => world.do(ada, 'token.revoke', { token: ada.session }) },
  'contact.add': {
    user_unknown: ({ world, ada }) => world.do(ada, 'contact.add', { user: nowhere }),
    too_many_contacts: async ({ world, ada, bo, cy }) => {
      await world.do(ada, 'contact.add', { user: bo.id })
      await world.do(ada, 'contact.add', { user: cy.id })
    },
  },
  'contact.remove': { user_unknown: ({ world, ada }) => world.do(ada, 'contact.remove', { user: nowhere }) },
  'room.create': {
    room_name_invalid: ({ world, ada }) => world.do(ada, 'room.create', { kind: 'group', name: ' \u200b ' }),
    text_too_long: ({ world, ada }) => world.do(ada, 'room.create', { kind: 'group', name: 'Ok', topic: long }),
    user_unknown: ({ world, ada }) => world.do(ada, 'room.create', { kind: 'group', name: 'Ok', members: [nowhere] }),
    not_reachable: blocked(({ world, ada, dee }) => world.do(ada, 'room.create', { kind: 'group', name: 'Ok', members: [dee.id] })),
    too_many_rooms: async (scene) => {
      await tooManyRooms(scene)
      await scene.world.do(scene.dee, 'room.create', { kind: 'group', name: 'Four' })
    },
    too_many_members: ({ world, ada, bo, cy, dee }) =>
      world.do(ada, 'room.create', { kind: 'group', name: 'Ok', members: [bo.id, cy.id, dee.id] }),
  },
  'room.direct': {
    user_unknown: ({ world, ada }) => world.do(ada, 'room.direct', { user: nowhere }),
    not_reachable: blocked(({ world, ada, dee }) => world.do(ada, 'room.direct', { user: dee.id })),
    too_many_rooms: async (scene) => {
      await tooManyRooms(scene)
      await scene.world.do(scene.dee, 'room.direct', { user: scene.ada.id })
    },
  },
  'room.join': {
    invite_invalid: ({ world, dee }) => world.do(dee, 'room.join', { invite: 'guessed' }),
    code_invalid: ({ world, dee }) => world.do(dee, 'room.join', { code: 'aaaaa-aaaaa' }),
    room_unknown: ({ world, dee, workshop }) => world.do(dee, 'room.join', { room: workshop.id }),
    bad_request: ({ world, dee }) => world.do(dee, 'room.join', {}),
    too_many_rooms: async (scene) => {
      await tooManyRooms(scene)
      await scene.world.do(scene.dee, 'room.join', { code: scene.office.code ?? '' })
    },
    too_many_members: ({ world, dee, workshop }) => world.do(dee, 'room.join', { code: workshop.code ?? '' }),
  },
  'room.leave': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.leave', { room })),
    room_is_fixed: ({ world, ada, lobby }) => world.do(ada, 'room.leave', { room: lobby }),
  },
  'room.rename': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.rename', { room, name: 'Other' })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.rename', { room: workshop.id, name: 'Other' }),
    room_is_fixed: ({ world, ada, lobby }) => world.do(ada, 'room.rename', { room: lobby, name: 'Other' }),
    room_name_invalid: ({ world, ada, workshop }) => world.do(ada, 'room.rename', { room: workshop.id, name: long }),
    text_too_long: ({ world, ada, workshop }) => world.do(ada, 'room.rename', { room: workshop.id, topic: long }),
  },
  'room.delete': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.delete', { room })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.delete', { room: workshop.id }),
    room_is_fixed: ({ world, ada, lobby }) => world.do(ada, 'room.delete', { room: lobby }),
  },
  'room.members': inRoom(({ world, ada }, room) => world.do(ada, 'room.members', { room })),
  'room.invite': {
    ...inRoom(({ world, ada, cy }, room) => world.do(ada, 'room.invite', { room, users: [cy.id] })),
    not_allowed: ({ world, bo, dee, office }) => world.do(bo, 'room.invite', { room: office.id, users: [dee.id] }),
    room_is_fixed: ({ world, ada, dee, lobby }) => world.do(ada, 'room.invite', { room: lobby, users: [dee.id] }),
    user_unknown: ({ world, ada, workshop }) => world.do(ada, 'room.invite', { room: workshop.id, users: [nowhere] }),
    not_reachable: blocked(({ world, ada, dee, office }) => world.do(ada, 'room.invite', { room: office.id, users: [dee.id] })),
    too_many_rooms: async (scene) => {
      await tooManyRooms(scene)
      await scene.world.do(scene.ada, 'room.invite', { room: scene.office.id, users: [scene.dee.id] })
    },
    too_many_members: ({ world, ada, dee, workshop }) => world.do(ada, 'room.invite', { room: workshop.id, users: [dee.id] }),
  },
  'room.remove': {
    ...inRoom(({ world, ada, cy }, room) => world.do(ada, 'room.remove', { room, user: cy.id })),
    not_allowed: ({ world, bo, ada, workshop }) => world.do(bo, 'room.remove', { room: workshop.id, user: ada.id }),
    room_is_fixed: ({ world, ada, bo, lobby }) => world.do(ada, 'room.remove', { room: lobby, user: bo.id }),
    user_unknown: ({ world, ada, dee, workshop }) => world.do(ada, 'room.remove', { room: workshop.id, user: dee.id }),
  },
  'room.role': {
    ...inRoom(({ world, ada, cy }, room) => world.do(ada, 'room.role', { room, user: cy.id, role: 'admin' })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.role', { room: workshop.id, user: bo.id, role: 'owner' }),
    room_is_fixed: ({ world, ada, bo, lobby }) => world.do(ada, 'room.role', { room: lobby, user: bo.id, role: 'admin' }),
    user_unknown: ({ world, ada, dee, workshop }) => world.do(ada, 'room.role', { room: workshop.id, user: dee.id, role: 'admin' }),
    last_owner: ({ world, ada, workshop }) => world.do(ada, 'room.role', { room: workshop.id, user: ada.id, role: 'member' }),
  },
  'message.send': {
    ...inRoom(({ world, ada }, room) => say(world, ada, room, 'Hello')),
    may_not_speak: ({ world, bo, office }) => say(world, bo, office.id, 'Hello'),
    text_empty: ({ world, ada, workshop }) => say(world, ada, workshop.id, '\u200b\n\u0000 '),
    text_too_long: ({ world, ada, workshop }) => say(world, ada, workshop.id, long),
    message_unknown: ({ world, ada, workshop }) => say(world, ada, workshop.id, 'Hello', nowhere),
    client_id_used: async ({ world, ada, workshop, lobby }) => {
      await world.do(ada, 'message.send', { room: workshop.id, text: 'Here', clientId: 'one' })
      await world.do(ada, 'message.send', { room: lobby, text: 'There', clientId: 'one' })
    },
    ...fileFailures(({ world, ada, workshop }, file) => sendFiles(world, ada, workshop.id, [file])),
    too_many_files: async ({ world, ada, workshop }) => {
      const ids = [await upload(world, ada), await upload(world, ada), await upload(world, ada)]
      await sendFiles(world, ada, workshop.id, ids)
    },
    room_files_full: async ({ world, ada, bo, workshop }) => {
      await upload(world, ada, { room: workshop.id, size: 49_000 })
      await upload(world, bo, { room: workshop.id, size: 10_950 })
      await sendFiles(world, ada, workshop.id, [await upload(world, ada)])
    },
  },
  'message.edit': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.edit', { room, id: message, text: 'Other' })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.edit', { room: lobby, id: message, text: 'Other' }),
    not_allowed: ({ world, bo, workshop, message }) => world.do(bo, 'message.edit', { room: workshop.id, id: message, text: 'Other' }),
    may_not_speak: ({ world, bo, office, message }) => world.do(bo, 'message.edit', { room: office.id, id: message, text: 'Other' }),
    text_empty: ({ world, ada, workshop, message }) => world.do(ada, 'message.edit', { room: workshop.id, id: message, text: '  ' }),
    text_too_long: ({ world, ada, workshop, message }) => world.do(ada, 'message.edit', { room: workshop.id, id: message, text: long }),
  },
  'message.delete': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.delete', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.delete', { room: lobby, id: message }),
    not_allowed: ({ world, bo, workshop, message }) => world.do(bo, 'message.delete', { room: workshop.id, id: message }),
  },
  'message.react': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.react', { room, id: message, emoji: '👍' })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.react', { room: lobby, id: message, emoji: '👍' }),
    emoji_invalid: ({ world, ada, workshop, message }) => world.do(ada, 'message.react', { room: workshop.id, id: message, emoji: 'ok' }),
    too_many_reactions: async ({ world, ada, bo, workshop, message }) => {
      await world.do(ada, 'message.react', { room: workshop.id, id: message, emoji: '👍' })
      await world.do(bo, 'message.react', { room: workshop.id, id: message, emoji: '🔥' })
    },
  },
  'message.unreact': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.unreact', { room, id: message, emoji: '👍' })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.unreact', { room: lobby, id: message, emoji: '👍' }),
  },
  ...markRefusals,
  'message.get': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.get', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.get', { room: lobby, id: message }),
  },
  'message.search': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'message.search', { text: 'free', room })),
    message_unknown: ({ world, dee, workshop }) => world.do(dee, 'message.search', { text: 'free', from: { room: workshop.id, seq: 2 } }),
    slow_down: ({ world, ada }) => Promise.all(Array.from({ length: 9 }, () => world.do(ada, 'message.search', { text: 'free' }))),
  },
  'room.history': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.history', { room })),
    bad_request: ({ world, ada, workshop }) => world.do(ada, 'room.history', { room: workshop.id, before: 3, after: 1 }),
  },
  'room.picture': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.picture', { room, file: null })),
    ...pictureFailures(({ world, ada, workshop }, file) => world.do(ada, 'room.picture', { room: workshop.id, file })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.picture', { room: workshop.id, file: null }),
    room_is_fixed: async ({ world, ada, bo }) => {
      const { room } = await world.do(ada, 'room.direct', { user: bo.id })
      await world.do(ada, 'room.picture', { room: room.id, file: null })
    },
  },
  'room.storage': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.storage', { room })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.storage', { room: workshop.id }),
    room_is_fixed: async ({ world, ada, bo }) => {
      const { room } = await world.do(ada, 'room.direct', { user: bo.id })
      await world.do(ada, 'room.storage', { room: room.id })
    },
  },
  'room.keep': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.keep', { room, days: 3 })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.keep', { room: workshop.id, days: 3 }),
    room_is_fixed: async ({ world, ada, bo }) => {
      const { room } = await world.do(ada, 'room.direct', { user: bo.id })
      await world.do(ada, 'room.keep', { room: room.id, days: 3 })
    },
  },
  'room.archive': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'room.archive', { room, afterDays: 3 })),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'room.archive', { room: workshop.id, afterDays: 3 }),
    room_is_fixed: async ({ world, ada, bo }) => {
      const { room } = await world.do(ada, 'room.direct', { user: bo.id })
      await world.do(ada, 'room.archive', { room: room.id, afterDays: 3 })
    },
  },
  'room.read': inRoom(({ world, ada }, room) => world.do(ada, 'room.read', { room, seq: 1 })),
  typing: {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'typing', { room, on: true })),
    may_not_speak: ({ world, bo, office }) => world.do(bo, 'typing', { room: office.id, on: true }),
  },
}

/** Shown where they belong: gates in sessions.test.ts, the full disk in storage.test.ts, the gateway's own in its room. */
const shownElsewhere: readonly ErrorCode[] = [
  'banned',
  'registration_closed',
  'invite_invalid',
  'guests_closed',
  'storage_full',
  'too_many_connections',
  'second_factor_needed',
  'sign_in_anew',
  // outside/
  'name_unsure',
  // moderation/
  ...curbed,
  'approval_needed',
  // pending.test.ts
  'approval_waiting',
  'too_many_waiting',
  'too_many_waiting_here',
]
const ofTheGateway: Partial<Record<CommandName, readonly ErrorCode[]>> = {
  'account.register': ['slow_down'],
  'guest.enter': ['slow_down'],
  'session.resume': ['slow_down'],
  'message.send': ['slow_down'],
  'message.forward': ['slow_down'],
  'poll.create': ['slow_down'],
  // What one shows of oneself: factors/passkeys.test.ts, and outside/.
  'account.delete': ['directory_away', 'code_wrong', 'code_skewed', 'ticket_invalid', 'passkey_refused'],
  // Of a directory: outside/.
  'session.open': ['directory_away', 'account_off', 'name_taken', 'name_invalid'],
}

/** Those of calls are shown beside what carries them out; those of moderators, admins and of signing in in tests of their own. */
const elsewhere = { ...moderation, ...admin, ...machineHandlers, ...pending, ...factors }
const ofCore = (Object.keys(commands) as CommandName[]).filter((name) => !name.startsWith('call.') && !(name in elsewhere))

describe.each(ofCore)('%s', (name) => {
  it(`[CORE-2] ${name} has a case for each of its failures`, () => {
    const missing = commands[name].fails.filter(
      (code) => !shownElsewhere.includes(code) && !ofTheGateway[name]?.includes(code) && cases[name]?.[code] === undefined,
    )
    expect(missing).toEqual([])
  })

  for (const [code, attempt] of Object.entries(cases[name] ?? {})) {
    it(`[CORE-2] ${name} is refused with ${code}, and nothing changed`, async () => {
      await using world = await createWorld(settings)
      const cast = await createCast(world)
      const { id: message } = await say(world, cast.ada, cast.workshop.id, 'The laser cutter is free')
      const scene = { ...cast, message, world: watching(world, cast.ada) }
      expect(await failureOf(() => attempt(scene))).toBe(code)
    })
  }

  it(`[CORE-2] ${name} asks who is there`, async () => {
    await using world = await createWorld()
    const takes = { room: nowhere, id: nowhere, user: nowhere, seq: 0, text: '', clientId: newClientId() } as never
    const code = await failureOf(() =>
      world.chat.execute(world.stranger, name, takes).then(
        () => undefined,
        (fault: unknown) => {
          if (commands[name].by === 'anyone') return undefined
          throw fault
        },
      ),
    )
    expect(code).toBe(commands[name].by === 'anyone' ? 'no failure' : 'not_signed_in')
  })
})

/** The same world, where every refusal is looked at: nobody was told anything, and no room moved. */
function watching(world: World, ada: Person): World {
  const rooms = () => world.do(ada, 'room.list', {})
  return {
    ...world,
    async do(who, name, takes) {
      const [told, before] = [world.told.length, await rooms()]
      try {
        return await world.do(who, name, takes)
      } catch (fault) {
        expect(world.told).toHaveLength(told)
        expect(await rooms()).toEqual(before)
        throw fault
      }
    },
  }
}
