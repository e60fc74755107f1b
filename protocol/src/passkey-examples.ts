// Examples of what is asked about passkeys.
import type { CommandExample } from './examples.ts'
import type { PasskeyCommandName } from './passkey-commands.ts'

const at = 1_764_000_000_000
const passkey = { id: 'kX2p9QfB3wDP6hs', name: 'this laptop', site: 'hearth.local', createdAt: at, seenAt: null }
const password = 'three stones and a spark'
const ticket = 'pT9d0mVbq0Jr2mX1p6c9xT5u7Yh3Aqv0xJm4d1wJxk0'
const made = {
  id: 'kX2p9QfB3wDP6hs',
  rawId: 'kX2p9QfB3wDP6hs',
  type: 'public-key' as const,
  response: { clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0', attestationObject: 'o2NmbXRkbm9uZQ', transports: ['internal'] },
  clientExtensionResults: {},
}

export const passkeyExamples: { readonly [N in PasskeyCommandName]: CommandExample<N> } = {
  'session.challenge': {
    takes: { site: 'hearth.local' },
    gives: { ticket, options: { challenge: 'c2l4dGVlbiBieXRlcw', rpId: 'hearth.local' }, until: at },
    refuses: [{}, { site: '' }, { site: 'hearth.local', ticket: '' }],
  },
  'passkey.list': { takes: {}, gives: { passkeys: [passkey] }, refuses: [{ user: 1 }] },
  'passkey.begin': {
    takes: { password, site: 'hearth.local' },
    gives: { options: { challenge: 'c2l4dGVlbiBieXRlcw', rp: { id: 'hearth.local', name: 'Hearth' } } },
    refuses: [{}, { password }, { site: 1 }],
  },
  'passkey.add': {
    takes: { name: 'this laptop', passkey: made },
    gives: { made: passkey },
    refuses: [{}, { name: '', passkey: made }, { name: 'x', passkey: { ...made, type: 'password' } }, { name: 'x', passkey: { id: 'x' } }],
  },
  'passkey.remove': { takes: { password, passkey: passkey.id }, gives: {}, refuses: [{ password }, { passkey: 'no, thank you' }] },
}
