// How the command line reaches a running server: POST /control/<deed> with the key that only who can read the data folder knows.
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Operator } from '#core/operator.ts'
import { asFailure, type Log, sendFailure } from './failures.ts'
import { failure } from './native/hear.ts'

export type ControlGiven = { readonly operator: Operator; readonly key: string; readonly log: Log }

export function addControl(app: FastifyInstance, { operator, key, log }: ControlGiven): void {
  app.post<{ Params: { name: string } }>('/control/:name', async (request, reply) => {
    // As if there were nothing here: who has no key learns nothing.
    if (!hasKey(request, key)) return sendFailure(reply, failure('unknown_command'))
    try {
      const ok = await operator.operate(request.params.name, request.body ?? {})
      return reply.header('cache-control', 'no-store').send({ ok })
    } catch (error) {
      return sendFailure(reply, asFailure(log, request.params.name, error))
    }
  })
}

/** Does the request show the key of the data folder? */
export function hasKey(request: FastifyRequest, key: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${key}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
