// What a room is, after one of its facts has changed. What is not so is not there.
import type { FileId } from '@hearth/protocol/ids.ts'
import type { RoomRules } from '@hearth/protocol/rule-shapes.ts'
import type { Room } from '@hearth/protocol/shapes.ts'

/** Where nothing holds, nothing is said of it. */
export function ruled({ rules: _old, ...room }: Room, rules: RoomRules): Room {
  return Object.keys(rules).length === 0 ? room : { ...room, rules }
}

export function pictured({ picture: _old, ...room }: Room, picture: FileId | null): Room {
  return picture === null ? room : { ...room, picture }
}

export function withCode(room: Room, code: string | null): Room {
  const { code: _old, ...rest } = room
  return code === null ? rest : { ...rest, code }
}
