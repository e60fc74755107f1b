// Who asks over HTTP, and how often: the same for commands and for files.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Chat } from '#core/chat.ts'
import { checkMayAsk, type Wanted } from '#core/may-ask.ts'
import type { Member } from '#core/outcome.ts'
import { noting } from '#core/refused.ts'
import { readCookie } from './cookie.ts'
import { deviceOf } from './device.ts'
import { clientOf } from './door.ts'

export type Secret = { readonly token: string | undefined; readonly cookie: string | undefined }
export type Pace = { check(address: string, token: string | undefined): Promise<void> }

/** Many people may share one address: it may ask for as much as this many connections. */
const PEOPLE_PER_ADDRESS = 20

/** Throws slow_down. */
export function createPace(perSecond: number): Pace {
  const ofAddress = new RateLimiterMemory({ points: perSecond * PEOPLE_PER_ADDRESS, duration: 1 })
  const ofToken = new RateLimiterMemory({ points: perSecond, duration: 1 })
  return {
    async check(address, token) {
      await checkRate(ofAddress, address)
      if (token !== undefined) await checkRate(ofToken, token)
    },
  }
}

/** Throws slow_down. */
export async function checkRate(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? new ChatError('slow_down', { retryAfterMs: refusal.msBeforeNext }) : refusal
  }
}

/** To change something, a page proves by its origin that it is ours; a program has its token. Throws not_allowed. */
export function secretOf(request: FastifyRequest): Secret {
  const secret = heldBy(request)
  if (request.visitor.origin === 'none' && secret.cookie !== undefined) throw new ChatError('not_allowed')
  return secret
}

/** To see something: a browser names no origin when a page of ours shows a picture, but says when it is somebody else's page. Throws not_allowed. */
export function secretToSee(request: FastifyRequest): Secret {
  const secret = heldBy(request)
  if (secret.cookie !== undefined && request.headers['sec-fetch-site'] === 'cross-site') throw new ChatError('not_allowed')
  return secret
}

/**
 * To take everything along: a browser that follows a link sends no `Origin`; that the link stands on a page of ours it says in
 * `Sec-Fetch-Site`, and without that the cookie opens nothing. Throws not_allowed.
 */
export function secretToTake(request: FastifyRequest): Secret {
  const { bearer, ...secret } = heldBy(request)
  const isFromOurPage = request.visitor.origin === 'own' || request.headers['sec-fetch-site'] === 'same-origin'
  if (bearer === undefined && secret.cookie !== undefined && !isFromOurPage) throw new ChatError('not_allowed')
  return secret
}

function heldBy(request: FastifyRequest): Secret & { readonly bearer: string | undefined } {
  const bearer = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1]
  const cookie = readCookie(request.raw)
  if (request.visitor.origin === 'foreign') throw new ChatError('not_allowed')
  return { bearer, token: bearer ?? cookie, cookie }
}

/** Throws not_signed_in, session_unknown, banned. */
export async function memberOf(chat: Chat, request: FastifyRequest, token: string | undefined): Promise<Member> {
  if (token === undefined) throw new ChatError('not_signed_in')
  return chat.recognise(token, request.visitor.address, clientOf(request.raw), deviceOf(request.raw).device)
}

/** For what is no command of the table. Throws not_in_scope, factor_required besides. */
export async function memberFor(wanted: Wanted, chat: Chat, request: FastifyRequest, token: string | undefined): Promise<Member> {
  const member = await memberOf(chat, request, token)
  return noting(chat.core, member, wanted, () => {
    checkMayAsk(chat.core, member, wanted)
    return member
  })
}
