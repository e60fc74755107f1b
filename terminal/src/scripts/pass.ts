// With what a script comes to a server: its address, what vouches for it, and a token.
import { join } from 'node:path'
import type { Saved } from '@hearth/client/client.ts'
import type { ChatOptions } from '../app/start.ts'
import { trustFor } from '../connect/authority.ts'
import { readJson, stateFolder } from '../connect/places.ts'
import type { Way } from '../connect/platform.ts'
import { wayInPlain } from '../plain/way.ts'
import { ErrandFailed } from './errand.ts'

export type Pass = Way & { readonly token: string }

/** The token given, else that of whoever is signed in here with hearth chat. Throws ErrandFailed. */
export async function passOf(options: ChatOptions): Promise<Pass> {
  const way = await wayInPlain(options, stateFolder(options.env))
  if ('says' in way) throw new ErrandFailed(way.says, way.code)
  const token = options.token ?? readJson<Saved>(join(way.folder, 'session.json'))?.token ?? undefined
  if (token === undefined)
    throw new ErrandFailed(
      `Nobody is signed in at ${way.server.host} here. Sign in with hearth chat, or give a token: --token or HEARTH_TOKEN.`,
      4,
    )
  trustFor(way.ca)
  return { server: way.server, ca: way.ca, token }
}
