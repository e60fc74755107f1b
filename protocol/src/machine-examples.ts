// Examples of what admins ask for of the machine.
import type { CommandExample } from './examples.ts'
import type { SessionId, UserId } from './ids.ts'
import type { MachineCommandName } from './machine-commands.ts'

const at = 1_764_000_000_000
const DAY = 86_400_000
const user = `01kb${'eve'.padStart(22, '0')}` as UserId
const session = `01kb${'1apt0p'.padStart(22, '0')}` as SessionId
const fingerprint = Array.from({ length: 32 }, () => 'A7').join(':')

const limit = { name: 'textChars', says: 'characters in a message', value: 4000, given: 8000, least: 1, set: true, from: 'now' } as const
const gateway = { name: 'prmp', speaks: 'JSON tags over TCP', readable: 'passwords and every word', wanted: true, ports: [7767], set: true }
const certificate = {
  ...{ own: false, names: ['192.168.1.5', 'hearth.local'], fingerprint, from: at, to: at + 397 * DAY },
  authority: { fingerprint, to: at + 3650 * DAY },
}
const file = 'hearth-0b7c4f5e-20251124-160000.backup'
const backups = {
  ...{ plan: { everyMs: DAY, keep: 7, folder: '/srv/hearth-backups' }, last: { at, file, says: null } },
  ...{ files: [{ name: file, bytes: 48_000_000, at }], making: false },
}
const versions = { hearth: '0.1.0', protocol: 1, node: '24.11.0', database: 'SQLite 3.53.0', system: 'linux x64' }

export const machineCommandExamples: { readonly [N in MachineCommandName]: CommandExample<N> } = {
  'admin.machine': { takes: {}, gives: { machine: { versions, certificate, backups } }, refuses: [{ every: 1 }] },
  'admin.limits': { takes: {}, gives: { limits: [limit] }, refuses: [{ name: 'textChars' }] },
  'admin.limit': {
    takes: { name: 'textChars', value: 4000 },
    gives: { limit },
    refuses: [{ name: 'textChars' }, { name: 'textChars', value: -1 }, { name: '', value: 1 }, { name: 'textChars', value: '4000' }],
  },
  'admin.gateways': { takes: {}, gives: { gateways: [gateway] }, refuses: [{ name: 'prmp' }] },
  'admin.gateway': { takes: { name: 'prmp', on: true }, gives: { gateway }, refuses: [{ name: 'prmp' }, { name: 'prmp', on: 'yes' }] },
  'admin.renew': { takes: {}, gives: { certificate }, refuses: [{ now: true }] },
  'admin.plan': {
    takes: { everyHours: 24, keep: 7 },
    gives: { backups },
    refuses: [{}, { everyHours: 0 }, { everyHours: 24, folder: '/etc' }, { everyHours: 24, keep: 0 }],
  },
  'admin.backup': { takes: {}, gives: { backups: { ...backups, making: true } }, refuses: [{ file: '/etc/passwd' }] },
  'admin.sessions': {
    takes: { user },
    gives: { sessions: [{ id: session, client: 'Firefox on Linux', createdAt: at, seenAt: at, program: false, device: true }] },
    refuses: [{}, { user: 'eve' }],
  },
  'admin.end': { takes: { user, session }, gives: {}, refuses: [{ user }, { session }] },
  'admin.log': {
    takes: { least: 'warn' },
    gives: { lines: [{ n: 7, at, level: 'warn', says: 'the disk is nearly full', about: '{"free":1000000}' }], more: false },
    refuses: [{ least: 'loud' }, { before: 0 }],
  },
}
