// What this machine is called on its networks: addresses of its interfaces, and names.

import { BlockList, isIP } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces, hostname as systemHostname } from 'node:os'

export type Interfaces = () => Readonly<NodeJS.Dict<NetworkInterfaceInfo[]>>
export type Scope = 'private' | 'link' | 'loopback' | 'public'
export type Address = { readonly address: string; readonly family: 4 | 6; readonly scope: Scope }

/** Ranges that mean the same only inside a local network; the local CA may vouch for these and no others. */
export const privateRanges = [
  ['10.0.0.0', 8, 'private'],
  ['172.16.0.0', 12, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['169.254.0.0', 16, 'link'],
  ['127.0.0.0', 8, 'loopback'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link'],
  ['::1', 128, 'loopback'],
] as const satisfies readonly (readonly [string, number, Scope])[]

/** Name endings nobody can buy. */
export const privateSuffixes = ['local', 'lan', 'home.arpa', 'internal'] as const

/** What a neighbour can open and type comes first. */
const order = ['private 4', 'public 4', 'private 6', 'public 6', 'link 4', 'link 6', 'loopback 4', 'loopback 6']
const rank = ({ scope, family }: Address) => order.indexOf(`${scope} ${family}`)
const lists = privateRanges.map(([base, bits, scope]) => {
  const list = new BlockList()
  list.addSubnet(base, bits, familyName(base))
  return { list, scope }
})

export function scopeOf(address: string): Scope {
  return lists.find(({ list }) => list.check(address, familyName(address)))?.scope ?? 'public'
}

/** Every address of the interfaces, those that neighbours can open first; IPv4 before IPv6; without doubles or zone ids. */
export function addressesOf(interfaces: Interfaces = networkInterfaces): Address[] {
  const found = Object.values(interfaces()).flatMap((infos) => infos ?? [])
  const plain = [...new Set(found.map(({ address }) => address.split('%', 1)[0] ?? ''))]
  return plain
    .map((address): Address => ({ address, family: isIP(address) === 4 ? 4 : 6, scope: scopeOf(address) }))
    .sort((a, b) => rank(a) - rank(b) || a.address.localeCompare(b.address))
}

export type Hosts = {
  /** Names this server answers to, in small letters. */
  names(): string[]
  addresses(): Address[]
  /** May this `Host` header reach us? Any IP literal may (no foreign page can be made to carry one); a name only if it is ours. */
  allows(hostHeader: string | undefined): boolean
  /** The name mDNS settled on. */
  add(name: string): void
  /** https://… for each way to open the server, the best first. IPv6 link-local is left out: browsers cannot open it. */
  urls(port: number): string[]
}

/**
 * @param configured names and addresses from the settings
 * @param hostname the system's own name, with or without a domain
 */
export function createHosts(configured: readonly string[], interfaces: Interfaces = networkInterfaces, hostname = systemHostname()): Hosts {
  const own = hostname.toLowerCase()
  const [label = ''] = own.split('.')
  const added: string[] = []
  const names = () => {
    const suffixed = label === 'localhost' ? [] : privateSuffixes.map((suffix) => `${label}.${suffix}`)
    return [...new Set([...added, ...suffixed, own, label, ...configured.filter((host) => !isIP(host)), 'localhost'])].filter(isDnsName)
  }
  return {
    names,
    addresses: () => {
      const extra = configured
        .filter((host) => isIP(host))
        .map((address): Address => ({ address, family: isIP(address) === 4 ? 4 : 6, scope: scopeOf(address) }))
      const found = addressesOf(interfaces)
      return [...found, ...extra.filter(({ address }) => !found.some((each) => each.address === address))]
    },
    allows: (header) => {
      const host = hostOf(header)
      return host !== undefined && (isIP(host) !== 0 || names().includes(host))
    },
    add: (name) => {
      if (!added.includes(name.toLowerCase())) added.unshift(name.toLowerCase())
    },
    urls: (port) => {
      const reachable = addressesOf(interfaces).filter(({ family, scope }) => scope === 'private' || (family === 4 && scope !== 'loopback'))
      const hosts = [
        ...reachable.map(({ address, family }) => (family === 6 ? `[${address}]` : address)),
        ...added,
        ...configured,
        'localhost',
      ]
      return [...new Set(hosts)].map((host) => `https://${host}${port === 443 ? '' : `:${port}`}`)
    },
  }
}

/** What opens a server that listens on `bind`. Bound to one address, it is reached by that one alone, and by names. */
export function urlsAt(bind: string, hosts: Hosts, port: number): readonly string[] {
  const all = hosts.urls(port)
  if (bind === '::' || bind === '0.0.0.0') return all
  const name = bind.includes(':') ? `[${bind}]` : bind
  const isLoopback = bind === '::1' || bind.startsWith('127.')
  return [
    `https://${name}:${port}`,
    ...all.filter((url) =>
      isLoopback
        ? url.includes('//localhost:')
        : isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) === 0 && !url.includes('//localhost:'),
    ),
  ]
}

type Standing = { readonly bind: string; readonly tls: unknown }

/**
 * By what others on its networks open the server, the best first and without a port: told to who sits at it, whose page may only know it as
 * `localhost`. A certificate of one's own vouches for names alone.
 * @param from the address that asks
 */
export function waysFor(from: string, { bind, tls }: Standing, hosts: Hosts): { readonly addresses?: string[] } {
  if (scopeOf(from) !== 'loopback') return {}
  const all = urlsAt(bind, hosts, 443).map((url) => new URL(url).hostname)
  const plain = (host: string): string => host.replace(/^\[|\]$/g, '')
  const isOnlyHere = (host: string): boolean => host === 'localhost' || (isIP(plain(host)) !== 0 && scopeOf(plain(host)) === 'loopback')
  const addresses = all.filter((host) => !isOnlyHere(host) && (tls === null || isIP(plain(host)) === 0))
  return addresses.length === 0 ? {} : { addresses }
}

/** The host of a `Host` header without its port, brackets and a last dot; undefined when it is none. */
export function hostOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::\d{1,5})?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '')
}

/** 'Büro 3' → 'buro-3': what a `.local` name may hold. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|(?<!-)-+$/g, '')
  return plain.slice(0, 40).replace(/(?<!-)-+$/, '') || 'hearth'
}

function isDnsName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(name)
}

function familyName(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}
