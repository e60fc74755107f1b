// Has somebody just signed in there? By what their token says, and by the other server's clock alone.
import type { IDToken } from 'openid-client'
import type { Kept } from '#core/factors/provider.ts'
import type { OidcConfig } from '#server/config/sign-in.ts'

/** From signing in there to the token. */
const FRESH_SECONDS = 120
/** By so much its clocks may differ, where it runs on several machines. What lies further ahead (milliseconds, a wrong clock) proves nothing. */
const AHEAD_SECONDS = 60

type Told = Pick<IDToken, 'auth_time' | 'iat'>

/** Nothing: it did not say. Times are in seconds (OpenID Connect Core 1.0, §2). */
export function freshness(
  { tellsWhen }: Pick<OidcConfig, 'tellsWhen'>,
  { auth_time: at, iat }: Told,
  { anew }: Pick<Kept, 'anew'>,
): { readonly isFresh?: boolean } {
  if (typeof at !== 'number') return tellsWhen ? {} : { isFresh: anew }
  return { isFresh: iat - at >= -AHEAD_SECONDS && iat - at <= FRESH_SECONDS }
}
