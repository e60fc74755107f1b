// Which device asks: the hash of what it calls itself by, for the ears of core alone.
import type { IncomingMessage } from 'node:http'
import { secretHash } from '#core/secrets.ts'
import { readDevice } from './cookie.ts'

export function deviceOf(request: IncomingMessage): { readonly device?: string } {
  const device = readDevice(request)
  return device === undefined ? {} : { device: secretHash(device) }
}
