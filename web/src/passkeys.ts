// Passkeys in the browser. What draws on them is fetched when it is wanted.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MadePasskey, ShownPasskey } from '@hearth/protocol/passkey-commands.ts'
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'

/** Browsers make them for names, over a connection they trust; in an address there is nothing they could belong to. */
export const isNamed = (): boolean => !/^[\d.]+$|:/.test(location.hostname)
export const canPasskeys = (): boolean => isSecureContext && isNamed() && 'PublicKeyCredential' in window

/** Throws passkey_refused: it was called off, or the browser does not trust the certificate. */
export async function makePasskey(options: object): Promise<MadePasskey> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  // The server made them for this very call.
  return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }).catch(refused)
}

/** Throws passkey_refused. */
export async function showPasskey(options: object): Promise<ShownPasskey> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }).catch(refused)
}

function refused(why: unknown): never {
  throw new ChatError('passkey_refused', {}, why)
}
