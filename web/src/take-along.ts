// Everything one may read as one zip, made by the server while it is fetched.
import type { RoomId } from '@hearth/protocol/ids.ts'

/** Has the browser save it: of all one's rooms, or of one. `server`: all that is kept, for who looks after it. The page stays where it is. */
export function takeAlong(room?: RoomId, of: 'own' | 'server' = 'own'): void {
  const asked = new URLSearchParams({ ...(of === 'server' && { of }), ...(room !== undefined && { room }) })
  const link = document.createElement('a')
  link.href = asked.size === 0 ? '/export' : `/export?${asked}`
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
