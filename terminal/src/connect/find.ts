// Servers nearby, by mDNS: who says `_hearth._tcp`, where it listens, and the beginning of its CA's fingerprint.
import { networkInterfaces } from 'node:os'
import { cleanLine } from '../clean.ts'

export type Nearby = { readonly name: string; readonly url: URL; readonly fingerprint: string }
/** Tells of each server as it answers, until it is stopped. */
export type Browse = (found: (server: Nearby) => void) => Promise<{ stop(): void }>
const AGAIN_MS = 1000

/** Tells of each server as it answers, until `stop`. Where multicast fails nothing is found, and that is all. */
export async function browse(found: (server: Nearby) => void): Promise<{ stop(): void }> {
  const { Bonjour } = await import('bonjour-service')
  const seen = new Set<string>()
  const browsers = addresses().map((address) => {
    // Without `bind` the library listens on the interface's own address, where no multicast arrives.
    const where = { interface: address, bind: '0.0.0.0' }
    const bonjour = new Bonjour({ disableIPv6: true, ...where }, () => undefined)
    const browser = bonjour.find({ type: 'hearth' }, (service) => {
      const server = nearby(service)
      if (server === undefined || seen.has(server.url.host)) return
      seen.add(server.url.host)
      found(server)
    })
    const again = setInterval(() => browser.update(), AGAIN_MS)
    return () => {
      clearInterval(again)
      browser.stop()
      bonjour.destroy()
    }
  })
  return {
    stop() {
      for (const stop of browsers.splice(0)) stop()
    },
  }
}

type Service = { name: string; host: string; port: number; addresses?: string[]; txt?: Record<string, unknown> }

/** The address rather than the name: `.local` is not resolved everywhere. */
function nearby({ name, host, port, addresses: all = [], txt = {} }: Service): Nearby | undefined {
  const address = all.find((one) => /^\d+\.\d+\.\d+\.\d+$/u.test(one)) ?? host.replace(/\.$/u, '')
  const text = `https://${address}:${port}`
  if (!URL.canParse(text)) return undefined
  return { name: cleanLine(name).slice(0, 100), url: new URL(text), fingerprint: typeof txt['ca'] === 'string' ? cleanLine(txt['ca']) : '' }
}

const addresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
