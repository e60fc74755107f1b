// Other servers, as Debian and npm bring them: in the set-up they come with, where it lets a crowd from one address in, and in
// one that is fair to it: its limits lifted, its logs off, nothing that only other uses need. Each on a port and in a folder of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TongueName } from '../load/tongues/all.ts'

/** What is written and started for one set-up. `{port}` and `{folder}` are filled in. */
export type SetUp = {
  readonly files?: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}
export type Peer = {
  readonly name: string
  /** The package of Debian; absent: comes with npm. */
  readonly debian?: string
  readonly tongue: TongueName
  readonly usual?: SetUp
  /** Why its usual set-up is not measured. */
  readonly unusual?: string
  readonly fair: SetUp
}

const inspircd = `
<server name="irc.local" description="local" network="local">
<admin name="a" nick="a" email="a@localhost">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="main" allow="*" timeout="60" pingfreq="600" hardsendq="67108864" softsendq="67108864" recvq="1048576" threshold="1000000"
  commandrate="1000000000" fakelag="off" localmax="100000" globalmax="100000" maxchans="100" resolvehostnames="no" useident="no">
<channels users="100" opers="100">
<dns server="127.0.0.1" timeout="1">
<pid file="{folder}/pid">
<performance softlimit="12800" somaxconn="1024" netbuffersize="65534" clonesonconnect="no">
<path configdir="{folder}" datadir="{folder}" logdir="{folder}" runtimedir="{folder}">
`
const prosody = (limits: string, modules: string, log: string): string => `
run_as_root = true
pidfile = "{folder}/prosody.pid"
data_path = "{folder}"
interfaces = { "127.0.0.1" }
c2s_ports = { {port} }
s2s_ports = {}
http_ports = {}
https_ports = {}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
modules_enabled = { ${modules} }
modules_disabled = { "s2s" }
${limits}
log = { ${log} }
VirtualHost "localhost"
  authentication = "anonymous"
Component "conference.localhost" "muc"
  muc_room_locking = false
`
const prosodyModules =
  '"disco"; "roster"; "saslauth"; "tls"; "blocklist"; "bookmarks"; "carbons"; "limits"; "pep"; "private"; "smacks"; "vcard4"; "vcard_legacy"; "csi_simple"; "ping"; "time"; "uptime"; "version"'

const ejabberd = (level: string, shaper: string, more: string): string => `
loglevel: ${level}
hosts: [localhost]
listen:
  - {port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, shaper: ${shaper}, access: all}
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
shaper: {normal: {rate: 3000, burst_size: 20000}}
modules:
  mod_disco: {}
  mod_muc: {default_room_options: {mam: false}, max_users: 5000, max_user_conferences: 100, min_message_interval: 0, min_presence_interval: 0}
${more}`
const ejabberdSetUp = (config: string): SetUp => ({
  files: { 'ejabberd.yml': config },
  command: ['erl', '-noinput', '-mnesia', 'dir', '"{folder}/mnesia"', '-s', 'ejabberd'],
  env: {
    EJABBERD_CONFIG_PATH: '{folder}/ejabberd.yml',
    EJABBERD_LOG_PATH: '{folder}/ejabberd.log',
    ERL_LIBS: '/usr/lib/x86_64-linux-gnu',
    HOME: '{folder}',
    ERL_CRASH_DUMP: '{folder}/crash',
  },
})

export const peers: readonly Peer[] = [
  {
    name: 'NATS',
    debian: 'nats-server',
    tongue: 'nats',
    usual: { command: ['nats-server', '-a', '127.0.0.1', '-p', '{port}'] },
    fair: {
      files: { 'nats.conf': 'max_pending: 256MB\nwrite_deadline: "60s"\nlogtime: false\nlog_file: "/dev/null"\n' },
      command: ['nats-server', '-c', '{folder}/nats.conf', '-a', '127.0.0.1', '-p', '{port}'],
    },
  },
  {
    name: 'ngIRCd',
    debian: 'ngircd',
    tongue: 'irc',
    unusual: 'it lets ten connections in from one address',
    fair: {
      files: {
        'ngircd.conf':
          '[Global]\nName = irc.local.net\nInfo = local\nListen = 127.0.0.1\nPorts = {port}\nServerUID = root\nServerGID = root\n' +
          '[Limits]\nMaxConnections = 0\nMaxConnectionsIP = 0\nMaxJoins = 0\nMaxPenaltyTime = 0\nPingTimeout = 600\n' +
          '[Options]\nDNS = no\nIdent = no\nPAM = no\n',
      },
      command: ['ngircd', '-n', '-f', '{folder}/ngircd.conf'],
    },
  },
  {
    name: 'InspIRCd',
    debian: 'inspircd',
    tongue: 'irc',
    unusual: 'it lets three connections in from one address',
    fair: {
      files: { 'inspircd.conf': inspircd },
      command: ['inspircd', '--nofork', '--runasroot', '--nolog', '--config', '{folder}/inspircd.conf'],
    },
  },
  {
    name: 'Mosquitto',
    debian: 'mosquitto',
    tongue: 'mqtt',
    usual: {
      files: { 'mosquitto.conf': 'listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {folder}/\n' },
      command: ['mosquitto', '-c', '{folder}/mosquitto.conf'],
    },
    fair: {
      files: {
        'mosquitto.conf':
          'listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\nmax_inflight_messages 0\nlog_dest none\n',
      },
      command: ['mosquitto', '-c', '{folder}/mosquitto.conf'],
    },
  },
  {
    name: 'socket.io',
    tongue: 'socketio',
    fair: { command: ['{node}', '{bench}/servers/socketio.ts', '{port}'] },
  },
  {
    name: 'Prosody',
    debian: 'prosody',
    tongue: 'xmpp',
    usual: {
      files: { 'prosody.cfg.lua': prosody('limits = { c2s = { rate = "10kb/s" } }', prosodyModules, 'info = "{folder}/prosody.log"') },
      command: ['prosody', '-F', '--config', '{folder}/prosody.cfg.lua'],
    },
    fair: {
      files: { 'prosody.cfg.lua': prosody('', '"disco"; "saslauth"', 'error = "{folder}/prosody.err"') },
      command: ['prosody', '-F', '--config', '{folder}/prosody.cfg.lua'],
    },
  },
  {
    name: 'ejabberd',
    debian: 'ejabberd',
    tongue: 'xmpp',
    usual: ejabberdSetUp(
      ejabberd('info', 'normal', '  mod_ping: {}\n  mod_last: {}\n  mod_privacy: {}\n  mod_carboncopy: {}\n  mod_client_state: {}\n'),
    ),
    fair: ejabberdSetUp(ejabberd('none', 'none', '')),
  },
]

/** Writes the files of a set-up and says what is to be started. */
export function prepare({ files = {}, command, env = {} }: SetUp, fill: Readonly<Record<string, string>>) {
  const filled = (text: string): string => text.replaceAll(/\{(port|folder|node|bench)\}/g, (_, name: string) => fill[name] ?? '')
  mkdirSync(fill['folder'] ?? '', { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(fill['folder'] ?? '', name), filled(text))
  return { command: command.map(filled), env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filled(text)])) }
}
