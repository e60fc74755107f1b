// Another server that signs people in (OpenID Connect), by openid-client: it checks the token's signature, issuer, audience, times and nonce.
//
// 1. It is asked for the first time when somebody wants to come in by it; what it says of itself is kept then.
// 2. Who has to sign in anew is believed to have done so when the token says when they did (`auth_time`): what the address asks for, a browser can
//    leave out. A server that never says when is believed where the settings say so.
// 3. No question takes longer than five seconds; when it does not answer, it is left alone for a while (breaker.ts).

import * as oidc from 'openid-client'
import { DirectoryAway, type Vouched } from '#core/factors/directory.ts'
import type { Kept, Provider } from '#core/factors/provider.ts'
import type { OidcConfig } from '#server/config/sign-in.ts'
import { createBreaker } from './breaker.ts'
import { freshness } from './fresh.ts'

const ANSWER_SECONDS = 4

export type OidcGiven = {
  readonly config: OidcConfig
  readonly clock: () => number
  readonly log: { warn(about: object, says: string): void }
}

export function createOidc({ config, clock, log }: OidcGiven): Provider {
  const breaker = createBreaker({ clock, log, what: 'the server that signs people in' })
  const known = remembering(() => discover(config))
  return {
    ...{ source: config.issuer, called: config.called, makes: config.makes },
    begin: (back, anew) =>
      breaker.run(async () => {
        const kept: Kept = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), anew }
        const url = oidc.buildAuthorizationUrl(await known(), {
          ...{ redirect_uri: back, scope: ['openid', ...config.scopes].join(' '), state: kept.state, nonce: kept.nonce },
          ...{ code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier), code_challenge_method: 'S256' },
          ...(anew ? { prompt: 'login', max_age: '0' } : {}),
        })
        return { url: url.href, kept }
      }),
    finish: (address, kept) =>
      breaker.run(async () => {
        const vouched = await vouch(config, await known(), address, kept)
        if (vouched === undefined || !kept.anew || vouched.isFresh === true) return vouched
        if (vouched.isFresh === undefined)
          log.warn({}, 'the server that signs people in does not say when they did (auth_time): look at oidc.tellsWhen in the settings')
        return undefined
      }),
    leave: (back) =>
      breaker.run(async () => {
        const server = await known()
        if (server.serverMetadata().end_session_endpoint === undefined) return undefined
        return oidc.buildEndSessionUrl(server, { post_logout_redirect_uri: back }).href
      }),
  }
}

/** Asked once; again after it failed. */
function remembering<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask().catch((why: unknown) => {
      asked = undefined
      throw why
    })
    return asked
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<oidc.Configuration> {
  const proof = clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret)
  // The settings take plain HTTP on this very machine alone.
  const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  try {
    return await oidc.discovery(new URL(issuer), clientId, undefined, proof, { timeout: ANSWER_SECONDS, execute })
  } catch (why) {
    throw new DirectoryAway('the server that signs people in says nothing of itself', { cause: why })
  }
}

async function vouch(config: OidcConfig, server: oidc.Configuration, address: URL, kept: Kept): Promise<Vouched | undefined> {
  try {
    const tokens = await oidc.authorizationCodeGrant(server, address, {
      ...{ pkceCodeVerifier: kept.verifier, expectedState: kept.state, expectedNonce: kept.nonce, idTokenExpected: true },
    })
    const claims = tokens.claims()
    if (claims === undefined) return undefined
    const isThin =
      textOf(claims[config.claims.name]) === undefined || (config.roles.length > 0 && claims[config.claims.groups] === undefined)
    const more =
      isThin && server.serverMetadata().userinfo_endpoint ? await oidc.fetchUserInfo(server, tokens.access_token, claims.sub) : {}
    return { ...vouchedBy(config, claims.sub, { ...more, ...claims }), ...freshness(config, claims, kept) }
  } catch (why) {
    if (isRefusal(why)) return undefined
    throw new DirectoryAway('the server that signs people in did not answer', { cause: why })
  }
}

/** It answered, and what it said lets nobody in: called off there, a forged state, a token that is not for us. */
function isRefusal(why: unknown): boolean {
  if (why instanceof oidc.AuthorizationResponseError || why instanceof oidc.ResponseBodyError) return true
  return why instanceof oidc.ClientError && why.code !== 'OAUTH_TIMEOUT' && !(why.cause instanceof TypeError)
}

function vouchedBy({ claims, roles }: OidcConfig, subject: string, told: Readonly<Record<string, unknown>>): Vouched {
  const groups = told[claims.groups]
  const all = Array.isArray(groups) ? groups.map(String) : typeof groups === 'string' ? [groups] : []
  const name = textOf(told[claims.name]) ?? subject
  const given = roles.find(({ group }) => all.includes(group))?.role
  return {
    ...{ subject, name, displayName: textOf(told[claims.displayName]) ?? name, isOff: false },
    // Whose groups say something is a member again when they leave them.
    role: given ?? (roles.length > 0 ? 'member' : null),
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
