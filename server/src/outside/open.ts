// Who else is asked about people, as the settings say.
import type { Directory } from '#core/factors/directory.ts'
import type { Provider } from '#core/factors/provider.ts'
import type { SignInConfig } from '#server/config/sign-in.ts'
import { createLdap } from './ldap.ts'
import { createOidc } from './oidc.ts'

type Log = { warn(about: object, says: string): void }

/** Nothing is asked yet, and where nothing is set nobody ever is. */
export function openOutside(
  { ldap, oidc }: SignInConfig,
  log: Log,
): { readonly directory: Directory | undefined; readonly provider: Provider | undefined } {
  const clock = (): number => performance.now()
  return {
    directory: ldap === null ? undefined : createLdap({ config: ldap, clock, log }),
    provider: oidc === null ? undefined : createOidc({ config: oidc, clock, log }),
  }
}
