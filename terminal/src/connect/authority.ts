// The server's own authority, for what Node fetches over HTTPS.
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

/** What Node fetches over HTTPS trusts the server's own authority too, besides those of the system. */
export function trustFor(ca: string | undefined): void {
  if (ca !== undefined) setDefaultCACertificates([...getCACertificates('default'), ca])
}
