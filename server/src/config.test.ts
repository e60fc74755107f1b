import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError, envName, readConfig, type Settled, type Surroundings, settings, shown } from './config.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'hearth-config-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const read = (surroundings: Surroundings = {}): Settled =>
  readConfig({ env: { HEARTH_DATA: data }, platform: 'linux', cwd: data, ...surroundings })
const written = (toml: string, name = 'hearth.toml') => writeFileSync(join(data, name), toml)
const from = ({ explained }: Settled, key: string) => explained.find((row) => row.key === key)?.from

function refused(surroundings: Surroundings = {}): ConfigError {
  try {
    read(surroundings)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('it was taken')
}

describe('[CONFIG-1] a later source wins, setting by setting', () => {
  test('[CONFIG-1] built in, then file, then environment, then flags', () => {
    expect(read().config).toMatchObject({
      port: 8443,
      httpPort: 8080,
      plainPort: null,
      tls: null,
      database: null,
      name: 'Hearth',
      mdns: true,
      registration: 'open',
      guests: true,
    })
    written('port = 1\nhttpPort = 2\nname = "File"\n[limits]\ntextChars = 9\n')
    const env = { HEARTH_DATA: data, HEARTH_PORT: '11', HEARTH_HTTP_PORT: '12', HEARTH_LIMITS_TEXT_CHARS: '19' }
    const settled = read({ env, flags: { port: '21' } })
    expect(settled.config).toMatchObject({ port: 21, httpPort: 12, name: 'File', limits: { textChars: 19, nameChars: 64 } })
    expect([from(settled, 'port'), from(settled, 'httpPort'), from(settled, 'name'), from(settled, 'guests')]).toEqual([
      'flag --port',
      'environment HEARTH_HTTP_PORT',
      join(data, 'hearth.toml'),
      'built in',
    ])
  })

  test('[CONFIG-1] --config takes the place of the file in the data folder, and may say where the data is', () => {
    written('port = 1')
    written('port = 3\ndata = "elsewhere"\n[tls]\ncert = "a.crt"\nkey = "/b.key"', 'other.toml')
    const { config } = read({ env: {}, file: 'other.toml' })
    expect(config).toMatchObject({ port: 3, data: join(data, 'elsewhere'), tls: { cert: join(data, 'a.crt'), key: '/b.key' } })
  })

  test('[CONFIG-1] every setting can be given by the environment', () => {
    const env = {
      HEARTH_DATA: data,
      HEARTH_HOSTS: 'A.example, b.example',
      HEARTH_MDNS: 'no',
      HEARTH_PLAIN_PORT: '0',
      HEARTH_HTTP_PORT: '0',
      HEARTH_NAME: '',
    }
    expect(read({ env }).config).toMatchObject({
      hosts: ['a.example', 'b.example'],
      mdns: false,
      plainPort: 0,
      httpPort: null,
      name: 'Hearth',
    })
    expect(envName('limits.framesPerSecond')).toBe('HEARTH_LIMITS_FRAMES_PER_SECOND')
    expect(new Set(Object.keys(settings).map(envName)).size).toBe(Object.keys(settings).length)
  })

  test.each([
    ['linux', { HOME: '/h' }, '/h/.local/share/hearth'],
    ['linux', { HOME: '/h', XDG_DATA_HOME: '/x' }, '/x/hearth'],
    ['linux', { HOME: '/h', XDG_DATA_HOME: 'relative' }, '/h/.local/share/hearth'],
    ['darwin', { HOME: '/h' }, '/h/Library/Application Support/Hearth'],
    ['win32', { LOCALAPPDATA: '/l' }, '/l/Hearth'],
  ] as const)('[CONFIG-1] data lies where %s keeps such things: %o', (platform, env, folder) => {
    expect(readConfig({ env, platform, cwd: '/' }).config.data).toBe(folder)
  })
})

describe('[CONFIG-2] what is wrong is one sentence: where, what, and what is wanted', () => {
  test.each([
    ['port = "8443"', 'port must be a whole number from 0 to 65535, but it is "8443".'],
    ['port = 70000', 'port must be a whole number from 0 to 65535, but it is 70000.'],
    ['port = 1.5', 'port must be a whole number'],
    ['http_port = 1', 'http_port is no setting of Hearth (did you mean httpPort?)'],
    ['colour = "red"', 'colour is no setting of Hearth; '],
    ['[limits]\nnothing = 1', 'limits.nothing is no setting'],
    ['[limits]\ntextChars = 0', 'limits.textChars must be a whole number of at least 1, but it is 0.'],
    ['limits = 3', 'limits is no setting'],
    ['mdns = "yes"', 'mdns must be true or false'],
    ['hosts = "a"', 'hosts must be a list of names'],
    ['logLevel = "loud"', 'logLevel must be one of trace, debug'],
    ['registration = "maybe"', 'registration must be one of open, approval, invite, closed'],
    ['name = ""', 'name must be a name of 1 to 60 characters'],
    ['data = "/x"', 'data cannot be set in the file that lies in the data folder.'],
    ['port = = 1', 'line 1 is not TOML'],
    ['[tls]\ncert = "a"', 'tls.cert is set without tls.key'],
  ])('[CONFIG-2] %s', (toml, sentence) => {
    written(toml)
    const { message, usage } = refused()
    expect(message).toContain(sentence)
    expect(message).not.toContain('\n')
    if (!toml.startsWith('[tls]')) expect(message).toContain(join(data, 'hearth.toml'))
    expect(usage).toBe(false)
  })

  test.each([
    [{ port: 'x' }, '--port must be a whole number'],
    [{ 'limits.textChars': 'many' }, '--limit textChars must be a whole number of at least 1'],
    [{ 'limits.nothing': '1' }, '--limit nothing: there is no such limit'],
    [{ database: 'mysql://x' }, '--database must be a URL that begins with postgres://'],
    [{ trustedProxies: ['nonsense'] }, '--trusted-proxy must be a list of addresses or ranges, but it is ["nonsense"].'],
    [{ trustedProxies: ['10.0.0.0/8', 'fd00::/129'] }, '--trusted-proxy must be a list of addresses or ranges'],
    [{ hosts: ['bad host'] }, '--host must be a list of names, but it is ["bad host"].'],
    [{ hosts: ['https://chat.example'] }, '--host must be a list of names'],
    [{ hosts: ['chat.example:8443'] }, '--host must be a list of names'],
    [{ 'calls.ports': '42000' }, '--calls-ports must be a range like 42000-42999'],
    [{ 'calls.ports': '42000-42003' }, '--calls-ports must be a range'],
    [{ 'calls.addresses': ['here'] }, '--calls-address must be a list of addresses'],
    [{ 'calls.engine': 'steam' }, '--calls-engine must be one of werift, mediasoup'],
    [{ 'calls.turn': ['http://x'] }, '--calls-turn must be a list like turn:'],
  ])('[CONFIG-2] a wrong flag %o is wrong usage', (flags, sentence) => {
    const error = refused({ flags })
    expect(error.message).toContain(sentence)
    expect(error.usage).toBe(true)
  })

  test('[CONFIG-2] a wrong variable is refused, an unknown one is told', () => {
    expect(refused({ env: { HEARTH_DATA: data, HEARTH_PORT: '-1' } }).message).toBe(
      'Environment: HEARTH_PORT must be a whole number from 0 to 65535, but it is "-1".',
    )
    expect(read({ env: { HEARTH_DATA: data, HEARTH_PROT: '1' } }).notices).toEqual([
      'HEARTH_PROT is no setting of Hearth and does nothing.',
    ])
  })

  test('[CONFIG-2] a --config that is not there is refused', () => {
    expect(refused({ file: 'missing.toml' }).message).toContain('there is no such file')
  })
})

describe('calls', () => {
  test('[CONFIG-1] are on, at the addresses of the LAN, until it is said otherwise', () => {
    expect(read({ flags: { data } }).config.calls).toEqual({
      ...{ on: true, engine: 'werift', ports: [42_000, 42_999], addresses: [], announced: [], turn: [], turnSecret: null },
    })
    const env = {
      HEARTH_DATA: data,
      HEARTH_CALLS_ON: 'no',
      HEARTH_CALLS_PORTS: '50000-50009',
      HEARTH_CALLS_TURN: 'turn:a:3478',
      HEARTH_CALLS_TURN_SECRET: 'x',
    }
    expect(read({ env }).config.calls).toMatchObject({ on: false, ports: [50_000, 50_009], turn: ['turn:a:3478'], turnSecret: 'x' })
  })
})

describe('[CONFIG-3] secrets are never shown', () => {
  test.each([
    ['postgres://ada:s3cret@db/hearth', 'postgres://ada:***@db/hearth'],
    ['postgres://ada:p@ss:w/rd@db/hearth', 'postgres://ada:***@db/hearth'],
    ['postgres://db/hearth?user=ada&password=s3cret', 'postgres://db/hearth?user=ada&password=***'],
  ])('[CONFIG-3] %s', (value, masked) => {
    expect(shown({ key: 'database', value })).toBe(masked)
  })

  test('[CONFIG-3] one that is no URL is not shown at all', () => {
    expect(shown({ key: 'calls.turnSecret', value: 's3cret' })).toBe('***')
  })

  test('[CONFIG-3] not in a refusal either', () => {
    expect(refused({ flags: { database: 'mysql://ada:s3cret@db' } }).message).not.toContain('s3cret')
    expect(refused({ env: { HEARTH_DATA: data, HEARTH_DATABASE: 'mysql://ada:s3cret@db' } }).message).not.toContain('s3cret')
  })
})
