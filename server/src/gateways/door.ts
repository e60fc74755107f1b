// Who stands at the door: the true address, the name they asked for, the page that sent them.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { TLSSocket } from 'node:tls'

export type Visitor = {
  readonly address: string
  /** Over TLS, ours or a trusted proxy's. */
  readonly secure: boolean
  /** `name[:port]` as asked for; undefined when this server does not go by that name. */
  readonly host: string | undefined
  /** The page that asks: our own, another, or no page at all (a program; or a browser's plain navigation). */
  readonly origin: 'own' | 'foreign' | 'none'
}

export type DoorGiven = {
  /** Does this server go by that `Host`? Asked each time: names and addresses change. */
  readonly allows: (host: string) => boolean
  readonly trustedProxies: readonly string[]
}

export type Door = (request: IncomingMessage) => Visitor

const CLIENT_CHARS = 200
const HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/

export function createDoor({ allows, trustedProxies }: DoorGiven): Door {
  const isTrusted = createProxyList(trustedProxies)
  return (request) => {
    const tls = request.socket instanceof TLSSocket
    const peer = plainAddress(request.socket.remoteAddress ?? '')
    const proxied = isTrusted(peer)
    const proto = proxied ? lastOf(request.headers['x-forwarded-proto']) : undefined
    const host = request.headers.host?.toLowerCase()
    // A page of somebody else's whose name is made to point here (DNS rebinding) carries its own name in `Host`.
    const known = host !== undefined && HOST.test(host) && allows(host) ? host : undefined
    const schemes = tls ? ['https'] : proto === 'https' || proto === 'http' ? [proto] : ['http', 'https']
    return {
      address: proxied ? clientBehind(peer, request.headers['x-forwarded-for'], isTrusted) : peer,
      secure: tls || proto === 'https',
      host: known,
      origin: judgeOrigin(request.headers.origin, known, schemes),
    }
  }
}

/** An IPv4 address that came in over an IPv6 socket is the IPv4 address. */
export const plainAddress = (address: string) => (address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address)

/** What a device says of itself, fit to be shown in a list. */
export const clientOf = (request: IncomingMessage) =>
  (request.headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, CLIENT_CHARS)

/** Is a host name part an IP address? For headers that make no sense on one. */
export const isAddress = (host: string) => isIP(nameOf(host)) !== 0

const nameOf = (host: string) => (host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, ''))

/** Equal or not: nothing is matched by its end or beginning. `null`, the origin of sandboxed pages and files, is foreign. */
function judgeOrigin(origin: string | undefined, host: string | undefined, schemes: readonly string[]): Visitor['origin'] {
  if (origin === undefined) return 'none'
  return host !== undefined && schemes.some((scheme) => originOf(scheme, host) === origin.toLowerCase()) ? 'own' : 'foreign'
}

/** As browsers write it: without the scheme's usual port. */
function originOf(scheme: string, host: string): string {
  const usual = scheme === 'https' ? ':443' : ':80'
  return `${scheme}://${host.endsWith(usual) && !isIPv6(host) ? host.slice(0, -usual.length) : host}`
}

/** From the right, the first that is no proxy of ours: further left stands only what that one claims. */
function clientBehind(peer: string, header: string | string[] | undefined, isTrusted: (address: string) => boolean): string {
  const hops = String(header ?? '')
    .split(',')
    .map((hop) => plainAddress(hop.trim()))
    .filter((hop) => isIP(hop) !== 0)
  return hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? peer
}

const lastOf = (header: string | string[] | undefined) =>
  String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim()

function createProxyList(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits] = range.split('/')
    const family = isIPv6(net) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(net, family)
    else list.addSubnet(net, Number(bits), family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
