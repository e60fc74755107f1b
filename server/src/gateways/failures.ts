// How a failure reaches who asked: as a row of the table of errors, never as it was thrown.

import { ChatError, errors, type Failure } from '@hearth/protocol/errors.ts'
import type { FastifyReply } from 'fastify'
import { failure } from './native/hear.ts'

export type Log = {
  debug(about: object, says: string): void
  info(about: object, says: string): void
  warn(about: object, says: string): void
  error(about: object, says: string): void
}

/** What the asker is told. Anything but an expected failure is our bug: logged with its cause, never shown. */
export function asFailure(log: Log, command: string, error: unknown): Failure {
  if (error instanceof ChatError) return error.failure()
  log.error({ err: error, command }, 'a command failed for a reason that is ours')
  return failure('internal')
}

export function sendFailure(reply: FastifyReply, why: Failure, status: number = errors[why.code].status): FastifyReply {
  if (why.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(why.retryAfterMs / 1000))
  return reply.code(status).type('application/json; charset=utf-8').header('cache-control', 'no-store').send({ error: why })
}
