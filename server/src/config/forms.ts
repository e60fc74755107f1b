// Forms that settings have.
import { isIP } from 'node:net'

/** A name or an address, as it stands in a `Host` header: no scheme, no port, no brackets. */
export function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^\w([\w.-]*\w)?$/.test(value)
}

/** `10.0.0.7`, `10.0.0.0/24`, `fd00::/8` */
export function isRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** A name, an address or a range, at one port where one is named: `wiki.lan`, `wiki.lan:8080`, `10.0.0.0/24:3000`, `[fd00::/8]:3000`. */
export type Spot = { readonly host: string; readonly port?: number }

/** Undefined where it is none. */
export function spotOf(value: string): Spot | undefined {
  const isPlace = (host: string): boolean => isRange(host) || isHost(host)
  if (isPlace(value)) return { host: value }
  const [, inBrackets, plain = inBrackets ?? '', digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(value) ?? []
  const port = digits === undefined ? undefined : Number(digits)
  const isPort = port === undefined || (port > 0 && port < 65_536)
  if (!isPort || !isPlace(plain) || (inBrackets !== undefined && !inBrackets.includes(':'))) return undefined
  return { host: plain, ...(port === undefined ? {} : { port }) }
}
