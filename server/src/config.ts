// Settings: defaults ← TOML ← environment (HEARTH_…) ← flags, through one table.
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Limits, standardLimits } from '@hearth/protocol/limits.ts'
import { parse, TomlError } from 'smol-toml'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { type CallConfig, callConfig, callSettings, callStandards } from './config/calls.ts'
import { isHost, isRange } from './config/forms.ts'
import { type PreviewConfig, previewConfig, previewSettings, previewStandards } from './config/previews.ts'
import { type GatewaysConfig, gatewayForms, gatewaySettings, gatewaysFrom } from './gateway-settings.ts'
import { hasIPv6, standardData } from './standard-data.ts'

export type Config = {
  /** Folder of everything kept. */
  readonly data: string
  readonly name: string
  /** Address to listen on; '::' or '0.0.0.0' is every one. */
  readonly bind: string
  /** 0: any free one. */
  readonly port: number
  /** Trust page and redirect; null is off. */
  readonly httpPort: number | null
  /** The whole service without TLS, on loopback, for a reverse proxy; null is off. */
  readonly plainPort: number | null
  /** A certificate of one's own instead of the local CA. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** More names people reach the server by. */
  readonly hosts: readonly string[]
  /** Addresses or CIDR ranges whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly mdns: boolean
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** postgres://…, or null for SQLite in the data folder. */
  readonly database: string | null
  readonly registration: 'open' | 'approval' | 'invite' | 'closed'
  readonly guests: boolean
  readonly calls: CallConfig
  readonly previews: PreviewConfig
  readonly limits: Limits
  /** For older programs: those that are on. `older`: what their programs prove themselves with; absent where none is. */
  readonly gateways: GatewaysConfig
  readonly older?: ReturnType<typeof gatewayForms>
}

export type Setting = {
  readonly schema: TSchema
  /** What the setting does, for `hearth config explain` and the flags' help. */
  readonly says: string
  /** What a flag does that turns something off. */
  readonly helps?: string
  /** Completes "… must be". */
  readonly wants: string
  /** The flag as commander reads it. */
  readonly flag?: string
  /** A path: what is relative in a file means beside that file. */
  readonly path?: true
  readonly secret?: true
}

const Word = Type.String({ minLength: 1, pattern: '^[^\\x00-\\x1f]+$' })
const Port = Type.Integer({ minimum: 0, maximum: 65_535 })
const HostNames = Type.Array(Type.Refine(Type.String({ maxLength: 253 }), isHost))
const Ranges = Type.Array(Type.Refine(Type.String(), isRange))
const aPort = 'a whole number from 0 to 65535'
const oneOf = <T extends string>(...words: T[]) => Type.Union(words.map((word) => Type.Literal(word)))

const main = {
  data: { schema: Word, says: 'folder of everything kept', wants: 'a folder', flag: '--data <dir>', path: true },
  name: {
    schema: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\x00-\\x1f]+$' }),
    says: 'what this server is called',
    wants: 'a name of 1 to 60 characters',
    flag: '--name <name>',
  },
  bind: { schema: Word, says: 'address to listen on', wants: 'an address', flag: '--bind <address>' },
  port: { schema: Port, says: 'HTTPS and WSS; 0 means any free one', wants: aPort, flag: '--port <number>' },
  httpPort: {
    schema: Port,
    says: 'the page that explains the certificate, and a redirect; 0 turns it off',
    wants: aPort,
    flag: '--http-port <number>',
  },
  plainPort: {
    schema: Port,
    says: 'the same service without TLS on loopback, for a reverse proxy; 0 means any free one',
    wants: aPort,
    flag: '--plain-port <number>',
  },
  'tls.cert': {
    schema: Word,
    says: 'certificate of one’s own (PEM, with its chain) instead of the local CA',
    wants: 'the path of a PEM file',
    flag: '--tls-cert <file>',
    path: true,
  },
  'tls.key': { schema: Word, says: 'its private key (PEM)', wants: 'the path of a PEM file', flag: '--tls-key <file>', path: true },
  hosts: { schema: HostNames, says: 'more names people reach the server by', wants: 'a list of names', flag: '--host <name...>' },
  trustedProxies: {
    schema: Ranges,
    says: 'addresses or ranges whose X-Forwarded-For is believed',
    wants: 'a list of addresses or ranges',
    flag: '--trusted-proxy <address...>',
  },
  mdns: {
    schema: Type.Boolean(),
    says: 'announce the server nearby',
    helps: 'announce nothing',
    wants: 'true or false',
    flag: '--no-mdns',
  },
  logLevel: {
    schema: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    says: 'how much is logged',
    wants: 'one of trace, debug, info, warn, error, silent',
    flag: '--log-level <level>',
  },
  database: {
    schema: Type.String({ pattern: '^postgres(ql)?://.' }),
    says: 'PostgreSQL instead of SQLite in the data folder',
    wants: 'a URL that begins with postgres://',
    flag: '--database <url>',
    secret: true,
  },
  registration: {
    schema: oneOf('open', 'approval', 'invite', 'closed'),
    says: 'who may make an account; approval: everybody, and a moderator lets them in',
    wants: 'one of open, approval, invite, closed',
    flag: '--registration <who>',
  },
  guests: { schema: Type.Boolean(), says: 'let in guests', helps: 'accounts only', wants: 'true or false', flag: '--no-guests' },
} as const satisfies Record<string, Setting>

/** Every setting by its key; nested ones are spelled with a dot, as TOML does. */
export const settings: Readonly<Record<string, Setting>> = {
  ...main,
  ...callSettings,
  ...previewSettings,
  ...limitSettings(),
  ...gatewaySettings,
}

/** Something a person wrote is wrong; the sentence says where and what is wanted. `usage`: it was a flag. */
export class ConfigError extends Error {
  readonly usage: boolean
  constructor(message: string, usage = false) {
    super(message)
    this.usage = usage
  }
}

/** What was written in one place: values by key, in the form of the schema. */
export type Written = ReadonlyMap<string, unknown>
export type Explained = { readonly key: string; readonly value: unknown; readonly from: string }
export type Settled = { readonly config: Config; readonly explained: readonly Explained[]; readonly notices: readonly string[] }

export type Surroundings = {
  /** By setting key, as typed: text, a list of texts, or a boolean for the switches. */
  readonly flags?: Readonly<Record<string, string | readonly string[] | boolean>>
  /** --config FILE */
  readonly file?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly platform?: NodeJS.Platform
}

/**
 * Reads the settings from everywhere. Throws ConfigError with one sentence.
 *
 * A later source wins, setting by setting: built in, DATA/hearth.toml (or --config FILE), HEARTH_…, flags.
 */
export function readConfig({
  flags = {},
  file,
  env = process.env,
  cwd = process.cwd(),
  platform = process.platform,
}: Surroundings = {}): Settled {
  const byFlags = fromFlags(flags, cwd)
  const { written: byEnv, notices } = fromEnv(env, cwd)
  const chosenFile = file ?? env['HEARTH_CONFIG']
  const chosen = chosenFile === undefined ? undefined : fromFile(resolve(cwd, chosenFile))

  const data = textOf(byFlags.get('data') ?? byEnv.get('data') ?? chosen?.get('data')) ?? standardData(env, platform)
  const beside = join(data, 'hearth.toml')
  const byFile = chosen ?? fromFile(beside, 'may be absent')
  if (!chosen && byFile.has('data')) throw new ConfigError(`${beside}: data cannot be set in the file that lies in the data folder.`)

  const sources = [
    ['flag', byFlags],
    ['environment', byEnv],
    [chosenFile === undefined ? beside : resolve(cwd, chosenFile), byFile],
    ['built in', standard(data)],
  ] as const
  const explained = Object.keys(settings).map((key): Explained => {
    const [from, written] = sources.find(([, values]) => values.has(key)) ?? ['built in', new Map()]
    return { key, value: written.get(key) ?? null, from: whence(from, key) }
  })
  return { config: assemble(new Map(explained.map(({ key, value }) => [key, value]))), explained, notices }
}

/** `limits.textChars` → `HEARTH_LIMITS_TEXT_CHARS` */
export function envName(key: string): string {
  return `HEARTH_${key
    .replaceAll('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`
}

/** A value as it may be shown: no passwords. */
export function shown({ key, value }: Pick<Explained, 'key' | 'value'>): string {
  if (value === null) return 'off'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  const text = String(value)
  if (!settings[key]?.secret) return text
  // A URL is shown without its password; any other secret not at all.
  return text.includes('://') ? text.replace(/(:\/\/[^:@/]*):.*@/, '$1:***@').replace(/([?&][^=&]*password=)[^&]*/gi, '$1***') : '***'
}

function limitSettings(): Record<string, Setting> {
  return Object.fromEntries(
    Object.entries<TSchema & { minimum?: number; description?: string }>(Limits.properties).map(([name, schema]) => {
      const says = schema.description ?? name
      return [`limits.${name}`, { schema, says, wants: `a whole number of at least ${schema.minimum ?? 0}` }]
    }),
  )
}

function standard(data: string): Written {
  const limits = Object.entries(standardLimits).map(([name, value]) => [`limits.${name}`, value] as const)
  return new Map<string, unknown>([
    ['data', data],
    ['name', 'Hearth'],
    ['bind', hasIPv6() ? '::' : '0.0.0.0'],
    ['port', 8443],
    ['httpPort', 8080],
    ['hosts', []],
    ['trustedProxies', []],
    ['mdns', true],
    ['logLevel', 'info'],
    ['registration', 'open'],
    ['guests', true],
    ...callStandards,
    ...previewStandards,
    ...limits,
    ...Object.entries(gatewaySettings).flatMap(([key, { standard }]): [string, unknown][] =>
      standard === undefined ? [] : [[key, standard]],
    ),
  ])
}

function fromFlags(flags: Readonly<Record<string, string | readonly string[] | boolean>>, cwd: string): Written {
  const written = new Map<string, unknown>()
  for (const [key, typed] of Object.entries(flags)) {
    const setting = settings[key]
    const flag = setting?.flag?.split(' ')[0] ?? listFlag(key)
    if (!setting) throw new ConfigError(`${flag}: there is no such limit; \`hearth config explain\` lists them.`, true)
    const value = typeof typed === 'string' ? parsed(setting, typed) : typed
    if (!Check(setting.schema, value))
      throw new ConfigError(`${flag} must be ${setting.wants}, but it is ${quoted(setting.secret ? '***' : typed)}.`, true)
    written.set(key, placed(setting, value, cwd))
  }
  return written
}

function fromEnv(env: Readonly<Record<string, string | undefined>>, cwd: string): { written: Written; notices: string[] } {
  const written = new Map<string, unknown>()
  const known = new Map(Object.keys(settings).map((key) => [envName(key), key]))
  const notices: string[] = []
  for (const [variable, text] of Object.entries(env)) {
    // An empty variable is how most service managers say "not set".
    if (!variable.startsWith('HEARTH_') || variable === 'HEARTH_CONFIG' || !text) continue
    const key = known.get(variable)
    const setting = key === undefined ? undefined : settings[key]
    if (key === undefined || !setting) {
      notices.push(`${variable} is no setting of Hearth and does nothing.`)
      continue
    }
    const value = parsed(setting, text)
    if (!Check(setting.schema, value))
      throw new ConfigError(`Environment: ${variable} must be ${setting.wants}, but it is ${quoted(setting.secret ? '***' : text)}.`)
    written.set(key, placed(setting, value, cwd))
  }
  return { written, notices }
}

function fromFile(file: string, absence?: 'may be absent'): Written {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (absence && (code === 'ENOENT' || code === 'ENOTDIR')) return new Map()
    throw new ConfigError(
      `${file}: the settings cannot be read (${code === 'ENOENT' ? 'there is no such file' : (code ?? 'unknown reason')}).`,
    )
  }
  const written = new Map<string, unknown>()
  for (const [key, value] of flattened(table(file, text))) {
    const setting = settings[key]
    if (!setting)
      throw new ConfigError(`${file}: ${key} is no setting of Hearth${likeness(key)}; \`hearth config explain\` lists them all.`)
    if (!Check(setting.schema, value))
      throw new ConfigError(`${file}: ${key} must be ${setting.wants}, but it is ${quoted(setting.secret ? '***' : value)}.`)
    written.set(key, placed(setting, value, dirname(file)))
  }
  return written
}

function table(file: string, text: string): Record<string, unknown> {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n')
    throw new ConfigError(`${file}: line ${error.line} is not TOML: ${reason}.`)
  }
}

/** `{ tls: { cert } }` → `tls.cert`; only the tables that exist are opened, so an unknown one is named as a whole. */
function flattened(tables: Record<string, unknown>, within = ''): [string, unknown][] {
  return Object.entries(tables).flatMap(([key, value]): [string, unknown][] => {
    const path = `${within}${key}`
    const isOpened = isTable(value) && Object.keys(settings).some((known) => known.startsWith(`${path}.`))
    return isOpened ? flattened(value, `${path}.`) : [[path, value]]
  })
}

function parsed(setting: Setting, text: string): unknown {
  const kind = 'type' in setting.schema ? setting.schema.type : undefined
  if (kind === 'integer') return /^\d{1,15}$/.test(text) ? Number(text) : text
  if (kind === 'boolean')
    return { true: true, '1': true, yes: true, on: true, false: false, '0': false, no: false, off: false }[text.toLowerCase()] ?? text
  if (kind === 'array')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
  return text
}

function placed(setting: Setting, value: unknown, folder: string): unknown {
  return setting.path && typeof value === 'string' ? resolve(folder, value) : value
}

function assemble(values: ReadonlyMap<string, unknown>): Config {
  const cert = textOf(values.get('tls.cert'))
  const key = textOf(values.get('tls.key'))
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConfigError(
      `tls.${cert === undefined ? 'key' : 'cert'} is set without tls.${cert === undefined ? 'cert' : 'key'}; a certificate needs both.`,
    )
  }
  const value = <K extends keyof typeof main>(name: K): Static<(typeof main)[K]['schema']> =>
    values.get(name) as Static<(typeof main)[K]['schema']>
  const gateways = gatewaysFrom(values)
  const older = gatewayForms(gateways)
  return {
    data: value('data'),
    name: value('name'),
    bind: value('bind'),
    port: value('port'),
    httpPort: value('httpPort') || null,
    plainPort: value('plainPort') ?? null,
    tls: cert === undefined || key === undefined ? null : { cert, key },
    hosts: value('hosts').map((host) => host.toLowerCase()),
    trustedProxies: value('trustedProxies'),
    mdns: value('mdns'),
    logLevel: value('logLevel'),
    database: value('database') ?? null,
    registration: value('registration'),
    guests: value('guests'),
    calls: callConfig((key) => values.get(key)),
    previews: previewConfig((key) => values.get(key)),
    limits: Object.fromEntries(Object.keys(Limits.properties).map((name) => [name, values.get(`limits.${name}`)])) as Limits,
    gateways,
    ...(older === undefined ? {} : { older }),
  }
}

function whence(from: string, key: string): string {
  if (from === 'environment') return `environment ${envName(key)}`
  if (from === 'flag') return `flag ${settings[key]?.flag?.split(' ')[0] ?? listFlag(key).split(' ')[0]}`
  return from
}

/** Settings without a flag of their own are given by one that may be given again. */
const listFlag = (key: string) => (key.startsWith('gateways.') ? '--gateway' : `--limit ${key.replace('limits.', '')}`)

/** The setting somebody probably meant: the same letters but for case, dashes and underscores. */
function likeness(key: string): string {
  const plain = (word: string) => word.replace(/[-_]/g, '').toLowerCase()
  const meant = Object.keys(settings).find((known) => plain(known) === plain(key))
  return meant === undefined ? '' : ` (did you mean ${meant}?)`
}

const quoted = (value: unknown) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value))
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : undefined)
