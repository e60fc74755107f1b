// Taking one's words along: GET /export, or /export?room=ID, as one zip that is made while it is sent. `of=server`: all of it, for admins.
import type { Readable } from 'node:stream'
import { ChatError } from '@hearth/protocol/errors.ts'
import { RoomId } from '@hearth/protocol/ids.ts'
import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Check } from 'typebox/value'
import type { Chat } from '#core/chat.ts'
import type { Member } from '#core/outcome.ts'
import { checkRate, memberFor, secretToTake } from './asking.ts'
import { asFailure, type Log, sendFailure } from './failures.ts'

export type ExportGiven = {
  readonly chat: Chat
  readonly log: Log
  /** Opens the zip of what the caller may take along. Rejects with room_unknown, not_a_member, not_allowed. */
  readonly exporting: (caller: Member, asked: ExportAsked) => Promise<Readable>
}

/** `of`: what one may read oneself; or, as an admin, all that the server holds. */
export type ExportAsked = { readonly of: 'own' | 'server'; readonly room: RoomId | undefined }

/** They read everything and pack it: a few at once are enough for everybody. */
const AT_ONCE = 3
const PATIENCE_MS = 10_000
const STALLED_MS = 60_000
/** From one address, refused ones too. */
const ASKED_PER_SECOND = 20

export function addExport(app: FastifyInstance, given: ExportGiven): void {
  const running = new Set<string>()
  const asking = new RateLimiterMemory({ points: ASKED_PER_SECOND, duration: 1 })
  app.get<{ Querystring: Record<string, unknown> }>('/export', { exposeHeadRoute: false }, async (request, reply) => {
    try {
      await checkRate(asking, request.visitor.address)
      const asked = askedBy(request.query)
      const caller = await memberFor('export.take', given.chat, request, secretToTake(request).token)
      const leave = enter(running, caller.user)
      const zip = await given.exporting(caller, asked).catch((error: unknown) => {
        leave()
        throw error
      })
      zip.once('close', leave)
      zip.once('error', (error) => tell(given.log, error))
      // Who takes nothing for so long keeps a place from others.
      reply.raw.setTimeout(STALLED_MS, () => void zip.destroy())
      given.log.info({ user: caller.user, ...asked }, 'an export began')
      return await reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="hearth-export-${new Date().toISOString().slice(0, 10)}.zip"`)
        .header('cache-control', 'no-store')
        .send(zip)
    } catch (error) {
      return sendFailure(reply, asFailure(given.log, 'export', error))
    }
  })
}

/** One at a time for each person, and few in all. Throws slow_down. Gives what is called, once or more, at its end. */
function enter(running: Set<string>, user: string): () => void {
  if (running.has(user) || running.size >= AT_ONCE) throw new ChatError('slow_down', { retryAfterMs: PATIENCE_MS })
  running.add(user)
  return () => void running.delete(user)
}

/** Somebody who may no more, or a client that went away, is no fault of ours. */
function tell(log: Log, error: Error): void {
  if (error instanceof ChatError || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) return
  log.error({ err: error }, 'an export was broken off')
}

/** Throws bad_request: what is there besides, or twice, was meant to say something. */
function askedBy({ room, of = 'own', ...rest }: Record<string, unknown>): ExportAsked {
  if (Object.keys(rest).length > 0) throw new ChatError('bad_request', { at: '/export' })
  if (of !== 'own' && of !== 'server') throw new ChatError('bad_request', { at: '/of' })
  if (room === undefined) return { of, room }
  if (!Check(RoomId, room)) throw new ChatError('bad_request', { at: '/room' })
  return { of, room }
}
