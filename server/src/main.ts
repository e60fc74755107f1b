// Opens everything in order; everything closes in reverse. (Contract first.)

/** What `serve(config, log)` gives back once every door is open and DATA/run.json is written. */
export type Running = {
  readonly httpsPort: number
  readonly httpPort: number | null
  readonly plainPort: number | null
  /** The local CA: SHA-256 'AB:CD:…' and its file; null with a certificate of one's own. */
  readonly caFingerprint: string | null
  readonly caFile: string | null
  /** What to open, LAN addresses first, then the .local name, configured hosts and localhost: 'https://192.168.1.5:8443'. */
  readonly addresses: readonly string[]
  /** The one-time token that makes the first admin; null when there is one. */
  readonly setupToken: string | null
  /** Clients are told, everything is flushed, closed in reverse; twice is once. */
  stop(): Promise<void>
}
