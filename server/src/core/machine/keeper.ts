// What admins may see and do of the machine, as far as it is not kept in the store: handed in by whoever opened it all.
import type { Certificate, GatewaySet, LogLevel, LogLine, Versions } from '@hearth/protocol/machine-shapes.ts'

export type GatewayNow = Pick<GatewaySet, 'name' | 'speaks' | 'readable' | 'ports'> & {
  /** By the settings of the start. */
  readonly given: boolean
}

export type Keeper = {
  versions(): Versions
  certificate(): Certificate
  /** Rejects where the owner's files cannot be read; the certificate stays as it was. */
  renew(): Promise<Certificate>
  /** Where backups go when nobody has said where. */
  readonly backupFolder: string
  /** The newest first; none where the folder is not there. */
  backupsIn(folder: string): Promise<readonly { readonly name: string; readonly bytes: number; readonly at: number }[]>
  isBackingUp(): boolean
  /** Begins one; what comes of it is told as of any other. */
  backUp(folder: string): void
  gateways(): readonly GatewayNow[]
  /** Opens or closes one that was open at the start; any other waits for the next start. Rejects where it cannot be opened. */
  turn(name: string, on: boolean): Promise<void>
  /** The newest first. */
  log(least: LogLevel, before: number | undefined, most: number): readonly LogLine[]
}

/** Where nobody serves there is no machine to look after. */
export const noKeeper = (): Keeper => {
  throw new Error('no server runs here')
}
