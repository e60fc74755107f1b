// What cases of refusals are made of.
import type { CommandName } from '@hearth/protocol/commands.ts'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import type { FileId, LaterId, MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { createCast, World } from './world.ts'

export type Scene = Awaited<ReturnType<typeof createCast>> & { world: World; message: MessageId }
export type Case = (scene: Scene) => Promise<unknown>
export const nowhere = '0'.repeat(26) as FileId & LaterId & RoomId & MessageId & UserId & SessionId
export const long = 'x'.repeat(9000)
export type Cases = { readonly [N in CommandName]?: Partial<Record<ErrorCode, Case>> }

/** Failures that every command of a kind shares are shown once for all of them below. */
export const inRoom = (call: (scene: Scene, room: RoomId) => Promise<unknown>): Partial<Record<ErrorCode, Case>> => ({
  room_unknown: (scene) => call(scene, nowhere),
  not_a_member: (scene) => call({ ...scene, ada: scene.dee, bo: scene.dee }, scene.workshop.id),
})
