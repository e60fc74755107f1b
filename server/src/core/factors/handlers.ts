// Who carries out what is asked about signing in.
import type { FactorCommandName } from '@hearth/protocol/factor-commands.ts'
import type { OutsideCommandName } from '@hearth/protocol/outside-commands.ts'
import type { PasskeyCommandName } from '@hearth/protocol/passkey-commands.ts'
import type { Handler } from '../context.ts'
import * as apps from './apps.ts'
import * as codes from './codes.ts'
import * as passkeys from './passkeys.ts'
import * as provider from './provider.ts'
import * as safety from './safety.ts'

export const factors: { readonly [N in FactorCommandName | PasskeyCommandName | OutsideCommandName]: Handler<N> } = {
  'session.prove': codes.prove,
  'factor.show': codes.show,
  'factor.begin': codes.begin,
  'factor.confirm': codes.confirm,
  'factor.recovery': codes.recovery,
  'factor.end': codes.end,
  'session.challenge': passkeys.challenge,
  'session.enter': provider.enter,
  'outside.link': provider.link,
  'outside.again': provider.again,
  'outside.unlink': provider.unlink,
  'passkey.list': passkeys.list,
  'passkey.begin': passkeys.begin,
  'passkey.add': passkeys.add,
  'passkey.remove': passkeys.remove,
  'app.create': apps.create,
  'app.list': apps.list,
  'app.revoke': apps.revoke,
  'admin.safety': safety.safety,
  'admin.factor': safety.reset,
}
