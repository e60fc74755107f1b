// The plain http port. It explains the certificate, hands out the CA, sends everything else to https, and serves nothing besides.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Hosts, hostOf } from './addresses.ts'
import type { LocalCa } from './identity.ts'
import { trustPage } from './trust/page.ts'
import { mobileProfile } from './trust/profile.ts'
import { CERT_FILE, PEM_FILE, PROFILE_FILE } from './trust/systems.ts'

export type TrustPageOptions = {
  readonly bind: string
  readonly port: number
  readonly name: string
  readonly httpsPort: () => number
  /** null: there is nothing to explain, everything is sent on. */
  readonly ca: LocalCa | null
  readonly hosts: Hosts
}
export type TrustPageServer = AsyncDisposable & { readonly port: number; close(): Promise<void> }

type Reply = { readonly type: string; readonly body: string | Uint8Array; readonly download?: string }

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Rejects with the error of `listen` (EADDRINUSE, …). */
export async function listenTrustPage(options: TrustPageOptions): Promise<TrustPageServer> {
  const files = filesOf(options)
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 5000, connectionsCheckingInterval: 1000, maxHeaderSize: 8192 },
    (request, response) => answer(options, files, request, response),
  )
  // Nobody needs it for long: whoever hangs on it must not use up the machine's sockets.
  server.maxConnections = 256
  server.setTimeout(20_000)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.bind, () => {
      server.off('error', reject)
      resolve()
    })
  })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    return closing
  }
  return { port: portOf(server.address()), close, [Symbol.asyncDispose]: close }
}

function answer(options: TrustPageOptions, files: ReadonlyMap<string, Reply>, request: IncomingMessage, response: ServerResponse): void {
  const host = hostOf(request.headers.host)
  if (host === undefined || !options.hosts.allows(request.headers.host)) {
    return refuse(response, 421, 'This server does not go by that name. Open it by its address, or add the name to its setting hosts.')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    return refuse(response, 405, 'This port only explains the certificate. Use https.')
  }
  const origin = `https://${host.includes(':') ? `[${host}]` : host}:${options.httpsPort()}`
  const url = request.url ?? '/'
  const [path = '/'] = url.split('?')
  const page =
    options.ca && path === '/'
      ? trustPage({ name: options.name, origin, fingerprint: options.ca.fingerprint, userAgent: request.headers['user-agent'] })
      : undefined
  const reply = page === undefined ? files.get(path) : { type: 'text/html; charset=utf-8', body: page }
  // 307, not for ever: the browser must not remember it for a server that may change its port.
  if (!reply) return finish(response, 307, { ...headers, location: `${origin}${url.startsWith('/') ? url : '/'}` })
  const disposition = reply.download === undefined ? {} : { 'content-disposition': `attachment; filename="${reply.download}"` }
  finish(
    response,
    200,
    { ...headers, ...disposition, 'content-security-policy': policy(origin), 'content-type': reply.type },
    request.method === 'HEAD' ? undefined : reply.body,
  )
}

function filesOf({ ca, name }: TrustPageOptions): ReadonlyMap<string, Reply> {
  if (!ca) return new Map()
  const beside = (file: string) => readFileSync(new URL(`./trust/${file}`, import.meta.url))
  return new Map<string, Reply>([
    ['/trust.css', { type: 'text/css; charset=utf-8', body: beside('style.css') }],
    ['/trust.js', { type: 'text/javascript; charset=utf-8', body: beside('check.js') }],
    ['/trust.svg', { type: 'image/svg+xml', body: beside('flame.svg') }],
    [CERT_FILE, { type: 'application/x-x509-ca-cert', body: ca.der, download: CERT_FILE.slice(1) }],
    [PEM_FILE, { type: 'application/x-pem-file', body: ca.pem, download: PEM_FILE.slice(1) }],
    // Safari offers to install a profile only when it is shown, not saved.
    [PROFILE_FILE, { type: 'application/x-apple-aspen-config', body: mobileProfile(name, ca.der) }],
  ])
}

function policy(origin: string): string {
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src ${origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  finish(
    response,
    status,
    {
      ...headers,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'text/plain; charset=utf-8',
      connection: 'close',
    },
    `${sentence}\n`,
  )
}

function finish(response: ServerResponse, status: number, all: Record<string, string>, body?: string | Uint8Array): void {
  response.writeHead(status, all)
  response.end(body)
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the trust page listens on no port')
  return address.port
}
