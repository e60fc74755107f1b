// The same commands over HTTP: POST /api/<command.name> with the body that `with` would hold.

import { type CommandName, commands, type Takes } from '@hearth/protocol/commands.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Chat } from '#core/chat.ts'
import type { Caller, Done } from '#core/outcome.ts'
import { secret, secretHash } from '#core/secrets.ts'
import { createPace, memberOf, type Pace, secretOf } from './asking.ts'
import { clearCookie, keepCookie, keepDevice, readDevice } from './cookie.ts'
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

export function addApi(app: FastifyInstance, given: ApiGiven): void {
  const pace = createPace(given.limits.framesPerSecond)
  app.post<{ Params: { name: string } }>('/api/:name', async (request, reply) => {
    const { name } = request.params
    if (!isCommand(name)) return sendFailure(reply, failure('unknown_command'))
    try {
      return await carryOut(given, pace, request, reply, name)
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
  pace: Pace,
  request: FastifyRequest,
  reply: FastifyReply,
  name: N,
): Promise<FastifyReply> {
  const { token, cookie } = secretOf(request)
  await pace.check(request.visitor.address, token)
  const checked = given.hearing.check(name, request.body === undefined ? {} : request.body)
  if ('failure' in checked) return sendFailure(reply, checked.failure)
  const device = deviceFor(given.chat, request, reply)
  const caller = await callerOf(given.chat, request, name, { token, device })
  const done: Done<CommandName> = await given.chat.execute(caller, name, withToken(name, checked.takes, token))
  if (done.signOut && cookie !== undefined) addCookie(reply, clearCookie)
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send({ ok: keepToken(request, reply, done) })
}

/** Throws not_signed_in, session_unknown, banned. */
async function callerOf(
  chat: Chat,
  request: FastifyRequest,
  name: CommandName,
  { token, device }: { readonly token: string | undefined; readonly device: string | undefined },
): Promise<Caller> {
  const from = { address: request.visitor.address, client: clientOf(request.raw), ...(device && { device: secretHash(device) }) }
  if (commands[name].by === 'anyone') return { kind: 'anonymous', ...from }
  return memberOf(chat, request, token)
}

/** What the device calls itself by. A page that is about to keep a sign-in, and has no such word yet, is given one to keep beside it. */
function deviceFor(chat: Chat, request: FastifyRequest, reply: FastifyReply): string | undefined {
  const known = readDevice(request.raw)
  if (known !== undefined || request.headers['hearth-keep'] !== 'cookie') return known
  const fresh = secret(chat.core.chance)
  addCookie(reply, keepDevice(fresh))
  return fresh
}

/** Each is a header of its own. */
function addCookie(reply: FastifyReply, cookie: string): void {
  const before = reply.getHeader('set-cookie')
  reply.header('set-cookie', before === undefined ? cookie : [cookie, before].flat().map(String))
}

/** Resuming without a token in the body means the one the request came with. */
function withToken<N extends CommandName>(name: N, takes: Takes<N>, token: string | undefined): Takes<N> {
  return name === 'session.resume' && token !== undefined && !('token' in takes) ? { ...takes, token } : takes
}

/** A page that asks for it gets its token as a cookie, where no script finds it, and not in the body. */
function keepToken(request: FastifyRequest, reply: FastifyReply, { reply: ok, signIn }: Done<CommandName>): unknown {
  if (request.headers['hearth-keep'] !== 'cookie' || !('token' in ok)) return ok
  // Who waits to be let in is not signed in yet, and has a token all the same.
  const token = signIn?.token ?? ('waiting' in ok ? ok.token : undefined)
  if (token === undefined) return ok
  addCookie(reply, keepCookie(token))
  const { token: _kept, ...rest } = ok
  return rest
}
