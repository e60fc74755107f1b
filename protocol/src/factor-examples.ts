// Examples of what is asked about signing in.
import type { CommandExample } from './examples.ts'
import type { FactorCommandName } from './factor-commands.ts'
import type { AppId, SessionId, UserId } from './ids.ts'
import type { OutsideCommandName } from './outside-commands.ts'

const at = 1_764_000_000_000
const app = `01kb${'app1'.padStart(22, '0')}` as AppId
const user = `01kb${'b0'.padStart(22, '0')}` as UserId
const bo = { id: user, name: 'bo', displayName: 'Bo', colour: 4, status: '', admin: false, guest: false, deleted: false }
const token = 'qv0xJm4d1wJxk0bq8m3cVbq0Jr2mX1p6c9xT5u7Yh3A'
const ticket = 'pT9d0mVbq0Jr2mX1p6c9xT5u7Yh3Aqv0xJm4d1wJxk0'
const password = 'three stones and a spark'
const recovery = ['7k2m-x9qf-b3wd-p6hs', 'a4t8-zr5n-cj6e-2yvg']
const withCode = [{ code: 123_456 }, { code: '' }, { password, code: '123456', user }]

export const outsideExamples: { readonly [N in OutsideCommandName]: CommandExample<N> } = {
  'session.enter': {
    takes: { ticket },
    gives: { user: bo, session: `01kb${'1apt0p'.padStart(22, '0')}` as SessionId, token },
    refuses: [{}, { ticket: '' }],
  },
  'outside.link': { takes: { password }, gives: { start: ticket }, refuses: [{ password: '' }, { user }] },
  'outside.again': { takes: {}, gives: { start: ticket }, refuses: [{ user }] },
  'outside.unlink': { takes: {}, gives: {}, refuses: [{ user }] },
}

export const factorExamples: { readonly [N in FactorCommandName]: CommandExample<N> } = {
  'session.prove': {
    takes: { ticket, code: '492 039' },
    gives: { user: bo, session: `01kb${'1apt0p'.padStart(22, '0')}` as SessionId, token },
    refuses: [{}, { code: '492039' }, { ticket, passkey: {} }, { ticket, code: 492_039 }],
  },
  'factor.show': { takes: {}, gives: { codes: true, recovery: 10, required: false, password: true }, refuses: [{ user }] },
  'factor.begin': {
    takes: { password },
    gives: {
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Hearth:bo?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Hearth',
    },
    refuses: [{ password: '' }, { password: 1 }],
  },
  'factor.confirm': { takes: { code: '492039' }, gives: { recovery }, refuses: [{}, { code: '' }, { code: 1 }] },
  'factor.recovery': { takes: { password, code: '492039' }, gives: { recovery }, refuses: withCode },
  'factor.end': { takes: { password, code: recovery[0] ?? '' }, gives: {}, refuses: withCode },

  'app.create': {
    takes: { password, name: 'the old laptop', reach: 'chat', gateways: ['pychat'], days: 365 },
    gives: {
      secret: 'k7m2x9qfb3wdp6hsa4t8zr5ncj',
      made: { id: app, name: 'the old laptop', reach: 'chat', gateways: ['pychat'], createdAt: at, seenAt: null, expiresAt: at + 1 },
    },
    refuses: [
      {},
      { name: '', reach: 'chat' },
      { name: 'x', reach: 'all' },
      { name: 'x', reach: 'read', gateways: [] },
      { name: 'x', reach: 'read', days: 0 },
    ],
  },
  'app.list': {
    takes: {},
    gives: {
      apps: [{ id: app, name: 'the old laptop', reach: 'read', gateways: [], createdAt: at, seenAt: at, expiresAt: null }],
      gateways: ['pychat', 'prmp'],
      only: false,
    },
    refuses: [{ user }],
  },
  'app.revoke': { takes: { app }, gives: {}, refuses: [{}, { app: 'old' }] },

  'admin.safety': {
    takes: { roles: ['owner', 'admin'], apps: true },
    gives: { safety: { roles: ['owner', 'admin'], apps: true }, without: 1 },
    refuses: [{ roles: ['guest'] }, { roles: ['admin', 'admin'] }, { apps: 'yes' }],
  },
  'admin.factor': { takes: { user }, gives: {}, refuses: [{}, { user: 'bo' }] },
}
