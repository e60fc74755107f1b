import { X509Certificate } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHosts } from './addresses.ts'
import { makeAuthority, openAuthority } from './authority.ts'
import type { LocalCa } from './identity.ts'
import { listenTrustPage, type TrustPageServer } from './trust-page.ts'

type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }

let ca: LocalCa
let page: TrustPageServer
let plain: TrustPageServer

beforeAll(async () => {
  const authority = await openAuthority(await makeAuthority('Workshop', [], Date.now()))
  ca = { file: '', pem: authority.pem, der: authority.der, fingerprint: authority.fingerprint }
  const hosts = createHosts([], () => ({}), 'box')
  const given = { bind: '127.0.0.1', port: 0, name: '<Workshop> & “Lobby”', httpsPort: () => 8443, hosts }
  page = await listenTrustPage({ ...given, ca })
  plain = await listenTrustPage({ ...given, ca: null })
})
afterAll(async () => {
  await page.close()
  await plain.close()
})

function ask(path: string, { host = '192.168.1.5:8080', method = 'GET', agent = '', port = page.port } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, agent: false, headers: { host, 'user-agent': agent } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('[LAN-6] the http port explains the certificate and hands it out', () => {
  test('[LAN-6] the page stands alone: fingerprint, steps for every system, a link to https, no foreign word', async () => {
    const { status, body } = await ask('/')
    const html = body.toString()
    expect(status).toBe(200)
    expect(html.replace(/<[^>]+>/g, '')).toContain(ca.fingerprint.replaceAll(':', ' ').slice(0, 11))
    for (const word of ['Windows', 'macOS', 'iPhone and iPad', 'Android', 'Linux', 'Enable full trust', 'continue with the warning'])
      expect(html).toContain(word)
    expect(html).toContain('href="https://192.168.1.5:8443/"')
    expect(html).toContain('&#60;Workshop&#62; &#38; “Lobby”')
    expect(html.match(/(?:href|src)="https?:[^"]*/g)?.every((link) => link.includes('https://192.168.1.5:8443/'))).toBe(true)
  })

  test.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'iPhone and iPad'],
    ['Mozilla/5.0 (Linux; Android 14)', 'Android'],
    ['Mozilla/5.0 (Windows NT 10.0)', 'Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X)', 'macOS'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'Linux'],
  ])('[LAN-6] the visitor’s own system comes first: %s', async (agent, title) => {
    expect((await ask('/', { agent })).body.toString()).toContain(`On this device: ${title}`)
  })

  test('[LAN-6] the CA comes in three forms, each the same certificate', async () => {
    const der = await ask('/hearth-ca.crt')
    expect(der.headers['content-type']).toBe('application/x-x509-ca-cert')
    expect(new X509Certificate(der.body).fingerprint256).toBe(ca.fingerprint)
    expect(new X509Certificate((await ask('/hearth-ca.pem')).body).fingerprint256).toBe(ca.fingerprint)
    const profile = await ask('/hearth-ca.mobileconfig')
    expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config')
    const [, inside = ''] = /<data>([^<]+)<\/data>/.exec(profile.body.toString()) ?? []
    expect(new X509Certificate(Buffer.from(inside, 'base64')).fingerprint256).toBe(ca.fingerprint)
  })

  test('[LAN-6] its script may ask this server over https and nobody else', async () => {
    const policy = String((await ask('/', { host: '[fd00::1]:8080' })).headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('connect-src https://[fd00::1]:8443;')
    expect(policy).not.toContain('unsafe')
  })
})

describe('[LAN-7] the http port serves nothing else', () => {
  test('[LAN-7] everything else is sent on to https, path and all', async () => {
    const { status, headers, body } = await ask('/api/x?y=1', { host: 'box.local' })
    expect([status, headers['location'], body.length]).toEqual([307, 'https://box.local:8443/api/x?y=1', 0])
  })

  test('[LAN-7] with a certificate of one’s own there is nothing to explain', async () => {
    expect((await ask('/', { port: plain.port })).headers['location']).toBe('https://192.168.1.5:8443/')
    expect((await ask('/hearth-ca.crt', { port: plain.port })).status).toBe(307)
  })

  test('[LAN-7] a foreign name is refused, and so is every method but GET and HEAD', async () => {
    expect((await ask('/', { host: 'evil.example' })).status).toBe(421)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) expect((await ask('/', { method })).status).toBe(405)
    const head = await ask('/', { method: 'HEAD' })
    expect([head.status, head.body.length]).toEqual([200, 0])
  })

  test.each(['/', '/trust.css', '/hearth-ca.crt', '/elsewhere'])('[LAN-7] %s cannot be sniffed, framed or kept', async (path) => {
    const { headers } = await ask(path)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cache-control']).toBe('no-store')
  })
})
