// The page's sign-in, kept where no script can read it.
import type { IncomingMessage } from 'node:http'

/** `__Host-`: browsers take it only with Secure, for the whole origin, and from this host alone. */
const NAME = '__Host-hearth'
const YEAR_SECONDS = 31_536_000
const TOKEN = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,256}$/

export function readCookie(request: IncomingMessage): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, ...value] = pair.trim().split('=')
    const token = value.join('=')
    if (name === NAME && TOKEN.test(token)) return token
  }
  return undefined
}

export const keepCookie = (token: string) => `${NAME}=${token}; Path=/; Max-Age=${YEAR_SECONDS}; Secure; HttpOnly; SameSite=Strict`

const DEVICE_NAME = '__Host-hearth-device'
const DEVICE = /^[\w-]{22,64}$/

/**
 * What a device calls itself by, as a cookie (a page) or a header (a program). Not a secret that opens anything: it is made up once, kept
 * beside the sign-in, and stays when that ends.
 */
export function readDevice(request: IncomingMessage): string | undefined {
  const said = request.headers['hearth-device']
  const kept = (request.headers.cookie ?? '').split(';').find((pair) => pair.trim().startsWith(`${DEVICE_NAME}=`))
  const device = typeof said === 'string' ? said : kept?.trim().slice(DEVICE_NAME.length + 1)
  return device !== undefined && DEVICE.test(device) ? device : undefined
}

export const keepDevice = (device: string) => `${DEVICE_NAME}=${device}; Path=/; Max-Age=${YEAR_SECONDS}; Secure; HttpOnly; SameSite=Strict`

export const clearCookie = `${NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict`
