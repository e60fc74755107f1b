// At which addresses of this machine calls are reached.

import { BlockList } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** Meant for one network only, and reached from it. Addresses that need the name of an interface beside them are not among them. */
const lan = new BlockList()
for (const [base, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  lan.addSubnet(base, bits)
lan.addSubnet('fc00::', 7, 'ipv6')

const kindOf = ({ family }: NetworkInterfaceInfo) => (family === 'IPv6' ? 'ipv6' : 'ipv4')

/** Networks inside of this machine, between its containers or its virtual machines: nobody outside comes by them. */
const INSIDE = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel)/

/**
 * Those of the LAN and no others. A machine that has none of those is reached at its public ones, and one without any network by itself.
 * Asked anew for each peer: networks come and go.
 */
export function lanAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): string[] {
  const named = Object.entries(interfaces).flatMap(([name, infos = []]) => infos.map((info) => ({ ...info, name })))
  const reached = named.filter(({ name, internal }) => !internal && !INSIDE.test(name))
  const all = reached.length > 0 ? reached : named
  const local = all.filter((info) => lan.check(info.address, kindOf(info)))
  const outer = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
  const found = local.length > 0 ? local : outer.length > 0 ? outer : named.filter(({ internal }) => internal)
  return [...new Set(found.map(({ address }) => address))]
}
