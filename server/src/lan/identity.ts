// The certificate the server shows: of the local CA, remade when it ages or an address changes; or one of its owner's.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { type Hosts, slug } from './addresses.ts'
import { type Authority, DAY_MS, LEAF_SLACK, makeAuthority, openAuthority, type Pair } from './authority.ts'

/** PEM; `cert` holds the whole chain. */
export type Credentials = { readonly cert: string; readonly key: string }
export type LocalCa = { readonly file: string; readonly pem: string; readonly der: Uint8Array; readonly fingerprint: string }
export type Log = { info(text: string): void; warn(text: string): void }

/** Epoch milliseconds; fingerprints are SHA-256, `AB:CD:…`. */
export type Shown = {
  readonly own: boolean
  readonly names: string[]
  readonly fingerprint: string
  readonly from: number
  readonly to: number
  readonly authority: { readonly fingerprint: string; readonly to: number } | null
}

export type Identity = AsyncDisposable & {
  credentials(): Credentials
  /** Told of every new certificate, for `server.setSecureContext`: connections that are open stay open. */
  changed(listener: (credentials: Credentials) => void): void
  /** Makes it anew, or reads the owner's files again, whatever its age. Rejects with a sentence, and the old one stays. */
  renew(): Promise<void>
  /** What it says of itself. */
  shown(): Shown
  /** null with a certificate of one's own. */
  readonly ca: LocalCa | null
  close(): Promise<void>
}

export type IdentityOptions = {
  readonly data: string
  readonly name: string
  readonly hosts: Hosts
  /** From the settings: only for these is it worth a warning that the CA may not vouch for them. */
  readonly configured?: readonly string[]
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly log: Log
  readonly now?: () => number
  readonly pollMs?: number
}

/** Something about the certificate files is wrong; the sentence says what to do. */
export class CertificateError extends Error {}

/** A machine without a battery starts in 1970: no clock before this release was made is believed. */
const RELEASED = Date.UTC(2026, 0, 1)

export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  return options.tls ? openOwn(options.tls, options) : openLocal(options)
}

async function openLocal({ data, name, hosts, configured = [], log, now = Date.now, pollMs = 3000 }: IdentityOptions): Promise<Identity> {
  const folder = join(data, 'tls')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // A public address of this very machine may be vouched for, alone and not its range: some networks hand them out inside.
  const publicOnes = hosts
    .addresses()
    .filter(({ family, scope }) => family === 4 && scope === 'public')
    .map(({ address }) => address)
  const authority = await keptAuthority(folder, name, [...hosts.names(), ...publicOnes, ...configured], Math.max(now(), RELEASED))
  const refused = configured.filter((host) => !authority.permits(host))
  if (refused.length > 0) {
    log.warn(
      `The local CA was made before ${refused.join(', ')} was set and may not vouch for it; remove ${folder} to have a new CA, which every device must trust again.`,
    )
  }
  for (const { address, scope } of hosts.addresses()) {
    if (scope === 'public' && !authority.permits(address))
      log.info(
        `${address} is a public address that the local CA does not know and may not vouch for; it cannot be opened without a warning.`,
      )
  }

  const file = join(folder, 'server.pem')
  let current = readOr(file)
  const renew = async (force = false): Promise<boolean> => {
    const wanted = wantedHosts([...hosts.names(), `${slug(name)}.local`], hosts, authority)
    // A clock that fell back to 1970 must not make a certificate older than the one before. One that was made while the clock was ahead is good
    // for nobody: it must not stay until the world has caught up with it.
    const told = now()
    const before = told >= RELEASED || current === undefined ? 0 : issuedAt(current)
    const time = Math.max(told, RELEASED, authority.notBefore, before)
    if (!force && current !== undefined && fits(current, wanted, authority, time)) return false
    const pair = await authority.issue(wanted, time)
    current = pair.cert + pair.key
    writeSecret(file, current)
    return true
  }
  await renew()
  // The CA goes along: who comes for the first time sees its fingerprint on the very connection that it vouches for.
  const credentials = () => {
    const { cert, key } = split(current ?? '')
    return { cert: cert + authority.pem, key }
  }
  const ca = { file: join(folder, 'ca.crt'), pem: authority.pem, der: authority.der, fingerprint: authority.fingerprint }
  return watched({
    credentials,
    ca,
    renew,
    pollMs,
    log,
    said: 'A new certificate is in use: the addresses changed, or the old one had aged.',
  })
}

async function openOwn(tls: { readonly cert: string; readonly key: string }, { log, pollMs = 3000 }: IdentityOptions): Promise<Identity> {
  const stamp = () => [tls.cert, tls.key].map((file) => statSync(file).mtimeMs).join()
  let current = readOwn(tls)
  let seen = stamp()
  const renew = async (force = false): Promise<boolean> => {
    const found = stamp()
    if (!force && found === seen) return false
    seen = found
    current = readOwn(tls)
    return true
  }
  return watched({ credentials: () => current, ca: null, renew, pollMs, log, said: 'The certificate files changed and are in use.' })
}

type Watched = {
  credentials: () => Credentials
  ca: LocalCa | null
  renew: (force?: boolean) => Promise<boolean>
  pollMs: number
  log: Log
  said: string
}

/** Looks again every `pollMs`. A failure keeps the certificate there is, and is told once. */
function watched({ credentials, ca, renew, pollMs, log, said }: Watched): Identity {
  const listeners = new Set<(credentials: Credentials) => void>()
  let looking = Promise.resolve()
  let failure = ''
  const takeUp = () => {
    log.info(said)
    for (const listener of listeners) listener(credentials())
  }
  const look = async () => {
    try {
      if (await renew()) takeUp()
      failure = ''
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error)
      if (sentence !== failure) log.warn(`The certificate stays as it was: ${sentence}`)
      failure = sentence
    }
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, pollMs)
  timer.unref()
  const close = async () => {
    clearInterval(timer)
    await looking
  }
  const renewNow = async (): Promise<void> => {
    await looking
    if (await renew(true)) takeUp()
  }
  return {
    ...{ credentials, ca, renew: renewNow, shown: () => shownOf(credentials().cert, ca), close },
    changed: (listener) => void listeners.add(listener),
    [Symbol.asyncDispose]: close,
  }
}

function shownOf(pem: string, ca: LocalCa | null): Shown {
  const leaf = new X509Certificate(pem)
  const names = (leaf.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''))
  const authority = ca && { fingerprint: ca.fingerprint, to: new X509Certificate(ca.pem).validToDate.getTime() }
  const life = { from: leaf.validFromDate.getTime(), to: leaf.validToDate.getTime() }
  return { own: ca === null, names: names.filter(Boolean), fingerprint: leaf.fingerprint256, ...life, authority }
}

async function keptAuthority(folder: string, name: string, own: readonly string[], now: number): Promise<Authority> {
  const certFile = join(folder, 'ca.crt')
  const keyFile = join(folder, 'ca.key')
  const cert = readOr(certFile)
  if (cert === undefined) {
    const made = await makeAuthority(name, own, now)
    // The key first: a key without its certificate is a first start that was interrupted, and is made anew.
    writeSecret(keyFile, made.key)
    writeSecret(certFile, made.cert)
    return openAuthority(made)
  }
  const key = readOr(keyFile)
  const remedy = `Restore ${folder} from a backup, or remove it to have a new CA, which every device must trust again.`
  if (key === undefined) throw new CertificateError(`${keyFile} is missing. ${remedy}`)
  try {
    chmodSync(keyFile, 0o600)
    return await openAuthority({ cert, key })
  } catch (error) {
    throw new CertificateError(`The local CA in ${folder} is damaged (${error instanceof Error ? error.message : 'unreadable'}). ${remedy}`)
  }
}

function wantedHosts(names: readonly string[], hosts: Hosts, authority: Authority): string[] {
  const addresses = hosts.addresses().map(({ address }) => address)
  return [...new Set([...names, ...addresses, '127.0.0.1', '::1'])].filter(authority.permits).sort()
}

/** Does a kept certificate still do: from this CA, for all these hosts (more do no harm), in the first two thirds of its life? */
function fits(pem: string, wanted: readonly string[], authority: Authority, now: number): boolean {
  try {
    const leaf = new X509Certificate(pem)
    const from = leaf.validFromDate.getTime()
    const to = leaf.validToDate.getTime()
    const fresh = now >= from && (now < from + ((to - from) * 2) / 3 || to >= authority.notAfter - DAY_MS)
    return (
      fresh && leaf.verify(new X509Certificate(authority.pem).publicKey) && hasKey(leaf, pem) && wanted.every((host) => covers(leaf, host))
    )
  } catch {
    // Damaged: as good as none.
    return false
  }
}

const covers = (leaf: X509Certificate, host: string) => (/^[\d.]+$|:/.test(host) ? leaf.checkIP(host) : leaf.checkHost(host)) !== undefined

function hasKey(leaf: X509Certificate, pem: string): boolean {
  return leaf.checkPrivateKey(createPrivateKey(split(pem).key))
}

function issuedAt(pem: string): number {
  try {
    return new X509Certificate(pem).validFromDate.getTime() + LEAF_SLACK
  } catch {
    return 0
  }
}

function readOwn({ cert, key }: Pair): Credentials {
  const credentials = { cert: readOwnFile(cert), key: readOwnFile(key) }
  try {
    // An empty file would pass as "none given": both are read here, not left to the TLS library alone.
    if (!new X509Certificate(credentials.cert).checkPrivateKey(createPrivateKey(credentials.key)))
      throw new Error('the key is another certificate’s')
    createSecureContext(credentials)
  } catch (error) {
    throw new CertificateError(
      `${cert} and ${key} do not make a certificate (${error instanceof Error ? error.message : 'unreadable'}); both must be PEM and belong together.`,
    )
  }
  return credentials
}

function readOwnFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CertificateError(`The certificate file ${file} cannot be read.`)
  }
}

function split(pem: string): Credentials {
  const at = pem.indexOf('-----BEGIN PRIVATE KEY-----')
  return { cert: pem.slice(0, at), key: pem.slice(at) }
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CertificateError(`${file} cannot be read.`)
  }
}

/** Whole or not at all, also when the power fails; only for its owner's eyes. */
function writeSecret(file: string, text: string): void {
  const fresh = `${file}.new`
  const handle = openSync(fresh, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(fresh, file)
}
