// Files over HTTP: uploads by tus at /files, downloads at /files/ID, small pictures at /files/ID/SIZE.
import { open } from 'node:fs/promises'
import { setTimeout as rest } from 'node:timers/promises'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import { PICTURE_SIZES } from '@hearth/protocol/limits.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Chat } from '#core/chat.ts'
import type { Member } from '#core/outcome.ts'
import type { Files, Found } from '#files/files.ts'
import type { Standing } from '#files/uploads.ts'
import { createPace, memberFor, type Pace, secretOf, secretToSee } from './asking.ts'
import { disposition } from './disposition.ts'
import { asFailure, type Log, sendFailure } from './failures.ts'
import { failure } from './native/hear.ts'
import { giveBack, pour } from './pour.ts'
import { partOf } from './ranges.ts'
import type { Transfers } from './transfers.ts'
import * as tus from './tus.ts'

export type FilesGiven = {
  readonly chat: Chat
  readonly files: Files
  readonly limits: Limits
  readonly log: Log
  readonly transfers: Transfers
}

/** A page shows many pictures at once. */
const MORE_THAN_COMMANDS = 20
/** Of a refused body so much is read to its end, so that the refusal is heard; after more the connection is cut. */
const DRAINED_BYTES = 67_108_864
const HOUR_SECONDS = 3600
/** So many bytes are looked through before the first of them leaves: some hundredths of a second, once a day. Of more the last ones wait. */
const CHECKED_FIRST = 16_777_216
/** So long a part that is not the end of its file waits for all of it to be looked through. */
const PART_WAITS_MS = 2000

/** What is fetched runs nothing, loads nothing, and is never taken for something else than its type. */
const GUARD = {
  'content-security-policy':
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  vary: 'Authorization, Cookie',
} as const

type WithId = { Params: { id: string } }
type Way = { readonly given: FilesGiven; readonly pace: Pace }

export function addFiles(app: FastifyInstance, given: FilesGiven): void {
  const way: Way = { given, pace: createPace(given.limits.framesPerSecond * MORE_THAN_COMMANDS) }
  // The body stays where it is until somebody takes it in.
  app.addContentTypeParser(tus.BODY, (_request, _body, done) => done(null))
  const uploads = answering(way, upload)
  app.route({ method: 'OPTIONS', url: '/files', handler: async (_request, reply) => sendAbilities(given, reply) })
  app.route({ method: 'OPTIONS', url: '/files/:id', handler: async (_request, reply) => sendAbilities(given, reply) })
  app.post('/files', uploads)
  app.patch<WithId>('/files/:id', uploads)
  app.delete<WithId>('/files/:id', uploads)
  // A HEAD that speaks tus asks where an upload stands, any other what a download would say.
  app.head<WithId>('/files/:id', async (request, reply) =>
    request.headers['tus-resumable'] === undefined ? downloads(request, reply) : uploads(request, reply),
  )
  const downloads = answering(way, download)
  app.get<WithId>('/files/:id', { exposeHeadRoute: false }, downloads)
  app.route({ method: ['GET', 'HEAD'], url: '/files/:id/:size', handler: answering(way, picture) })
}

type Handler = (given: FilesGiven, pace: Pace, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Refusals have the form they have everywhere. */
const answering =
  ({ given, pace }: Way, handler: Handler) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      return await handler(given, pace, request, reply)
    } catch (error) {
      // Nobody is there any more to be answered, perhaps not even for a body that had come whole and was still to be read: what was read is kept.
      if (request.raw.destroyed && (!request.raw.complete || request.raw.socket.destroyed)) return reply.hijack()
      drain(request, reply)
      return sendFailure(reply, asFailure(given.log, 'files', error))
    }
  }

function drain({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return
  const length = Number(raw.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  if (length > DRAINED_BYTES) reply.header('connection', 'close')
  else raw.resume()
}

function sendAbilities({ limits }: FilesGiven, reply: FastifyReply): FastifyReply {
  return reply
    .code(204)
    .headers({
      'tus-resumable': tus.VERSION,
      'tus-version': tus.VERSION,
      'tus-extension': tus.EXTENSIONS,
      'tus-checksum-algorithm': tus.ALGORITHMS,
      'tus-max-size': limits.fileBytes,
    })
    .send()
}

async function upload(given: FilesGiven, pace: Pace, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.headers({ 'tus-resumable': tus.VERSION, 'cache-control': 'no-store' })
  // Where an upload stands is only looked at, and a browser names no origin with a HEAD of its own page.
  const { token } = request.method === 'HEAD' ? secretToSee(request) : secretOf(request)
  await pace.check(request.visitor.address, token)
  tus.checkVersion(request.headers)
  const caller = await memberFor('file.bring', given.chat, request, token)
  switch (request.method) {
    case 'POST':
      return create(given, caller, request, reply)
    case 'PATCH':
      return stand(reply.code(204), await take(given, caller, request, tus.fileIdOf(idIn(request)), tus.offsetOf(request.headers)))
    case 'DELETE':
      await given.files.uploads.cancel(caller, tus.fileIdOf(idIn(request)))
      return reply.code(204).send()
    default:
      return stand(reply.code(200), await given.files.uploads.stand(caller, tus.fileIdOf(idIn(request))))
  }
}

async function create(given: FilesGiven, caller: Member, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const begun = await given.files.uploads.begin(caller, tus.announcedBy(request.headers))
  reply.code(201).header('location', `/files/${begun.id}`)
  if (request.headers['content-type'] !== tus.BODY || begun.isWhole) return stand(reply, begun)
  return stand(reply, await take(given, caller, request, begun.id, 0))
}

async function take(
  { files, transfers }: FilesGiven,
  caller: Member,
  request: FastifyRequest,
  id: Standing['id'],
  offset: number,
): Promise<Standing> {
  // Nothing else is parsed for these addresses, but a request without a body needs no type.
  if (request.headers['content-type'] !== tus.BODY) throw new ChatError('bad_request', { at: '/content-type' })
  const length = request.headers['content-length']
  using _going = transfers.during(caller, () => request.raw.destroy())
  return await files.uploads.take(caller, id, {
    offset,
    bytes: request.raw,
    length: length === undefined ? undefined : Number(length),
    checksum: tus.checksumOf(request.headers),
    spent: giveBack,
  })
}

function stand(reply: FastifyReply, { offset, size, until, isWhole }: Standing): FastifyReply {
  reply.headers({ 'upload-offset': offset, 'upload-length': size })
  if (!isWhole) reply.header('upload-expires', new Date(until).toUTCString())
  return reply.send()
}

async function download(given: FilesGiven, pace: Pace, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const caller = await viewer(given, pace, request)
  const find = () => given.files.find(caller, tus.fileIdOf(idIn(request)))
  return send(given, request, reply.header('cache-control', 'private, no-cache'), await find(), (end) =>
    given.transfers.during(caller, end, find),
  )
}

async function picture(given: FilesGiven, pace: Pace, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const size = PICTURE_SIZES.find((known) => String(known) === paramsOf(request)['size'])
  const caller = await viewer(given, pace, request)
  if (size === undefined) throw new ChatError('file_unknown')
  const found = await given.files.picture(caller, tus.fileIdOf(idIn(request)), size)
  return send(given, request, reply.header('cache-control', `private, max-age=${HOUR_SECONDS}`), found, (end) =>
    given.transfers.during(caller, end),
  )
}

async function viewer({ chat }: FilesGiven, pace: Pace, request: FastifyRequest): Promise<Member> {
  const { token } = secretToSee(request)
  await pace.check(request.visitor.address, token)
  return memberFor('file.fetch', chat, request, token)
}

async function send(
  { log }: FilesGiven,
  request: FastifyRequest,
  reply: FastifyReply,
  { path, name, size: due, type, shown, mark, check }: Found,
  going: (end: () => void) => Disposable,
): Promise<FastifyReply> {
  const file = await open(path, 'r').catch((cause: unknown) => lost(check, cause))
  try {
    const { size } = await file.stat()
    // A disk that lost some of it: a part would pass for the whole under the mark of the whole.
    if (due !== null && size !== due) await lost(check)
    const tag = `"${mark}"`
    const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers
    const part = partOf({ range, ifRange: asText(ifRange), ifNoneMatch }, size, tag)
    const isSent = (part.is === 'whole' || part.is === 'part') && request.method !== 'HEAD' && size > 0
    const checked = isSent ? check() : Promise.resolve()
    // Met where it is waited for; nobody else needs to hear of it before.
    checked.catch(() => undefined)
    if (size <= CHECKED_FIRST) await checked
    reply.headers({ ...GUARD, etag: tag, 'accept-ranges': 'bytes', 'content-disposition': disposition(name, shown) })
    if (part.is === 'known') return await closed(file, reply.code(304))
    if (part.is === 'nowhere') {
      await file.close()
      return sendFailure(reply.header('content-range', `bytes */${size}`), failure('range_unknown'))
    }
    const [start, end] = part.is === 'part' ? [part.start, part.end] : [0, size - 1]
    // Nobody takes a part for the whole, and a player that asks for the first bytes of a film cannot wait for all of it to be looked at.
    const sound = end === size - 1 ? checked : Promise.race([checked, rest(PART_WAITS_MS, undefined, { ref: false })])
    sound.catch(() => undefined)
    if (part.is === 'part') reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`)
    reply.type(type).header('content-length', end - start + 1)
    if (!isSent) return await closed(file, reply)
    reply.hijack()
    for (const [header, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(header, value)
    reply.raw.writeHead(reply.statusCode)
    const transfer = going(() => reply.raw.destroy())
    pour(file, reply.raw, start, end, sound)
      .catch((error: unknown) => {
        // Who reads no more is no fault of ours; and what has begun cannot be told otherwise.
        if (!reply.raw.destroyed) log.error({ err: error }, 'a download was broken off')
        reply.raw.destroy()
      })
      .finally(() => {
        transfer[Symbol.dispose]()
        return file.close()
      })
      .catch(() => undefined)
    return reply
  } catch (error) {
    await file.close()
    throw error
  }
}

/** It is not there, or not all of it: what else could it be than damaged. */
async function lost(check: Found['check'], cause?: unknown): Promise<never> {
  await check()
  throw new ChatError('file_damaged', {}, cause)
}

async function closed(file: { close(): Promise<void> }, reply: FastifyReply): Promise<FastifyReply> {
  await file.close()
  return reply.send()
}

const asText = (header: string | string[] | undefined) => (header === undefined ? undefined : String(header))

/** Params of the routes above are texts by their form. */
const paramsOf = (request: FastifyRequest) => request.params as Readonly<Record<string, string | undefined>>
const idIn = (request: FastifyRequest) => paramsOf(request)['id'] ?? ''
