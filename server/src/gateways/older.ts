// Which older programs are let in: each dialect is loaded when it is on.
import { createLegacy } from '#core/legacy.ts'
import type { Config } from '#server/config.ts'
import { type GatewayName, type GatewaysConfig, gatewayNames, gatewayRows } from '#server/gateway-settings.ts'
import { DELIVERIES_AT_ONCE, DELIVERY_MS } from './delivery.ts'
import { createDirectory } from './directory.ts'
import type { Hall, OlderGiven, OpenGateway } from './hall.ts'
import type { Credentials } from './listen.ts'
import { createTurnstile } from './turnstile.ts'

type Openers = { readonly [N in GatewayName]?: () => Promise<(hall: Hall<N>) => Promise<OpenGateway>> }

/** The five of them; each opens its ports and gives them back. */
const openers: Openers = {
  prmp: async () => (await import('./prmp/open.ts')).openPrmp,
  vases: async () => (await import('./vases/open.ts')).openVases,
  disbroad: async () => (await import('./disbroad/open.ts')).openDisbroad,
  pychat: async () => (await import('./pychat/open.ts')).openPychat,
  pycord: async () => (await import('./pycord/open.ts')).openPycord,
