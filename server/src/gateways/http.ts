// The HTTP transport: one Fastify application behind every port, TLS or not. Each body is {ok} or {error}, each response guarded.

import type { ErrorCode } from '@hearth/protocol/errors.ts'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type ApiGiven, addApi } from './api.ts'
import { addControl, type ControlGiven } from './control.ts'
import { type Door, isAddress, type Visitor } from './door.ts'
import { addExport, type ExportGiven } from './export.ts'
import { sendFailure } from './failures.ts'
import { addFiles, type FilesGiven } from './files.ts'
import { securityHeaders, strictTransport } from './headers.ts'
import { addMetrics, type MetricsGiven } from './metrics.ts'
import { failure } from './native/hear.ts'
import { addOidc } from './oidc.ts'
import { addPage } from './page.ts'
import type { Pressure } from './pressure.ts'

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor
  }
}

export type HttpGiven = ApiGiven &
  FilesGiven &
  ExportGiven &
  MetricsGiven & {
    readonly door: Door
    readonly pressure: Pressure
    /** The built page; may be missing. */
    readonly pageRoot: string
    /** The local CA, for those who want to trust it; null with a certificate of one's own. */
    readonly ca: { readonly pem: string; readonly der: Uint8Array } | null
    readonly control: ControlGiven
    /** Can the store be written to? */
    readonly healthy: () => Promise<boolean>
  }

/** Ready to be put behind servers: `app.routing(request, response)`. */
export async function createHttp(given: HttpGiven): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: given.limits.frameBytes,
    forceCloseConnections: true,
    return503OnClosing: true,
    frameworkErrors: refuseUrl,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => parseBody(String(body), done))
  app.decorateRequest('visitor')
  app.addHook('onRequest', async (request, reply) => receive(given, request, reply))
  app.addHook('onSend', async (_request, _reply, payload) => {
    if (typeof payload === 'string') given.pressure.pushed(payload.length)
    return payload
  })
  app.setErrorHandler((error: FastifyError, _request, reply) => sendFault(given, error, reply))
  app.get('/healthz', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return (await given.healthy()) ? { ok: true } : sendFailure(reply, failure('storage_full'), 503)
  })
  addMetrics(app, given)
  addApi(app, given)
  addFiles(app, given)
  addControl(app, given.control)
  addExport(app, given)
  addOidc(app, { ...given.chat.core, log: given.log })
  if (given.ca) addCertificate(app, given.ca)
  await addPage(app, given.pageRoot)
  await app.ready()
  return app
}

/** What comes is checked by the protocol's own schemas: Fastify's compilers would take megabytes and never be asked. */
function noSchemas(): never {
  throw new Error('a route has a schema of Fastify’s, and nothing here compiles it')
}

/** Before anything is read: who is it, may they come in, and what guards the answer. */
async function receive(
  { door, chat, ownCertificate }: HttpGiven,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const visitor = door(request.raw)
  request.visitor = visitor
  const { host, secure } = visitor
  reply.headers(securityHeaders(host === undefined ? undefined : { name: host, secure }))
  if (ownCertificate && secure && host !== undefined && !isAddress(host)) reply.headers(strictTransport)
  if (chat.isBanned(visitor.address)) return sendFailure(reply, failure('banned'))
  if (host === undefined) return sendFailure(reply, failure('bad_request', { at: '/host' }), 421)
  return undefined
}

/** An address that cannot be read reaches no route, and no hook. */
function refuseUrl(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(securityHeaders(undefined))
  sendFailure(reply, failure('bad_request'))
}

function parseBody(body: string, done: (error: Error | null, value?: unknown) => void): void {
  if (body === '') return done(null, {})
  try {
    done(null, JSON.parse(body))
  } catch {
    done(Object.assign(new Error('malformed JSON'), { statusCode: 400 }))
  }
}

/** Fastify's own refusals keep their status; everything else that arrives here is our bug. */
function sendFault({ log }: HttpGiven, error: FastifyError, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500
  if (status < 500) return sendFailure(reply, failure(codeOf(status)), status)
  log.error({ err: error, url: reply.request.routeOptions.url }, 'a request failed for a reason that is ours')
  return sendFailure(reply, failure('internal'))
}

const codeOf = (status: number): ErrorCode => (status === 413 ? 'frame_too_large' : 'bad_request')

function addCertificate(app: FastifyInstance, { pem, der }: { readonly pem: string; readonly der: Uint8Array }): void {
  app.get('/ca.crt', async (_request, reply) =>
    reply.type('application/x-x509-ca-cert').header('cache-control', 'no-cache').send(Buffer.from(der)),
  )
  app.get('/ca.pem', async (_request, reply) => reply.type('application/x-pem-file').header('cache-control', 'no-cache').send(pem))
}
