// Who is shut out. Address bans are held in memory, because they are asked at the door before a byte is read.
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { BanRow } from '#store/bans.ts'

const thisMachine = listOf(['127.0.0.0/8', '::1'])

export type Bans = {
  has(address: string): boolean
  /** @param device the hash of what it calls itself by */
  hasDevice(device: string | undefined): boolean
  /** Reads the list again. */
  load(rows: readonly BanRow[]): void
}

export function createBans(): Bans {
  let list = new BlockList()
  let devices: ReadonlySet<string> = new Set()
  return {
    has: (address) => isListed(list, address),
    hasDevice: (device) => device !== undefined && devices.has(device),
    load: (rows) => {
      devices = new Set(rows.filter(({ kind }) => kind === 'device').map(({ value }) => value))
      list = listOf(rows.filter(({ kind }) => kind === 'address').map(({ value }) => value))
    },
  }
}

/** Does any of these addresses or ranges hold the address? IPv4 written as IPv6 is IPv4. */
export const addressMatcher = (values: readonly string[]): ((address: string) => boolean) => {
  const list = listOf(values)
  return (address) => isListed(list, address)
}

/** `10.0.0.7`, `10.0.0.0/24`, `fd00::/8`: is it an address or a range? */
export function isAddressOrRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** The one way to write an address or a range: without a zone, IPv4 not dressed as IPv6. */
export function plainAddress(address: string): string {
  const bare = address.replace(/%[^/]*/, '').toLowerCase()
  const dressed = /^::ffff:([\d.]+)(?:\/(\d+))?$/.exec(bare)
  const [, four, bits] = dressed ?? []
  if (four === undefined || Number(bits ?? 128) < 96) return bare
  return bits === undefined ? four : `${four}/${Number(bits) - 96}`
}

/** Where somebody comes from, as far as they do not choose it: an IPv4 address, or half an IPv6 address, of whose rest a machine takes what it likes. */
export function networkOf(raw: string): string {
  const address = plainAddress(raw)
  if (!isIPv6(address)) return address
  const [head = '', tail] = (URL.parse(`http://[${address}]`)?.hostname ?? `[${address}]`).slice(1, -1).split('::')
  const left = head.split(':').filter((group) => group !== '')
  const right = (tail ?? '').split(':').filter((group) => group !== '')
  const gap = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return `${[...left, ...gap, ...right].slice(0, 4).join(':')}::/64`
}

/** Nobody comes from this machine itself but its owner, and the reverse proxy everybody comes through. */
export const isThisMachine = (address: string): boolean => thisMachine.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

function listOf(values: readonly string[]): BlockList {
  const list = new BlockList()
  for (const value of values) {
    const [address = '', bits] = value.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

function isListed(list: BlockList, raw: string): boolean {
  const address = plainAddress(raw)
  const family = isIP(address)
  if (family === 0 || isThisMachine(address)) return false
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
