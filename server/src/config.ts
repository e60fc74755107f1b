// Settings: defaults ← TOML ← environment (HEARTH_…) ← flags, through one schema. (Contract first.)
import type { Limits } from '@hearth/protocol/limits.ts'

export type Config = {
  /** Folder of everything kept. */
  readonly data: string
  readonly name: string
  /** Address to listen on; '::' or '0.0.0.0' is every one. */
  readonly bind: string
  /** 0: any free one. */
  readonly port: number
  /** Trust page and redirect; null is off. */
  readonly httpPort: number | null
  /** The whole service without TLS, on loopback, for a reverse proxy; null is off. */
  readonly plainPort: number | null
  /** A certificate of one's own instead of the local CA. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** More names people reach the server by. */
  readonly hosts: readonly string[]
  /** Addresses or CIDR ranges whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly mdns: boolean
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** postgres://…, or null for SQLite in the data folder. */
  readonly database: string | null
  readonly registration: 'open' | 'invite' | 'closed'
  readonly guests: boolean
  readonly limits: Limits
}
