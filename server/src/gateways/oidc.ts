// The way to another server that signs people in, and back: two addresses that a browser goes to by itself, and one our page asks. What comes back goes to the page
// behind `#`, where no server and no log sees it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Flows, Provider } from '#core/factors/provider.ts'
import { createPace } from './asking.ts'
import { asFailure, type Log, sendFailure } from './failures.ts'
import { failure } from './native/hear.ts'

/** Lax: the way back comes from another site. */
const NAME = '__Host-hearth-oidc'
const KEPT = `${NAME}=`
const FLAGS = 'Path=/; Secure; HttpOnly; SameSite=Lax'
const LIVES_SECONDS = 600
/** Ways that one address may begin in a second. */
const A_SECOND = 2

export type OidcGiven = { readonly provider: Provider | undefined; readonly flows: () => Flows; readonly log: Log }

export function addOidc(app: FastifyInstance, { provider, flows, log }: OidcGiven): void {
  if (provider === undefined) return
  const pace = createPace(A_SECOND)
  const back = (request: FastifyRequest): string => `https://${request.visitor.host}/oidc/back`
  /** Failures are shown by the page: whoever comes back is a person with a browser. */
  const orSay = async (request: FastifyRequest, reply: FastifyReply, work: () => Promise<string>): Promise<FastifyReply> => {
    reply.header('cache-control', 'no-store')
    // The cookie of the way is kept over TLS alone.
    if (!request.visitor.secure) return sendFailure(reply, failure('bad_request'))
    try {
      await pace.check(request.visitor.address, undefined)
      return reply.redirect(await work(), 303)
    } catch (error) {
      const { code } = error instanceof ChatError ? error : asFailure(log, 'oidc', error)
      return reply.redirect(`/#outside=${code}`, 303)
    }
  }
  app.get<{ Querystring: { link?: string } }>('/oidc/start', (request, reply) =>
    orSay(request, reply, async () => {
      const { link } = request.query
      // A connection is begun by our own page alone: another's could put whoever opens it into an account of its own choice.
      if (link !== undefined && request.headers['sec-fetch-site'] !== 'same-origin') throw new ChatError('bad_request')
      const { url, browser } = await flows().out(back(request), typeof link === 'string' ? link : undefined, request.visitor.address)
      reply.header('set-cookie', `${KEPT}${browser}; Max-Age=${LIVES_SECONDS}; ${FLAGS}`)
      return url
    }),
  )
  app.get('/oidc/back', (request, reply) =>
    orSay(request, reply, async () => {
      reply.header('set-cookie', `${KEPT}; Max-Age=0; ${FLAGS}`)
      const done = await flows().back(new URL(request.url, back(request)), cookieOf(request))
      return done.is === 'in' ? `/#entered=${done.ticket}` : '/#/settings'
    }),
  )
  // For our own page alone, which goes there by itself: a link to it on another's would sign out whoever follows it.
  app.post('/oidc/leave', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { secure, origin, host, address } = request.visitor
    if (!secure) return sendFailure(reply, failure('bad_request'))
    if (origin !== 'own') return sendFailure(reply, failure('not_allowed'))
    try {
      await pace.check(address, undefined)
      return reply.send({ to: (await provider.leave(`https://${host}/`).catch(() => undefined)) ?? '/' })
    } catch (error) {
      return sendFailure(reply, asFailure(log, 'oidc', error))
    }
  })
}

function cookieOf(request: FastifyRequest): string | undefined {
  for (const pair of (request.raw.headers.cookie ?? '').split(';')) {
    const text = pair.trim()
    if (text.startsWith(KEPT)) return text.slice(KEPT.length)
  }
  return undefined
}
