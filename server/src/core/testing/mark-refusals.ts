// Refusals of what one does with messages besides saying them.
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import { MOST_THREAD_DRAFTS } from '@hearth/protocol/thread-bounds.ts'
import * as files from '#store/files.ts'
import { type Case, type Cases, inRoom, nowhere, type Scene } from './refusing.ts'
import { newClientId, type Person, say, sendFiles, upload } from './world.ts'

const poll = () => ({ question: 'When?', options: ['Monday', 'Tuesday'], clientId: newClientId() })

/** Somebody's files in the Workshop, taken to the lobby by Ada. */
const takeAlong = async ({ world, ada, lobby, workshop }: Scene, who: Person, before: (files: FileId[]) => unknown) => {
  const ids = [await upload(world, who), await upload(world, who)]
  const { id } = await sendFiles(world, who, workshop.id, ids)
  await before(ids)
  await world.do(ada, 'message.forward', { room: lobby, from: workshop.id, id, clientId: newClientId() })
}
const forwardFailures: Partial<Record<ErrorCode, Case>> = {
  file_gone: (scene) => takeAlong(scene, scene.bo, (ids) => scene.world.store.write((tx) => files.expire(tx, ids))),
  too_many_files: (scene) => takeAlong(scene, scene.bo, () => Object.assign(scene.world.chat.core.settings.limits, { filesPerMessage: 1 })),
  person_files_full: (scene) =>
    takeAlong(scene, scene.bo, () =>
      upload(scene.world, scene.ada, { size: scene.world.chat.core.settings.limits.fileBytesPerPerson - 9 }),
    ),
  room_files_full: (scene) =>
    takeAlong(scene, scene.bo, async () => {
      await upload(scene.world, scene.bo, { room: scene.lobby, size: 49_000 })
      await upload(scene.world, scene.cy, { room: scene.lobby, size: 10_950 })
    }),
}

export const markRefusals: Cases = {
  'message.pin': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.pin', { room, id: message })),
    message_unknown: ({ world, ada, workshop }) => world.do(ada, 'message.pin', { room: workshop.id, id: nowhere }),
    not_allowed: async ({ world, ada, bo, office }) => {
      const { id } = await say(world, ada, office.id, 'Only admins speak here')
      await world.do(bo, 'message.pin', { room: office.id, id })
    },
    too_many_pins: async ({ world, ada, workshop, message }) => {
      await world.do(ada, 'message.pin', { room: workshop.id, id: message })
      const { id } = await say(world, ada, workshop.id, 'One too many')
      await world.do(ada, 'message.pin', { room: workshop.id, id })
    },
  },
  'message.unpin': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.unpin', { room, id: message })),
    message_unknown: ({ world, ada, workshop }) => world.do(ada, 'message.unpin', { room: workshop.id, id: nowhere }),
    not_allowed: async ({ world, ada, bo, office }) => {
      const { id } = await say(world, ada, office.id, 'Only admins speak here')
      await world.do(bo, 'message.unpin', { room: office.id, id })
    },
  },
  'message.star': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.star', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.star', { room: lobby, id: message }),
    too_many_stars: async ({ world, ada, workshop, message }) => {
      await world.do(ada, 'message.star', { room: workshop.id, id: message })
      const { id } = await say(world, ada, workshop.id, 'One too many')
      await world.do(ada, 'message.star', { room: workshop.id, id })
    },
  },
  'message.unstar': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.unstar', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.unstar', { room: lobby, id: message }),
  },
  'message.starred': { message_unknown: ({ world, ada, message }) => world.do(ada, 'message.starred', { after: message }) },
  'message.versions': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.versions', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.versions', { room: lobby, id: message }),
  },
  'message.forward': {
    ...inRoom(({ world, ada, workshop, message }, room) =>
      world.do(ada, 'message.forward', { room, from: workshop.id, id: message, clientId: newClientId() }),
    ),
    not_a_member: ({ world, dee, lobby, workshop, message }) =>
      world.do(dee, 'message.forward', { room: lobby, from: workshop.id, id: message, clientId: newClientId() }),
    message_unknown: ({ world, ada, lobby, workshop }) =>
      world.do(ada, 'message.forward', { room: lobby, from: workshop.id, id: nowhere, clientId: newClientId() }),
    may_not_speak: ({ world, bo, office, workshop, message }) =>
      world.do(bo, 'message.forward', { room: office.id, from: workshop.id, id: message, clientId: newClientId() }),
    client_id_used: async ({ world, ada, lobby, workshop, message }) => {
      await world.do(ada, 'message.send', { room: workshop.id, text: 'Here', clientId: 'one' })
      await world.do(ada, 'message.forward', { room: lobby, from: workshop.id, id: message, clientId: 'one' })
    },
    ...forwardFailures,
  },
  'message.origin': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.origin', { room, id: message })),
    message_unknown: ({ world, ada, workshop, message }) => world.do(ada, 'message.origin', { room: workshop.id, id: message }),
  },
  'message.unpreview': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.unpreview', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.unpreview', { room: lobby, id: message }),
    not_allowed: ({ world, bo, workshop, message }) => world.do(bo, 'message.unpreview', { room: workshop.id, id: message }),
  },
  'thread.read': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'thread.read', { room, id: message, seq: 1 })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'thread.read', { room: lobby, id: message, seq: 1 }),
  },
  'thread.draft': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'thread.draft', { room, id: message, text: 'I was about to' })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'thread.draft', { room: lobby, id: message, text: 'I was' }),
    too_many_drafts: async ({ world, ada, workshop: { id: room } }) => {
      for (let kept = 0; kept <= MOST_THREAD_DRAFTS; kept++) {
        const { id } = await say(world, ada, room, `line ${kept}`)
        await world.do(ada, 'thread.draft', { room, id, text: 'I was about to' })
      }
    },
  },
  'thread.follow': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'thread.follow', { room, id: message, on: true })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'thread.follow', { room: lobby, id: message, on: true }),
  },
  'thread.list': { message_unknown: ({ world, ada }) => world.do(ada, 'thread.list', { after: nowhere }) },
  'room.thread': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'room.thread', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'room.thread', { room: lobby, id: message }),
  },
  'poll.create': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'poll.create', { room, ...poll() })),
    may_not_speak: ({ world, bo, office }) => world.do(bo, 'poll.create', { room: office.id, ...poll() }),
    text_empty: ({ world, ada, workshop }) => world.do(ada, 'poll.create', { room: workshop.id, ...poll(), options: ['a', '\u200b'] }),
    text_too_long: ({ world, ada, workshop }) => world.do(ada, 'poll.create', { room: workshop.id, ...poll(), question: 'x'.repeat(400) }),
    poll_closed: ({ world, ada, workshop }) => world.do(ada, 'poll.create', { room: workshop.id, ...poll(), closesAt: 1 }),
    client_id_used: async ({ world, ada, lobby, workshop }) => {
      await world.do(ada, 'message.send', { room: lobby, text: 'Here', clientId: 'one' })
      await world.do(ada, 'poll.create', { room: workshop.id, ...poll(), clientId: 'one' })
    },
  },
  'poll.vote': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'poll.vote', { room, id: message, options: [0] })),
    message_unknown: ({ world, ada, workshop, message }) => world.do(ada, 'poll.vote', { room: workshop.id, id: message, options: [0] }),
    poll_closed: async ({ world, ada, workshop }) => {
      const { id } = await world.do(ada, 'poll.create', { room: workshop.id, ...poll() })
      await world.do(ada, 'poll.close', { room: workshop.id, id })
      await world.do(ada, 'poll.vote', { room: workshop.id, id, options: [0] })
    },
    choice_invalid: async ({ world, ada, workshop }) => {
      const { id } = await world.do(ada, 'poll.create', { room: workshop.id, ...poll() })
      await world.do(ada, 'poll.vote', { room: workshop.id, id, options: [0, 1] })
    },
  },
  'poll.close': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'poll.close', { room, id: message })),
    message_unknown: ({ world, ada, workshop, message }) => world.do(ada, 'poll.close', { room: workshop.id, id: message }),
    not_allowed: async ({ world, ada, bo, workshop }) => {
      const { id } = await world.do(ada, 'poll.create', { room: workshop.id, ...poll() })
      await world.do(bo, 'poll.close', { room: workshop.id, id })
    },
  },
  'poll.voters': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'poll.voters', { room, id: message })),
    message_unknown: ({ world, ada, workshop, message }) => world.do(ada, 'poll.voters', { room: workshop.id, id: message }),
    not_allowed: async ({ world, ada, workshop }) => {
      const { id } = await world.do(ada, 'poll.create', { room: workshop.id, ...poll(), anonymous: true })
      await world.do(ada, 'poll.voters', { room: workshop.id, id })
    },
  },
  'message.seen': {
    ...inRoom(({ world, ada, message }, room) => world.do(ada, 'message.seen', { room, id: message })),
    message_unknown: ({ world, ada, lobby, message }) => world.do(ada, 'message.seen', { room: lobby, id: message }),
    reading_hidden: async ({ world, ada, workshop, message }) => {
      await world.do(ada, 'account.reading', { shown: false })
      await world.do(ada, 'message.seen', { room: workshop.id, id: message })
    },
    room_too_large: async ({ world, ada, lobby }) => {
      const { id } = await say(world, ada, lobby, 'Four are here')
      await world.do(ada, 'message.seen', { room: lobby, id })
    },
  },
  'room.pins': inRoom(({ world, ada }, room) => world.do(ada, 'room.pins', { room })),
}
