// The same commands over HTTP: POST /api/<command.name> with the body that `with` would hold.

import { type CommandName, commands, type Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Chat } from '#core/chat.ts'
import type { Caller, Done } from '#core/outcome.ts'
import { clearCookie, keepCookie, readCookie } from './cookie.ts'
import { clientOf } from './door.ts'
import { asFailure, type Log, sendFailure } from './failures.ts'
import { failure, type Hearing, isCommand } from './native/hear.ts'

export type ApiGiven = {
  readonly chat: Chat
  readonly hearing: Hearing
  readonly limits: Limits
  readonly log: Log
  /** A certificate the owner brought along instead of the local CA's. */
  readonly ownCertificate: boolean
}

/** Many people may share one address: it may ask for as much as this many connections. */
const PEOPLE_PER_ADDRESS = 20

type Limiters = { readonly address: RateLimiterMemory; readonly token: RateLimiterMemory }

export function addApi(app: FastifyInstance, given: ApiGiven): void {
  const perSecond = given.limits.framesPerSecond
  const limiters: Limiters = {
    address: new RateLimiterMemory({ points: perSecond * PEOPLE_PER_ADDRESS, duration: 1 }),
    token: new RateLimiterMemory({ points: perSecond, duration: 1 }),
  }
  app.post<{ Params: { name: string } }>('/api/:name', async (request, reply) => {
    const { name } = request.params
    if (!isCommand(name)) return sendFailure(reply, failure('unknown_command'))
    try {
      return await carryOut(given, limiters, request, reply, name)
    } catch (error) {
      return sendFailure(reply, asFailure(given.log, name, error))
    }
  })
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/api/*',
    handler: async (_request, reply) => sendFailure(reply.header('allow', 'POST'), failure('bad_request'), 405),
  })
}

async function carryOut<N extends CommandName>(
  given: ApiGiven,
  limiters: Limiters,
  request: FastifyRequest,
  reply: FastifyReply,
  name: N,
): Promise<FastifyReply> {
  const { token, cookie } = secretOf(request)
  await checkRate(limiters.address, request.visitor.address)
  if (token !== undefined) await checkRate(limiters.token, token)
  const checked = given.hearing.check(name, request.body === undefined ? {} : request.body)
  if ('failure' in checked) return sendFailure(reply, checked.failure)
  const caller = await callerOf(given.chat, request, name, token)
  const done: Done<CommandName> = await given.chat.execute(caller, name, withToken(name, checked.takes, token))
  if (done.signOut && cookie !== undefined) reply.header('set-cookie', clearCookie)
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send({ ok: keepToken(request, reply, done) })
}

/** A page proves by its origin that it is ours; a program has its token. Throws not_allowed. */
function secretOf(request: FastifyRequest): { readonly token: string | undefined; readonly cookie: string | undefined } {
  const { origin } = request.visitor
  const bearer = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1]
  const cookie = readCookie(request.raw)
  if (origin === 'foreign' || (origin === 'none' && cookie !== undefined)) throw new ChatError('not_allowed')
  return { token: bearer ?? cookie, cookie }
}

/** Throws slow_down. */
export async function checkRate(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? new ChatError('slow_down', { retryAfterMs: refusal.msBeforeNext }) : refusal
  }
}

/** Throws not_signed_in, session_unknown, banned. */
async function callerOf(chat: Chat, request: FastifyRequest, name: CommandName, token: string | undefined): Promise<Caller> {
  const from = { address: request.visitor.address, client: clientOf(request.raw) }
  if (commands[name].by === 'anyone') return { kind: 'anonymous', ...from }
  if (token === undefined) throw new ChatError('not_signed_in')
  return chat.recognise(token, from.address, from.client)
}

/** Resuming without a token in the body means the one the request came with. */
function withToken<N extends CommandName>(name: N, takes: Takes<N>, token: string | undefined): Takes<N> {
  return name === 'session.resume' && token !== undefined && !('token' in takes) ? { ...takes, token } : takes
}

/** A page that asks for it gets its token as a cookie, where no script finds it, and not in the body. */
function keepToken(request: FastifyRequest, reply: FastifyReply, { reply: ok, signIn }: Done<CommandName>): unknown {
  if (request.headers['hearth-keep'] !== 'cookie' || signIn?.token === undefined || !('token' in ok)) return ok
  reply.header('set-cookie', keepCookie(signIn.token))
  const { token: _kept, ...rest } = ok
  return rest
}
