// Announcing the server on the network, and finding others. Multicast fails in many places (containers, guest networks):
// that is a warning, never the end of the server, for the address and the QR code work without it.
import { networkInterfaces } from 'node:os'
import { type Hosts, slug } from './addresses.ts'
import type { Log } from './identity.ts'

const TYPE = 'hearth'
const BROWSE_AGAIN_MS = 1000
const LOOK_AGAIN_MS = 10_000
/** Servers of one name on one network before the last of them does without. */
const MOST_NAMES = 20

export type AnnounceOptions = {
  readonly name: string
  readonly version: string
  /** HTTPS. */
  readonly port: number
  readonly fingerprint: string | null
  /** Is told the `.local` name, so that the certificate and the Host check know it. */
  readonly hosts: Hosts
  readonly log: Log
}
export type Announcement = AsyncDisposable & {
  /** Settles when the name stands, with 'hearth.local', or null when announcing failed. Never rejects. */
  readonly host: Promise<string | null>
  close(): Promise<void>
}
export type Found = {
  readonly name: string
  readonly host: string
  readonly addresses: readonly string[]
  readonly port: number
  readonly version: string
  /** The first bytes of the CA's SHA-256, to compare. */
  readonly fingerprint: string
}

/** Announces `_hearth._tcp` and a `.local` name made of the server's. Returns at once; the name changes when another has it. */
export function announce(options: AnnounceOptions): Announcement {
  options.hosts.add(`${slug(options.name)}.local`)
  let interfaces = ''
  let publication: Publication | undefined
  let closed = false
  const look = async (): Promise<string | null> => {
    const found = interfaceNames()
    if (closed || found.join() === interfaces) return null
    interfaces = found.join()
    await publication?.close()
    publication = await publish(options, found)
    return publication.host
  }
  const tried = () =>
    look().catch((error: unknown) => {
      options.log.warn(
        `This server cannot announce itself on the network (${error instanceof Error ? error.message : String(error)}); its address and QR code work all the same.`,
      )
      return null
    })
  const host = tried()
  let looking: Promise<unknown> = host
  const timer = setInterval(() => {
    looking = looking.then(tried)
  }, LOOK_AGAIN_MS)
  timer.unref()
  const close = async () => {
    closed = true
    clearInterval(timer)
    await looking
    await publication?.close().catch(() => {})
    publication = undefined
  }
  return { host, close, [Symbol.asyncDispose]: close }
}

type Publication = { readonly host: string; close(): Promise<void> }

async function publish(options: AnnounceOptions, interfaces: string[]): Promise<Publication> {
  const plain = slug(options.name)
  // The library would call the second one 'hearth-(2).local', which no browser can open.
  for (let nth = 1; ; nth++) {
    const wanted = nth === 1 ? plain : `${plain}-${nth}`
    const publication = await publishAs(options, interfaces, nth === 1 ? options.name : `${options.name} (${nth})`, wanted)
    if (publication.host === `${wanted}.local` || nth === MOST_NAMES) {
      options.hosts.add(publication.host)
      return publication
    }
    await publication.close()
  }
}

async function publishAs(
  { name, version, port, fingerprint }: AnnounceOptions,
  interfaces: string[],
  instance: string,
  hostname: string,
): Promise<Publication> {
  // Loaded only when it is used: it costs a megabyte.
  const { getResponder } = await import('@homebridge/ciao')
  // Named one by one: left to itself the library asks `ip`, and misreads the interfaces of containers (eth0@if5).
  const responder = getResponder({ interface: interfaces })
  const txt = { name, version, port: String(port), path: '/', ca: fingerprint?.slice(0, 23) ?? '' }
  const service = responder.createService({ name: instance, type: TYPE, port, hostname, txt })
  await service.advertise()
  return { host: service.getHostname().replace(/\.$/, ''), close: () => responder.shutdown() }
}

/** Servers that answer within `seconds`, on every interface, each once. */
export async function find({ seconds }: { readonly seconds: number }): Promise<Found[]> {
  const { Bonjour } = await import('bonjour-service')
  const found = new Map<string, Found>()
  const failures: Error[] = []
  const browsers = interfaceAddresses().map((address) => {
    // Without `bind` the library listens on the interface's own address, where no multicast arrives.
    const where = { interface: address, bind: '0.0.0.0' }
    const bonjour = new Bonjour({ disableIPv6: true, ...where }, (error: Error) => failures.push(error))
    const browser = bonjour.find({ type: TYPE }, (service) => {
      const known = found.get(service.fqdn)
      found.set(service.fqdn, { ...asFound(service), addresses: [...new Set([...(known?.addresses ?? []), ...(service.addresses ?? [])])] })
    })
    const again = setInterval(() => browser.update(), BROWSE_AGAIN_MS)
    return () => {
      clearInterval(again)
      browser.stop()
      bonjour.destroy()
    }
  })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  for (const stop of browsers) stop()
  const [failure] = failures
  if (found.size === 0 && failure && failures.length >= browsers.length) throw failure
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name))
}

function asFound({
  name,
  host,
  port,
  txt,
}: {
  name: string
  host: string
  port: number
  txt?: Record<string, unknown>
}): Omit<Found, 'addresses'> {
  const text = (key: string) => (typeof txt?.[key] === 'string' ? printable(txt[key]) : '')
  return { name: printable(name), host: printable(host).replace(/\.$/, ''), port, version: text('version'), fingerprint: text('ca') }
}

/** A neighbour's words go to a terminal: no control characters. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 100)
}

/** Those with an address; loopback too where there is nothing else. */
function interfaceNames(): string[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, infos]) => (infos ?? []).map(({ internal }) => ({ name, internal })))
  const outer = all.filter(({ internal }) => !internal)
  return [...new Set((outer.length > 0 ? outer : all).map(({ name }) => name))].sort()
}

function interfaceAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((infos) => infos ?? [])
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address)
}
