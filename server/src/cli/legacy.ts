// hearth legacy NAME: how somebody's older program is pointed at this server.

import { createHosts } from '#lan/addresses.ts'
import type { Settled } from '#server/config.ts'
import { type GatewayName, gatewayNames, gatewayRows, isGateway } from '#server/gateway-settings.ts'
import { runningServer } from './control.ts'
import { Failure } from './failure.ts'

/** What is typed into the program, and what there is to know before. Throws Failure. */
export function explainLegacy({ config }: Settled, name: string): void {
  if (!isGateway(name)) throw new Failure(`There is no gateway called ${JSON.stringify(name)}. There are: ${gatewayNames.join(', ')}.`, 2)
  const ports = runningServer(config.data)?.gateways ?? {}
  const isOn = ports[name] !== undefined
  const { port: usual, speaks, readable } = gatewayRows[name]
  const port = ports[name] ?? config.gateways[name]?.port ?? usual
  const lines = [
    `${name}: ${speaks}.`,
    isOn
      ? 'It is on.'
      : `It is off. Start the server with --gateway ${name}${port === usual ? '' : `=${port}`}, or set gateways.${name}.port in hearth.toml.`,
    '',
    ...addresses(config.hosts).map(
      (address) =>
        `    ${name === 'vases' ? `ws://${bracketed(address)}:${port}` : name === 'pycord' ? `https://${bracketed(address)}:${port}/` : `${address}  port ${port}`}`,
    ),
    ...Object.entries(ports).flatMap(([key, other]) =>
      key.startsWith(`${name}.`) ? [`    and for ${key.slice(name.length + 1)}: port ${other}`] : [],
    ),
    '',
    ...hints[name],
    readable === null ? 'Nothing crosses the network readable.' : `Readable by anybody on the network: ${readable}.`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Where the program keeps the address it connects to, and how an account is used in it. */
const hints: Readonly<Record<GatewayName, readonly string[]>> = {
  prmp: [
    'Give the program this address and port where it has its server’s (its settings page, or the constants at its top).',
    'Sign up in it, or log in with a name and password of Hearth. The group `lobby` is the Lobby.',
  ],
  vases: [
    'Give the program this address. One that holds a `public.pem` needs this server’s: it is at /public.pem on the same port, and in the data folder.',
    'A name of one’s own choice comes in as a guest; `name:password` as somebody with an account.',
  ],
  disbroad: [
    'Give the program this address and port. It speaks in the Lobby.',
    'An account made elsewhere can be used once its owner has signed in anywhere while this gateway was on: only then is its password known in the form this program sends.',
  ],
  pychat: [
    'Give the program this address and port; a plain `nc ADDRESS PORT` will do for the text form.',
    'AUTH-REGISTER makes an account, AUTH-LOGIN takes one of Hearth. The Lobby is in GROUP-GET.',
  ],
  pycord: [
    'Give the program this address where it has its server’s; it must accept any certificate, or trust this server’s.',
    'An account made elsewhere can be used once its owner has signed in anywhere while this gateway was on.',
  ],
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** Older programs rarely know IPv6: IPv4 first, then names. */
function addresses(configured: readonly string[]): readonly string[] {
  const hosts = createHosts(configured)
  const shown = hosts.addresses().filter(({ family, scope }) => family === 4 && scope !== 'loopback')
  return shown.length === 0 ? ['127.0.0.1'] : shown.map(({ address }) => address)
}
