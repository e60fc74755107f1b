// Which pages are this server's own: by its names, at its own ports. A page at another port of the same machine is somebody else's.

type Ports = { readonly https: number; readonly plain: number | null }
export type Pages = {
  /** 'https://hearth.local:8443', as browsers write it. */
  allows(origin: string): boolean
  /** From here on it listens there. */
  serve(ports: Ports): void
}

export type PagesGiven = {
  readonly allowsHost: (host: string) => boolean
  /** Those that the settings name: behind a reverse proxy. */
  readonly origins: readonly string[]
  /** A reverse proxy is trusted: what it serves at the usual port is ours. */
  readonly isProxied: boolean
}

export function createPages({ allowsHost, origins, isProxied }: PagesGiven): Pages {
  let ports: Ports = { https: 0, plain: null }
  return {
    serve: (now) => void (ports = now),
    allows(origin) {
      if (origins.includes(origin)) return true
      const url = URL.parse(origin)
      if (url === null || url.origin !== origin || !allowsHost(url.host)) return false
      const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
      // Browsers call what comes from this very machine safe, without TLS too.
      if (url.protocol === 'http:') return url.hostname === 'localhost' && port === ports.plain
      return url.protocol === 'https:' && (port === ports.https || (isProxied && port === 443))
    },
  }
}
