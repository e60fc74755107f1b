// Is this the server it was the last time? Its authority is shown once, then remembered; another one under the same address is refused.
import { createHash, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { readJson, writeSecret } from './places.ts'

/** A server that was met. */
export type Known = {
  /** `https://host:port` */
  readonly origin: string
  readonly name: string
  /** Of its own authority, SHA-256 as 'AB:CD:…'; null: the world vouches for it (or it has no TLS at all). */
  readonly fingerprint: string | null
  readonly ca: string | null
  readonly at: number
}
export type Shown =
  /** A certificate the system trusts, or none at all. */
  | { readonly is: 'vouched' }
  | { readonly is: 'own'; readonly ca: string; readonly fingerprint: string }
  | { readonly is: 'away'; readonly why: string }
export type Verdict =
  | { readonly is: 'known'; readonly known: Known }
  | { readonly is: 'new'; readonly ca: string; readonly fingerprint: string }
  | { readonly is: 'changed'; readonly before: string; readonly now: string }
  | { readonly is: 'away'; readonly why: string }

const LOOK_MS = 8000

/** What the server shows of itself, without believing any of it. */
export function look(server: URL): Promise<Shown> {
  if (server.protocol === 'http:') return Promise.resolve({ is: 'vouched' })
  return new Promise((resolve) => {
    const host = server.hostname.replace(/^\[|\]$/gu, '')
    const isName = !/^[\d.]+$|:/u.test(host)
    const socket = connect({
      ...{ host, port: Number(server.port || 443), rejectUnauthorized: false, timeout: LOOK_MS },
      ...(isName ? { servername: host } : {}),
    })
    const end = (shown: Shown) => {
      socket.destroy()
      resolve(shown)
    }
    socket.once('secureConnect', () => end(socket.authorized ? { is: 'vouched' } : authorityOf(socket)))
    socket.once('timeout', () => end({ is: 'away', why: 'it does not answer' }))
    socket.once('error', (error) => end({ is: 'away', why: error.message }))
  })
}

/** The authority that signed what is shown, sent along with it. */
function authorityOf(socket: TLSSocket): Shown {
  const leaf: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  const above = leaf?.issuerCertificate
  try {
    const [own, authority] = [new X509Certificate(leaf.raw), new X509Certificate((above ?? leaf).raw)]
    if (!own.verify(authority.publicKey)) return { is: 'away', why: 'its certificate is signed by an authority it does not show' }
    return { is: 'own', ca: authority.toString(), fingerprint: fingerprintOf(authority.raw) }
  } catch {
    return { is: 'away', why: 'its certificate cannot be read' }
  }
}

const fingerprintOf = (der: Uint8Array): string =>
  createHash('sha256').update(der).digest('hex').toUpperCase().match(/../gu)?.join(':') ?? ''

export type Trust = {
  readonly all: readonly Known[]
  judge(server: URL, shown: Shown): Verdict
  /** From now on this authority is the server's. */
  remember(server: URL, name: string, shown: Extract<Shown, { is: 'vouched' | 'own' }>, now: number): Known
  /** What a server that is remembered calls itself: so it is shown in the list. */
  named(server: URL, name: string): void
}

/** What was met is in one file of the state folder. */
export function createTrust(folder: string): Trust {
  const file = join(folder, 'servers.json')
  let all: readonly Known[] = readJson<{ servers: Known[] }>(file)?.servers ?? []
  const under = (origin: string) => all.find((one) => one.origin === origin)
  return {
    get all() {
      return all
    },
    judge(server, shown) {
      const known = under(server.origin)
      if (shown.is === 'away') return known ? { is: 'known', known } : shown
      if (shown.is === 'vouched') {
        // Who had an authority of its own and now has none is somebody else, or talks through somebody else.
        if (known && known.fingerprint !== null)
          return { is: 'changed', before: known.fingerprint, now: 'a certificate of another authority' }
        return { is: 'known', known: known ?? { origin: server.origin, name: '', fingerprint: null, ca: null, at: 0 } }
      }
      if (known) {
        return known.fingerprint === shown.fingerprint
          ? { is: 'known', known }
          : { is: 'changed', before: known.fingerprint ?? 'a certificate the system trusts', now: shown.fingerprint }
      }
      // The same server under another address.
      const moved = all.find(({ fingerprint }) => fingerprint === shown.fingerprint)
      return moved ? { is: 'known', known: { ...moved, origin: server.origin } } : { is: 'new', ...own(shown) }
    },
    remember(server, name, shown, now) {
      const more = shown.is === 'own' ? own(shown) : { ca: null, fingerprint: null }
      const known: Known = { origin: server.origin, name: name || under(server.origin)?.name || '', ...more, at: now }
      all = [known, ...all.filter(({ origin }) => origin !== server.origin)]
      writeSecret(file, JSON.stringify({ servers: all }))
      return known
    },
    named({ origin }, name) {
      const known = under(origin)
      if (!known || known.name === name || name === '') return
      all = all.map((one) => (one === known ? { ...one, name } : one))
      writeSecret(file, JSON.stringify({ servers: all }))
    },
  }
}

const own = ({ ca, fingerprint }: { ca: string; fingerprint: string }) => ({ ca, fingerprint })

/** Where what is kept of a server lies: the same folder under whatever address it is met. */
export const folderOf = (state: string, { fingerprint, origin }: Known): string =>
  join(
    state,
    fingerprint === null
      ? new URL(origin).host.replaceAll(/[^a-z0-9.-]/giu, '-')
      : fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase(),
  )

/** A server whose authority was given by hand. Throws an Error in words where that is none. */
export function vouchedBy(server: URL, ca: string): Known {
  try {
    return { origin: server.origin, name: '', fingerprint: fingerprintOf(new X509Certificate(ca).raw), ca, at: 0 }
  } catch {
    throw new Error('The file of --ca holds no certificate in PEM.')
  }
}

/** What is said where another authority stands under a known address. */
export const changedInWords = (server: URL, before: string, now: string): string =>
  [
    `The server at ${server.host} is not the one it was: its certificate authority changed.`,
    `before: ${before}`,
    `now:    ${now}`,
    'Either it was set up anew, or somebody stands between you and it. Nothing was sent to it.',
    'Ask whoever looks after the server to read its fingerprint to you (hearth serve prints it). If it is the new one above:',
    `    hearth chat ${server.origin} --trust ${now}`,
  ].join('\n')
