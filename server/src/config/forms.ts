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
