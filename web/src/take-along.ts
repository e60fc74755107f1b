// Everything one may read as one zip, made by the server while it is fetched.
import type { RoomId } from '@hearth/protocol/ids.ts'

/** Has the browser save it: of all one's rooms, or of one. The page stays where it is. */
export function takeAlong(room?: RoomId): void {
  const link = document.createElement('a')
  link.href = room === undefined ? '/export' : `/export?room=${room}`
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
