import { isNew, type Listed } from '../room-groups.ts'

/** The next room in the list, or the next with something unread; round the end. */
export function nextRoom(rooms: readonly Listed[], current: string | undefined, by: 1 | -1, onlyUnread: boolean): Listed | undefined {
  const at = rooms.findIndex((room) => room.id === current)
  const from = at === -1 && by === -1 ? 0 : at
  for (let step = 1; step <= rooms.length; step++) {
    const room = rooms[(from + by * step + rooms.length * 2) % rooms.length]
    if (room && room.id !== current && (!onlyUnread || isNew(room))) return room
  }
  return undefined
}
