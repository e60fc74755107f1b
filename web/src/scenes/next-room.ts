import type { Room } from '@hearth/protocol/shapes.ts'

/** The next room in the list, or the next with something unread; round the end. */
export function nextRoom(rooms: readonly Room[], current: string | undefined, by: 1 | -1, onlyUnread: boolean): Room | undefined {
  const at = rooms.findIndex((room) => room.id === current)
  const from = at === -1 && by === -1 ? 0 : at
  for (let step = 1; step <= rooms.length; step++) {
    const room = rooms[(from + by * step + rooms.length * 2) % rooms.length]
    if (room && room.id !== current && (!onlyUnread || room.unread > 0)) return room
  }
  return undefined
}
