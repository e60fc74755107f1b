// Where a preview may be fetched from. Asked of the address that is connected to, and of nothing that was only written in a link: names,
// and the many ways there are of writing an address, have become that one address by then.
import { BlockList, isIP } from 'node:net'

/** A host or a range inside the network that may be looked at; `port` absent: at the ports of web pages. */
export type Spot = { readonly host: string; readonly port?: number }

/** What holds for fetching: `ports` are this server's own. */
export type Rules = {
  readonly allow: readonly Spot[]
  /** Addresses of this machine. */
  readonly own: readonly string[]
  readonly ports: readonly number[]
}

type Range = readonly [net: string, prefix: number]

/** Never, whatever is allowed: of nobody, of whoever is on the same cable (clouds tell secrets there), of many at once, of the future. */
const never: readonly Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['100::', 64],
  ['2001:db8::', 32],
  // Other addresses stand inside of these (RFC 8215, Teredo).
  ['64:ff9b:1::', 48],
  ['2001::', 32],
]
/** Of this machine and this network: only what the settings allow. */
const inside: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
]

const neverList = listOf(never)
const insideList = listOf(inside)

/** What answers at other ports is no web page, unless the settings name it. */
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443])

/** May somebody be sent there? `host`: the name as it stands in the link, without a dot at its end. */
export function mayReach(rules: Rules, host: string, address: string, port: number): boolean {
  const plain = unwrapped(address)
  if (plain === undefined || has(neverList, plain)) return false
  const isOwn = isLoopback(plain) || rules.own.some((own) => unwrapped(own) === plain)
  if (isOwn && rules.ports.includes(port)) return false
  if (isAllowed(rules, host, plain, port)) return true
  return !isOwn && !has(insideList, plain) && WEB_PORTS.has(port)
}

/** As `unwrapped` writes it. */
const isLoopback = (address: string): boolean => address === '0:0:0:0:0:0:0:1' || address.startsWith('127.')

function isAllowed({ allow }: Rules, host: string, address: string, port: number): boolean {
  return allow.some((one) => {
    const isThatPort = one.port === undefined ? WEB_PORTS.has(port) : one.port === port
    return isThatPort && isThere(one.host, host, address)
  })
}

function isThere(allowed: string, host: string, address: string): boolean {
  const [net = '', bits] = allowed.split('/')
  const family = isIP(net)
  if (family === 0) return allowed.toLowerCase() === host
  return has(listOf([[net, bits === undefined ? (family === 4 ? 32 : 128) : Number(bits)]]), address)
}

/** An IPv4 address in the clothes of IPv6 is that IPv4 address: mapped, compatible, translated, 6to4. Undefined: no address. */
export function unwrapped(address: string): string | undefined {
  const family = isIP(address)
  if (family === 4) return address
  if (family === 0 || address.includes('%')) return undefined
  const groups = groupsOf(address)
  const four = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  const starts = (...heads: readonly number[]): boolean => heads.every((head, at) => groups[at] === head)
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0, 0, 0, 0, 0xffff, 0) || starts(0x64, 0xff9b, 0, 0, 0, 0)) return four(groups[6], groups[7])
  if (starts(0x2002)) return four(groups[1], groups[2])
  const isCompatible = starts(0, 0, 0, 0, 0, 0) && !(groups[6] === 0 && (groups[7] ?? 0) < 2)
  return isCompatible ? four(groups[6], groups[7]) : groups.map((group) => group.toString(16)).join(':')
}

/** The eight groups of an IPv6 address. `new URL` writes them all alike, an IPv4 address at their end as groups, too. */
function groupsOf(address: string): number[] {
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = written.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...gap, ...right].map((group) => Number.parseInt(group, 16))
}

const has = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of ranges) list.addSubnet(net, prefix, isIP(net) === 4 ? 'ipv4' : 'ipv6')
  return list
}
