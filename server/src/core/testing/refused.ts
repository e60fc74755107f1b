// What a refusal is tried in, and how what people keep for themselves is refused.
import type { CommandName } from '@hearth/protocol/commands.ts'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import type { FileId, LaterId, MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { MOST_LATER } from '@hearth/protocol/later-shapes.ts'
import { type createCast, newClientId, type Person, type World } from './world.ts'

export type Scene = Awaited<ReturnType<typeof createCast>> & { world: World; message: MessageId }
export type Case = (scene: Scene) => Promise<unknown>
export const nowhere = '0'.repeat(26) as FileId & LaterId & RoomId & MessageId & UserId & SessionId
export const long = 'x'.repeat(9000)

/** Failures that every command of a kind shares are shown once for all of them. */
export const inRoom = (call: (scene: Scene, room: RoomId) => Promise<unknown>): Partial<Record<ErrorCode, Case>> => ({
  room_unknown: (scene) => call(scene, nowhere),
  not_a_member: (scene) => call({ ...scene, ada: scene.dee, bo: scene.dee }, scene.workshop.id),
})

/** Dee has blocked Ada. */
export const blocked =
  (call: Case): Case =>
  async (scene) => {
    await scene.world.do(scene.dee, 'contact.mark', { user: scene.ada.id, blocked: true })
    await call(scene)
  }

const due = 2_000_000_000_000
const put = ({ world, lobby }: Scene, who: Person, room: RoomId = lobby, text = 'Tea') =>
  world.do(who, 'later.send', { room, text, due, clientId: newClientId() })
const tooMany =
  (call: Case): Case =>
  async (scene) => {
    for (let kept = 0; kept < MOST_LATER; kept++) await put(scene, scene.ada)
    await call(scene)
  }

export const ownCases: { readonly [N in CommandName]?: Partial<Record<ErrorCode, Case>> } = {
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
    client_id_used: async ({ world, ada, lobby }) => {
      await world.do(ada, 'message.send', { room: lobby, text: 'Now', clientId: 'one' })
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
  'later.drop': { later_unknown: ({ world, ada }) => world.do(ada, 'later.drop', { later: nowhere }) },
}
