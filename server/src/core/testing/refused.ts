// How what people keep for themselves is refused.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { MOST_LATER } from '@hearth/protocol/later-shapes.ts'
import { MOST_INVITES } from '@hearth/protocol/way-commands.ts'
import { type Case, type Cases, inRoom, long, nowhere, type Scene } from './refusing.ts'
import { newClientId, type Person } from './world.ts'

/** Dee has blocked Ada. */
export const blocked =
  (call: Case): Case =>
  async (scene) => {
    await scene.world.do(scene.dee, 'contact.mark', { user: scene.ada.id, blocked: true })
    await call(scene)
  }

const due = 2_000_000_000_000
async function put({ world, lobby }: Scene, who: Person, room: RoomId = lobby, text = 'Tea') {
  const { later } = await world.do(who, 'later.send', { room, text, due, clientId: newClientId() })
  if (later === null) throw new Error('said already')
  return { later }
}
const tooMany =
  (call: Case): Case =>
  async (scene) => {
    for (let kept = 0; kept < MOST_LATER; kept++) await put(scene, scene.ada)
    await call(scene)
  }

export const ownCases: Cases = {
  'contact.mark': {
    user_unknown: ({ world, ada }) => world.do(ada, 'contact.mark', { user: nowhere, blocked: true }),
    name_invalid: ({ world, ada, bo }) => world.do(ada, 'contact.mark', { user: bo.id, nickname: ' \u200b' }),
    not_allowed: ({ world, ada }) => world.do(ada, 'contact.mark', { user: ada.id, blocked: true }),
    too_many_contacts: async ({ world, ada, bo, cy }) => {
      await world.do(ada, 'contact.mark', { user: bo.id, blocked: true })
      await world.do(ada, 'contact.mark', { user: cy.id, nickname: 'C' })
    },
  },
  'room.notify': inRoom(({ world, ada }, room) => world.do(ada, 'room.notify', { room, level: 'none' })),
  'room.mark': inRoom(({ world, ada }, room) => world.do(ada, 'room.mark', { places: [{ room, seq: 1 }] })),
  'draft.keep': inRoom(({ world, ada }, room) => world.do(ada, 'draft.keep', { room, text: 'I was about to' })),
  'later.send': {
    ...inRoom((scene, room) => put(scene, scene.ada, room)),
    may_not_speak: (scene) => put(scene, scene.bo, scene.office.id),
    text_empty: (scene) => put(scene, scene.ada, scene.lobby, ' \u200b'),
    text_too_long: (scene) => put(scene, scene.ada, scene.lobby, long),
    message_unknown: ({ world, ada, lobby, message }) =>
      world.do(ada, 'later.send', { room: lobby, text: 'Tea', due, clientId: newClientId(), replyTo: message }),
    client_id_used: async ({ world, ada, lobby, workshop }) => {
      await world.do(ada, 'message.send', { room: workshop.id, text: 'Now', clientId: 'one' })
      await world.do(ada, 'later.send', { room: lobby, text: 'Later', due, clientId: 'one' })
    },
    too_many_later: tooMany((scene) => put(scene, scene.ada)),
  },
  'later.remind': {
    ...inRoom(({ world, ada, message: id }, room) => world.do(ada, 'later.remind', { room, id, due })),
    message_unknown: ({ world, ada, lobby, message: id }) => world.do(ada, 'later.remind', { room: lobby, id, due }),
    text_too_long: ({ world, ada, workshop, message: id }) => world.do(ada, 'later.remind', { room: workshop.id, id, due, note: long }),
    too_many_later: tooMany(({ world, ada, workshop, message: id }) => world.do(ada, 'later.remind', { room: workshop.id, id, due })),
  },
  'later.change': {
    later_unknown: async (scene) => {
      const { later } = await put(scene, scene.bo)
      await scene.world.do(scene.ada, 'later.change', { later: later.id, due })
    },
    text_empty: async (scene) => {
      const { later } = await put(scene, scene.ada)
      await scene.world.do(scene.ada, 'later.change', { later: later.id, text: ' ' })
    },
    text_too_long: async (scene) => {
      const { later } = await put(scene, scene.ada)
      await scene.world.do(scene.ada, 'later.change', { later: later.id, text: long })
    },
  },
  'invite.create': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'invite.create', { room, uses: 1, hours: 1 })),
    not_allowed: ({ world, bo }) => world.do(bo, 'invite.create', { uses: 1, hours: 1 }),
    room_is_fixed: ({ world, ada, lobby }) => world.do(ada, 'invite.create', { room: lobby, uses: 1, hours: 1 }),
    too_many_invites: async ({ world, ada, workshop: { id: room } }) => {
      for (let made = 0; made <= MOST_INVITES; made++) await world.do(ada, 'invite.create', { room, uses: 1, hours: 1 })
    },
  },
  'invite.list': {
    ...inRoom(({ world, ada }, room) => world.do(ada, 'invite.list', { room })),
    not_allowed: ({ world, bo, office }) => world.do(bo, 'invite.list', { room: office.id }),
  },
  'invite.revoke': {
    invite_unknown: async ({ world, ada, bo, workshop }) => {
      const { invite } = await world.do(ada, 'invite.create', { room: workshop.id, uses: 1, hours: 1 })
      await world.do(bo, 'invite.revoke', { invite: invite.id })
    },
  },
  'invite.look': { invite_invalid: ({ world, ada }) => world.do(ada, 'invite.look', { invite: 'guessed' }) },
  'session.knock': { move_invalid: ({ world, ada }) => world.do(ada, 'session.knock', { code: 'guessed', knock: '0123456789abcdef' }) },
  'session.confirm': {
    move_invalid: async ({ world, ada }) => {
      const { code } = await world.do(ada, 'session.offer', {})
      await world.do(ada, 'session.confirm', { code, allow: true })
    },
  },
  'session.take': {
    move_invalid: ({ world, ada }) => world.do(ada, 'session.take', { code: 'guessed', knock: '0123456789abcdef' }),
    move_waiting: async ({ world, ada }) => {
      const { code } = await world.do(ada, 'session.offer', {})
      await world.do(ada, 'session.knock', { code, knock: '0123456789abcdef' })
      await world.do(ada, 'session.take', { code, knock: '0123456789abcdef' })
    },
    too_many_sessions: async ({ world, ada }) => {
      for (let device = 0; device < 2; device++) {
        const { code } = await world.do(ada, 'session.offer', {})
        await world.do(ada, 'session.knock', { code, knock: '0123456789abcdef' })
        await world.do(ada, 'session.confirm', { code, allow: true })
        await world.do(ada, 'session.take', { code, knock: '0123456789abcdef' })
      }
    },
  },
  'later.drop': { later_unknown: ({ world, ada }) => world.do(ada, 'later.drop', { later: nowhere }) },
}
