// Examples of what admins ask for.
import type { AdminCommandName } from './admin-commands.ts'
import type { CommandExample } from './examples.ts'
import type { RoomId, SessionId, UserId } from './ids.ts'

const at = 1_764_000_000_000

const user = `01kb${'eve'.padStart(22, '0')}` as UserId
const eve = { id: user, name: 'eve', displayName: 'Eve', colour: 5, status: '', admin: false, guest: false, deleted: false }
const token = 'qv0xJm4d1wJxk0bq8m3cVbq0Jr2mX1p6c9xT5u7Yh3A'
const link = { token, expiresAt: at + 86_400_000 }
const doors = { registration: 'invite', guests: false, set: true } as const
const kept = { called: 'Workshop', bytes: 2_481_024, count: 1 }

export const adminCommandExamples: { readonly [N in AdminCommandName]: CommandExample<N> } = {
  'server.figures': {
    takes: {},
    gives: {
      figures: {
        ...{ version: '0.1.0', at, startedAt: at - 86_400_000, people: 12, connections: 17, asked: 48_210, said: 1204 },
        ...{ memoryBytes: 182_000_000, processorMs: 61_000, lagMs: 1.4, databaseBytes: 48_000_000, diskFreeBytes: 91_000_000_000 },
        gateways: [{ name: 'pychat', port: 8000 }],
      },
    },
    refuses: [{ every: 1 }],
  },
  'admin.house': {
    takes: {},
    gives: {
      house: {
        doors,
        rooms: [{ id: `01kb${'w0rksh0p'.padStart(22, '0')}` as RoomId, kind: 'group', name: 'Workshop', members: 2, entries: 12 }],
        storage: { files: kept, archived: { called: '', bytes: 0, count: 0 }, people: [{ ...kept, called: 'ada' }], rooms: [kept] },
        backups: { everyMs: 86_400_000, last: { at, failed: false } },
      },
    },
    refuses: [{ room: 1 }],
  },
  'admin.doors': {
    takes: { registration: 'invite', guests: false },
    gives: { doors },
    refuses: [{ registration: 'ajar' }, { guests: 'no' }],
  },
  'admin.people': {
    takes: { text: 'ev' },
    gives: {
      people: [{ user: eve, role: 'member', createdAt: at, seenAt: null, banned: false, mutedUntil: null, sessions: 0 }],
      more: false,
    },
    refuses: [{ after: 'eve' }, { text: 'x'.repeat(257) }],
  },
  'admin.create': { takes: { name: 'eve' }, gives: { user: eve, ...link }, refuses: [{}, { name: '' }, { name: 'eve', password: 'x' }] },
  'admin.reset': { takes: { user }, gives: link, refuses: [{}, { user: 'eve' }] },
  'admin.invite': {
    takes: { uses: 5, days: 7 },
    gives: { token, expiresAt: at },
    refuses: [{}, { uses: 0, days: 7 }, { uses: 1, days: 9999 }],
  },
  'account.reset': {
    takes: { token, password: 'three stones and a spark' },
    gives: { user: eve, session: `01kb${'1apt0p'.padStart(22, '0')}` as SessionId, token },
    refuses: [{ token }, { password: 'x' }, { token: '', password: 'x' }],
  },
}
