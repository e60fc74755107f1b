// Which older programs are let in: each dialect is loaded when it is on.
import { createLegacy } from '#core/legacy.ts'
import type { Config } from '#server/config.ts'
import { type GatewayName, type GatewaysConfig, gatewayNames, gatewayRows, isGateway } from '#server/gateway-settings.ts'
import { DELIVERIES_AT_ONCE, DELIVERY_MS } from './delivery.ts'
import { createDirectory } from './directory.ts'
import type { Hall, OlderGiven, OpenGateway } from './hall.ts'
import type { Credentials } from './listen.ts'
import { createTurnstile } from './turnstile.ts'

type Openers = { readonly [N in GatewayName]?: () => Promise<(hall: Hall<N>) => Promise<OpenGateway>> }

/** The five of them; each opens its ports and gives them back. */
const openers: Openers = {
  prmp: async () => (await import('./prmp/open.ts')).openPrmp,
  disbroad: async () => (await import('./disbroad/open.ts')).openDisbroad,
  pychat: async () => (await import('./pychat/open.ts')).openPychat,
  vases: async () => (await import('./vases/open.ts')).openVases,
  pycord: async () => (await import('./pycord/open.ts')).openPycord,
}

/** A gateway could not be opened; `cause` is what `listen` said. */
export class GatewayError extends Error {
  readonly gateway: GatewayName
  readonly port: number
  readonly bind: string
  constructor(gateway: GatewayName, port: number, bind: string, cause: unknown) {
    super(`the ${gateway} gateway could not be opened`, { cause })
    this.gateway = gateway
    this.port = port
    this.bind = bind
  }
}

export type LetInGiven = Pick<OlderGiven, 'chat' | 'hub' | 'files' | 'log' | 'chance' | 'version' | 'pressure'> & {
  readonly config: Config
  readonly deadlines: { readonly olderSignInMs?: number | undefined }
  readonly identity: { credentials(): Credentials; changed(then: (fresh: Credentials) => void): void }
}

/** `ports`: of those that are open just now. */
export type Older = OpenGateway & {
  /** Closes one, or opens one again that was on at the start; any other is let be. Rejects with GatewayError. */
  turn(name: string, on: boolean): Promise<void>
  portsOf(name: string): Readonly<Record<string, number>>
}

/** Opens the gateways that are on; without any, nothing is read and nothing kept. Rejects with GatewayError. */
export async function letIn(given: LetInGiven): Promise<Older> {
  const { config, chat, hub, files, log, chance, version, pressure, identity, deadlines } = given
  const on = gatewayNames.filter((name) => config.gateways[name] !== undefined)
  if (on.length === 0)
    return { ports: {}, turn: () => Promise.resolve(), portsOf: () => ({}), [Symbol.asyncDispose]: () => Promise.resolve() }
  const legacy = createLegacy(chat.core, hub.publish, on)
  const directory = createDirectory(await legacy.load(), legacy)
  hub.watch(directory.note)
  const { data, bind, limits } = config
  const common: OlderGiven = {
    ...{ chat, hub, files, log, chance, version, pressure, legacy, directory, data, bind, limits },
    ...{ serverName: config.name, clock: () => performance.now(), now: Date.now, signInMs: deadlines.olderSignInMs },
    deliveries: createTurnstile(DELIVERIES_AT_ONCE, DELIVERY_MS),
    ...{ credentials: () => identity.credentials(), credentialsChanged: (then) => identity.changed(then) },
  }
  const doors = createDoors((name) => openOne(common, config.gateways, name))
  await using opened = new AsyncDisposableStack()
  opened.use(doors)
  for (const name of on) await doors.turn(name, true)
  opened.move()
  return { ...doors, turn: (name, wanted) => (on.some((one) => one === name) ? doors.turn(name, wanted) : Promise.resolve()) }
}

/** Those that are open; opening and closing of one follow each other. */
function createDoors(open: (name: GatewayName) => Promise<OpenGateway | undefined>): Older {
  const ports: Record<string, number> = {}
  const gates = new Map<string, OpenGateway>()
  let turning = Promise.resolve()

  async function turn(name: string, wanted: boolean): Promise<void> {
    const gate = gates.get(name)
    if (wanted === (gate !== undefined) || !isGateway(name)) return
    if (gate === undefined) {
      const fresh = await open(name)
      if (fresh === undefined) return
      gates.set(name, fresh)
      Object.assign(ports, fresh.ports)
      return
    }
    gates.delete(name)
    for (const key of Object.keys(gate.ports)) delete ports[key]
    await gate[Symbol.asyncDispose]()
  }
  return {
    ports,
    turn: (name, wanted) => {
      const done = turning.then(() => turn(name, wanted))
      turning = done.catch(() => undefined)
      return done
    },
    portsOf: (name) => gates.get(name)?.ports ?? {},
    async [Symbol.asyncDispose]() {
      for (const gate of [...gates.values()].toReversed()) await gate[Symbol.asyncDispose]()
      gates.clear()
    },
  }
}

async function openOne<N extends GatewayName>(given: OlderGiven, config: GatewaysConfig, gateway: N): Promise<OpenGateway | undefined> {
  const options = config[gateway]
  const load = openers[gateway]
  if (options === undefined || load === undefined) return undefined
  warn(given, gateway)
  const bind = options.bind ?? given.bind
  const open = await load()
  return open({ ...given, gateway, options } as Hall<N>).catch((why: unknown) => {
    throw new GatewayError(gateway, options.port, bind, why)
  })
}

function warn({ log }: OlderGiven, gateway: GatewayName): void {
  const { readable, speaks } = gatewayRows[gateway]
  if (readable !== null) log.warn({ gateway }, `${gateway} (${speaks}) is on: readable by anybody on the network is ${readable}`)
}
