// The gateways for older programs: what each can be told, as data. All are off until they are given a port.
import { type Static, type TSchema, Type } from 'typebox'

const Port = Type.Integer({ minimum: 0, maximum: 65_535 })
const Address = Type.String({ minLength: 1, pattern: '^[^\\x00-\\x1f]+$' })
const isTrueOrFalse = 'true or false'
const count = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const option = <S extends TSchema>(schema: S, standard: Static<S>, says: string, wants: string) => ({ schema, standard, says, wants })

/** For all of them. */
const common = {
  login_seconds: option(
    count(1, 3600),
    120,
    'seconds after which a connection that has not signed in is closed',
    'a whole number of seconds',
  ),
}

/**
 * `port`: the usual one. `reads`: what crosses the network readable; null where nothing does. `forms`: what its programs send instead of
 * a password (core/keys.ts).
 */
export const gatewayRows = {
  prmp: {
    port: 7767,
    speaks: 'JSON tags over TCP',
    readable: 'passwords and every word',
    forms: [],
    options: {
      ...common,
      split: option(Type.Boolean(), false, 'four listeners (status, private, group, channel) on port, +1, +2, +3', isTrueOrFalse),
      single_login: option(Type.Boolean(), false, 'one sign-in of an account at a time', isTrueOrFalse),
    },
  },
  vases: {
    port: 8767,
    speaks: 'slash commands over an encrypted WebSocket',
    readable: 'nothing to a listener; but whoever sits in between can put a key of their own in place of the server’s',
    forms: [],
    options: {
      ...common,
      message_bytes: option(count(1024, 268_435_456), 8_388_608, 'bytes in one message, files included', 'a whole number of bytes'),
    },
  },
  disbroad: {
    port: 81,
    speaks: 'JSON messages over TCP',
    readable: 'every word, and what is as good as a password',
    forms: ['salted'],
    options: {
      ...common,
      verbose_status: option(Type.Boolean(), false, 'answer by both names where the document has two', isTrueOrFalse),
      single_location: option(Type.Boolean(), false, 'an account is in one place at a time', isTrueOrFalse),
      tries: option(count(1, 1000), 5, 'wrong passwords after which a connection is closed', 'a whole number'),
      min_version: option(Type.String({ maxLength: 32 }), '', 'programs that name an older version are turned away', 'a version, say 1.2'),
    },
  },
  pychat: {
    port: 8000,
    speaks: 'text commands over TCP',
    readable: 'passwords, every word and every file',
    forms: [],
    options: {
      ...common,
      json_port: option(Port, 10_005, 'port of the JSON form; 0 turns it off', 'a whole number from 0 to 65535'),
      long_text: option(Type.Boolean(), true, 'text may be as long as anywhere, not 100 characters', isTrueOrFalse),
    },
  },
  pycord: {
    port: 5016,
    speaks: 'form POSTs over HTTPS',
    readable: null,
    forms: ['hashed'],
    options: {
      bound_hours: option(count(1, 8760), 12, 'hours an address may act for who signed in from it', 'a whole number of hours'),
    },
  },
} as const satisfies Record<string, GatewayRow>

type GatewayRow = {
  readonly port: number
  readonly speaks: string
  readonly readable: string | null
  readonly forms: readonly ('plain' | 'hashed' | 'salted')[]
  readonly options: Readonly<
    Record<string, { readonly schema: TSchema; readonly standard: unknown; readonly says: string; readonly wants: string }>
  >
}

export type GatewayName = keyof typeof gatewayRows
export const gatewayNames = Object.keys(gatewayRows) as readonly GatewayName[]

type OptionsOf<N extends GatewayName> = (typeof gatewayRows)[N]['options']
/** `bind`: null where the server's own address is meant. */
export type GatewayConfig<N extends GatewayName = GatewayName> = { readonly port: number; readonly bind: string | null } & {
  readonly [K in keyof OptionsOf<N>]: OptionsOf<N>[K] extends { readonly schema: infer S extends TSchema } ? Static<S> : never
}
/** Those that are on. */
export type GatewaysConfig = { readonly [N in GatewayName]?: GatewayConfig<N> }

type Row = { readonly schema: TSchema; readonly says: string; readonly wants: string; readonly standard: unknown }

/** Every setting of theirs by its key: `gateways.pychat.json_port`. */
export const gatewaySettings: Readonly<Record<string, Row>> = Object.fromEntries(gatewayNames.flatMap(rowsOf))

function rowsOf(name: GatewayName): [string, Row][] {
  const { speaks, options } = gatewayRows[name]
  const own: [string, Row][] = Object.entries(options)
  return [
    [
      `gateways.${name}.port`,
      {
        schema: Port,
        says: `${speaks}; without a port there is no such gateway`,
        wants: 'a whole number from 0 to 65535',
        standard: undefined,
      },
    ],
    [
      `gateways.${name}.bind`,
      { schema: Address, says: 'address it listens on, if not the server’s', wants: 'an address', standard: undefined },
    ],
    ...own.map(([key, row]): [string, Row] => [`gateways.${name}.${key}`, row]),
  ]
}

export const isGateway = (name: string): name is GatewayName => Object.hasOwn(gatewayRows, name)

/** `pychat` or `pychat=8000`, as typed: the setting it stands for; undefined where there is no such gateway. */
export function gatewayFlag(typed: string): readonly [key: string, port: string] | undefined {
  const [name = '', port] = typed.split(/=(.*)/s)
  return isGateway(name) ? [`gateways.${name}.port`, port ?? String(gatewayRows[name].port)] : undefined
}

/** What was settled, by key, put together. */
export function gatewaysFrom(values: ReadonlyMap<string, unknown>): GatewaysConfig {
  const on = gatewayNames.filter((name) => values.get(`gateways.${name}.port`) != null)
  const entries = on.map((name) => {
    const own = Object.keys(gatewayRows[name].options).map((key) => [key, values.get(`gateways.${name}.${key}`)])
    return [
      name,
      { port: values.get(`gateways.${name}.port`), bind: values.get(`gateways.${name}.bind`) ?? null, ...Object.fromEntries(own) },
    ]
  })
  // Each value has passed the schema its type derives from.
  return Object.fromEntries(entries) as GatewaysConfig
}

/** What the programs of those that are on prove themselves with; undefined where none is on. */
export function gatewayForms(gateways: GatewaysConfig): { readonly forms: readonly ('plain' | 'hashed' | 'salted')[] } | undefined {
  const on = gatewayNames.filter((name) => gateways[name] !== undefined)
  return on.length === 0 ? undefined : { forms: on.flatMap((name): readonly ('plain' | 'hashed' | 'salted')[] => gatewayRows[name].forms) }
}

/** Those that are on once an admin's choices stand over the settings: one that has none yet is as it is built in. */
export function chosenGateways(given: GatewaysConfig, chosen: Readonly<Record<string, boolean>>): GatewaysConfig {
  const wanted = gatewayNames.filter((name) => chosen[name] ?? given[name] !== undefined)
  // Each value is the standard of the row its type derives from.
  return Object.fromEntries(wanted.map((name) => [name, given[name] ?? standardGateway(name)])) as GatewaysConfig
}

function standardGateway(name: GatewayName): object {
  const { port, options } = gatewayRows[name]
  return { port, bind: null, ...Object.fromEntries(Object.entries(options).map(([key, { standard }]) => [key, standard])) }
}
