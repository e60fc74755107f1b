// What all connections of one older program's gateway share.

import type { Limits } from '@hearth/protocol/limits.ts'
import type { Chat } from '#core/chat.ts'
import type { Legacy } from '#core/legacy.ts'
import type { Files } from '#files/files.ts'
import type { Hub } from '#hub/hub.ts'
import type { GatewayConfig, GatewayName } from '#server/gateway-settings.ts'
import type { Directory } from './directory.ts'
import type { Log } from './failures.ts'
import type { Credentials } from './listen.ts'
import type { Pressure } from './pressure.ts'
import type { Turnstile } from './turnstile.ts'

/** Given to every gateway of an older program. */
export type OlderGiven = {
  readonly chat: Chat
  readonly hub: Hub
  readonly files: Files
  readonly legacy: Legacy
  readonly directory: Directory
  readonly limits: Limits
  readonly log: Log
  /** What this server is called, and its version. */
  readonly serverName: string
  readonly version: string
  /** Monotonic milliseconds. */
  readonly clock: () => number
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly chance: (bytes: number) => Uint8Array
  /** The data folder, for keys a dialect keeps. */
  readonly data: string
  /** The address to listen on where a gateway names none. */
  readonly bind: string
  /** What waits for all slow readers. */
  readonly pressure: Pressure
  /** Files on their way out, of all gateways. */
  readonly deliveries: Turnstile
  /** In place of what a gateway is told: for tests. */
  readonly signInMs: number | undefined
  /** For gateways with TLS. */
  readonly credentials: () => Credentials
  readonly credentialsChanged: (then: (fresh: Credentials) => void) => void
}

export type Hall<N extends GatewayName = GatewayName> = OlderGiven & { readonly gateway: N; readonly options: GatewayConfig<N> }

/** How long a connection may be without a sign-in. */
export const signInMsOf = ({
  signInMs,
  options,
}: {
  readonly signInMs: number | undefined
  readonly options: { readonly login_seconds: number }
}): number => signInMs ?? options.login_seconds * 1000

/** A gateway that is open. `ports`: by the name they have in run.json (`prmp`; `pychat.json` for a second one). */
export type OpenGateway = AsyncDisposable & { readonly ports: Readonly<Record<string, number>> }
