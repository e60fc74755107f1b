// The settings of calls: `[calls]` in the file, HEARTH_CALLS_…, flags.
import { isIP } from 'node:net'
import { Type } from 'typebox'

export type CallConfig = {
  readonly on: boolean
  readonly engine: (typeof engines)[number]
  /** UDP, both included. */
  readonly ports: readonly [number, number]
  /** Of this machine; empty: of every LAN interface. */
  readonly addresses: readonly string[]
  /** Besides those: they lead here. */
  readonly announced: readonly string[]
  /** `turn:…` and `turns:…` */
  readonly turn: readonly string[]
  readonly turnSecret: string | null
}

const engines = ['werift', 'mediasoup'] as const

const Addresses = Type.Array(Type.Refine(Type.String(), (value) => isIP(value) !== 0))
const Turns = Type.Array(Type.String({ pattern: '^turns?:[^\\s?]+(\\?transport=(udp|tcp))?$', maxLength: 300 }))

export const callSettings = {
  'calls.on': {
    schema: Type.Boolean(),
    says: 'calls with sound and pictures',
    helps: 'no calls',
    wants: 'true or false',
    flag: '--no-calls',
  },
  'calls.engine': {
    schema: Type.Union(engines.map((name) => Type.Literal(name))),
    says: 'what carries sound and pictures; mediasoup, for large calls, is fetched with: bin/setup --with-mediasoup',
    wants: `one of ${engines.join(', ')}`,
    flag: '--calls-engine <name>',
  },
  'calls.ports': {
    schema: Type.Refine(Type.String(), (value) => portsOf(value) !== undefined),
    says: 'ports of calls, UDP and TCP: the first that is free of them, for each address, carries all',
    wants: 'a range like 42000-42999, of at least ten ports above 1023',
    flag: '--calls-ports <range>',
  },
  'calls.addresses': {
    schema: Addresses,
    says: 'addresses of this machine that calls use; none: those of every interface',
    wants: 'a list of addresses',
    flag: '--calls-address <address...>',
  },
  'calls.announced': {
    schema: Addresses,
    says: 'more addresses that lead to these ports here, say those of a container’s host',
    wants: 'a list of addresses',
    flag: '--calls-announce <address...>',
  },
  'calls.turn': {
    schema: Turns,
    says: 'TURN servers for people whose network lets no UDP through; calls.turnSecret goes with it',
    wants: 'a list like turn:turn.example.lan:3478',
    flag: '--calls-turn <url...>',
  },
  'calls.turnSecret': {
    schema: Type.String({ minLength: 1, maxLength: 500 }),
    says: 'what the TURN servers know, too: passwords of some hours are made with it',
    wants: 'a text',
    secret: true,
  },
} as const

export const callStandards: readonly (readonly [string, unknown])[] = [
  ['calls.on', true],
  ['calls.engine', 'werift'],
  ['calls.ports', '42000-42999'],
  ['calls.addresses', []],
  ['calls.announced', []],
  ['calls.turn', []],
]

/** @param value what was settled for a key, checked against its schema already */
export function callConfig(value: (key: keyof typeof callSettings) => unknown): CallConfig {
  const texts = (key: keyof typeof callSettings): readonly string[] => {
    const list = value(key)
    return Array.isArray(list) ? list.map(String) : []
  }
  const secret = value('calls.turnSecret')
  return {
    on: value('calls.on') === true,
    engine: engines.find((name) => name === value('calls.engine')) ?? 'werift',
    ports: portsOf(String(value('calls.ports'))) ?? [42_000, 42_999],
    addresses: texts('calls.addresses'),
    announced: texts('calls.announced'),
    turn: texts('calls.turn'),
    turnSecret: typeof secret === 'string' ? secret : null,
  }
}

function portsOf(range: string): readonly [number, number] | undefined {
  const [, from = 0, to = 0] = (/^(\d{4,5})-(\d{4,5})$/.exec(range) ?? []).map(Number)
  return from > 1023 && to < 65_536 && to - from >= 9 ? [from, to] : undefined
}
