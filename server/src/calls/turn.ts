// TURN servers as a page is told of them. The name holds the time until when it is good, the password is its HMAC under a secret the TURN
// server knows, too (draft-uberti-behave-turn-rest-00, "use-auth-secret" of coturn):
//   username 1764036000:01kb…   credential base64(HMAC-SHA1(secret, username))
import { createHmac } from 'node:crypto'
import type { IceServer } from '@hearth/protocol/call-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'

export type Ice = (user: UserId, now: number) => readonly IceServer[]

const GOOD_FOR_S = 6 * 60 * 60

/** @param secret null: nobody is told of the servers. Browsers take none without a name and a password, and with one of those no call comes to be. */
export function createIce(urls: readonly string[], secret: string | null): Ice {
  if (urls.length === 0 || secret === null) return () => []
  return (user, now) => {
    const username = `${Math.floor(now / 1000) + GOOD_FOR_S}:${user}`
    return [{ urls: [...urls], username, credential: createHmac('sha1', secret).update(username).digest('base64') }]
  }
}
