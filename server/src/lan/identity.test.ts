import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import type { NetworkInterfaceInfo } from 'node:os'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createHosts } from './addresses.ts'
import { DAY_MS, openAuthority } from './authority.ts'
import { type Credentials, type Identity, type IdentityOptions, openIdentity } from './identity.ts'

let data: string
let addresses: string[]
let said: string[]
let time: number
let open: Identity[]

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'hearth-lan-'))
  addresses = ['127.0.0.1', '192.168.1.5']
  said = []
  time = Date.now()
  open = []
})
afterEach(async () => {
  for (const identity of open) await identity.close()
  rmSync(data, { recursive: true })
})

const info = (address: string): NetworkInterfaceInfo => ({ address, netmask: '', mac: '', internal: false, cidr: null, family: 'IPv4' })
const hostsOf = (configured: readonly string[] = []) => createHosts(configured, () => ({ eth0: addresses.map(info) }), 'box')
const log = { info: (text: string) => void said.push(text), warn: (text: string) => void said.push(text) }

async function opened(more: Partial<IdentityOptions> = {}): Promise<Identity> {
  const identity = await openIdentity({
    data,
    name: 'Workshop',
    hosts: hostsOf(more.configured),
    tls: null,
    log,
    now: () => time,
    pollMs: 20,
    ...more,
  })
  open.push(identity)
  return identity
}
const leafOf = (identity: Identity) => new X509Certificate(identity.credentials().cert)
const keptCa = () =>
  openAuthority({ cert: readFileSync(join(data, 'tls/ca.crt'), 'utf8'), key: readFileSync(join(data, 'tls/ca.key'), 'utf8') })

/** What openssl says of a certificate for these hosts, issued by our CA. */
async function verdict(hosts: readonly string[]): Promise<string> {
  const { cert } = await (await keptCa()).issue(hosts, time)
  const file = join(data, 'leaf.crt')
  writeFileSync(file, cert)
  try {
    return execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', join(data, 'tls/ca.crt'), file], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('[LAN-3] the local CA can vouch for this network and for nothing else', () => {
  test('[LAN-3] it is made once, for its owner only, valid from long ago', async () => {
    const first = await opened()
    const second = await opened()
    expect(second.ca?.fingerprint).toBe(first.ca?.fingerprint)
    expect(first.ca?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    const ca = new X509Certificate(first.ca?.pem ?? '')
    expect(ca.subject).toMatch(/^CN=Hearth local CA – Workshop – [0-9a-f]{4}$/)
    expect(ca.fingerprint256).toBe(first.ca?.fingerprint)
    expect(ca.validFromDate.getTime()).toBeLessThan(time - 700 * DAY_MS)
    expect(statSync(join(data, 'tls/ca.key')).mode & 0o777).toBe(0o600)
    expect(statSync(join(data, 'tls')).mode & 0o777).toBe(0o700)
  })

  test('[LAN-3] openssl accepts what is inside the constraints', async () => {
    await opened({ configured: ['chat.example.org'] })
    expect(
      await verdict(['10.1.2.3', '172.16.0.1', '192.168.7.7', '100.64.1.1', '169.254.1.1', '127.0.0.1', 'fd00::1', 'fe80::1', '::1']),
    ).toContain(': OK')
    expect(await verdict(['a.local', 'b.lan', 'c.home.arpa', 'localhost', 'box', 'chat.example.org'])).toContain(': OK')
  })

  test.each(['example.com', 'local.example.com', 'otherbox', '8.8.8.8', '172.32.0.1', '2001:db8::1'])(
    '[LAN-3] openssl refuses a certificate of it for %s',
    async (host) => {
      await opened()
      expect(await verdict([host])).toContain('permitted subtree violation')
      expect((await keptCa()).permits(host)).toBe(false)
    },
  )

  test('[LAN-3] a name set later is told to its owner, and left out instead of spoiling the rest', async () => {
    await opened()
    const identity = await opened({ configured: ['late.example.org'] })
    expect(said.join()).toContain('late.example.org')
    expect(leafOf(identity).checkHost('late.example.org')).toBeUndefined()
    expect(leafOf(identity).checkHost('box.local')).toBe('box.local')
  })

  test('[LAN-3] a lost key or a damaged CA is one sentence, never a silent new CA', async () => {
    await (await opened()).close()
    rmSync(join(data, 'tls/ca.key'))
    await expect(opened()).rejects.toThrow(/ca\.key is missing/)
    writeFileSync(join(data, 'tls/ca.key'), 'nonsense')
    await expect(opened()).rejects.toThrow(/damaged/)
  })
})

describe('[LAN-4] the certificate names every address and name, and is renewed without a restart', () => {
  test('[LAN-4] all current addresses and names, at most 397 days, trusted by a client that knows the CA', async () => {
    const identity = await opened()
    const leaf = leafOf(identity)
    for (const address of ['192.168.1.5', '127.0.0.1', '::1']) expect(leaf.checkIP(address)).toBe(address)
    for (const name of ['localhost', 'box', 'box.local', 'workshop.local']) expect(leaf.checkHost(name)).toBe(name)
    expect(leaf.validToDate.getTime() - leaf.validFromDate.getTime()).toBeLessThanOrEqual(397 * DAY_MS)
    expect(await statusOver(identity.credentials(), identity.ca?.pem ?? '')).toBe(200)
    await expect(statusOver(identity.credentials(), undefined)).rejects.toThrow(/certificate/)
  })

  test('[LAN-4] a restart keeps the certificate', async () => {
    const first = await opened()
    const second = await opened()
    expect(second.credentials()).toEqual(first.credentials())
  })

  test('[LAN-4] a new address makes a new certificate, handed on at once', async () => {
    const identity = await opened()
    const told: Credentials[] = []
    identity.changed((credentials) => void told.push(credentials))
    addresses = ['127.0.0.1', '10.0.0.9']
    await vi.waitFor(() => expect(told).toHaveLength(1), 5000)
    expect(leafOf(identity).checkIP('10.0.0.9')).toBe('10.0.0.9')
    expect(told[0]).toEqual(identity.credentials())
  })

  test('[LAN-4] it is renewed at two thirds of its life, and not before', async () => {
    const identity = await opened()
    const before = identity.credentials()
    time += 200 * DAY_MS
    expect((await opened()).credentials()).toEqual(before)
    time += 40 * DAY_MS
    await vi.waitFor(() => expect(identity.credentials()).not.toEqual(before), 5000)
    expect(leafOf(identity).validToDate.getTime()).toBeGreaterThan(time + 360 * DAY_MS)
  })

  test('[LAN-4] a machine whose clock fell back to 1970 shows a certificate that is valid today', async () => {
    const today = time
    await opened()
    time = 0
    addresses = ['10.0.0.9']
    const leaf = leafOf(await opened())
    expect(leaf.checkIP('10.0.0.9')).toBe('10.0.0.9')
    expect(leaf.validFromDate.getTime()).toBeLessThan(today)
    expect(leaf.validToDate.getTime()).toBeGreaterThan(today)
  })

  test('[LAN-4] a clock that was a year ahead leaves no certificate that is not valid yet', async () => {
    const today = time
    const identity = await opened()
    time += 365 * DAY_MS
    await vi.waitFor(() => expect(leafOf(identity).validFromDate.getTime()).toBeGreaterThan(today), 5000)
    time = today
    await vi.waitFor(() => expect(leafOf(identity).validFromDate.getTime()).toBeLessThan(today), 5000)
    expect(leafOf(identity).validToDate.getTime()).toBeGreaterThan(today + 300 * DAY_MS)
  })

  test('[LAN-4] a damaged certificate file is made anew', async () => {
    await (await opened()).close()
    writeFileSync(join(data, 'tls/server.pem'), 'half a certif')
    expect(leafOf(await opened()).checkHost('box.local')).toBe('box.local')
  })
})

describe('[LAN-5] a certificate of one’s own is used instead, and loaded anew when its files change', () => {
  const own = () => ({ cert: join(data, 'own.crt'), key: join(data, 'own.key') })
  async function writeOwn(host: string): Promise<void> {
    const pair = await (await keptCa()).issue([host], time)
    writeFileSync(own().key, pair.key)
    writeFileSync(own().cert, pair.cert)
  }

  test('[LAN-5] changed files are in use soon; broken ones leave the old in use and are told', async () => {
    await (await opened()).close()
    await writeOwn('one.local')
    const identity = await opened({ tls: own() })
    expect(identity.ca).toBeNull()
    expect(leafOf(identity).checkHost('one.local')).toBe('one.local')
    await writeOwn('two.local')
    utimesSync(own().cert, 1, 1)
    await vi.waitFor(() => expect(leafOf(identity).checkHost('two.local')).toBe('two.local'), 5000)
    writeFileSync(own().cert, 'broken')
    await vi.waitFor(() => expect(said.join()).toContain('stays as it was'), 5000)
    expect(leafOf(identity).checkHost('two.local')).toBe('two.local')
  })

  test('[LAN-5] files that are missing or do not belong together are one sentence', async () => {
    await expect(opened({ tls: own() })).rejects.toThrow(/own\.crt cannot be read/)
    for (const [cert, key] of [
      ['x', 'y'],
      ['', ''],
    ] as const) {
      writeFileSync(own().cert, cert)
      writeFileSync(own().key, key)
      await expect(opened({ tls: own() })).rejects.toThrow(/do not make a certificate/)
    }
    await (await opened()).close()
    await writeOwn('one.local')
    writeFileSync(own().key, readFileSync(join(data, 'tls/ca.key')))
    await expect(opened({ tls: own() })).rejects.toThrow(/the key is another/)
  })
})

/** The status a real client gets over TLS, trusting only `ca`. */
async function statusOver(credentials: Credentials, ca: string | undefined): Promise<number | undefined> {
  const server = createServer(credentials, (_request, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  try {
    return await new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, agent: false, ...(ca !== undefined && { ca }) }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      asked.on('error', reject)
      asked.end()
    })
  } finally {
    server.close()
  }
}
