// What admins may see and do of the machine, put together from the pieces that know.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogLevel, LogLine, Versions } from '@hearth/protocol/machine-shapes.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import type { Schedule } from '#backup/schedule.ts'
import type { Keeper } from '#core/machine/keeper.ts'
import type { Older } from '#gateways/older.ts'
import type { Identity } from '#lan/identity.ts'
import { type GatewaysConfig, gatewayNames, gatewayRows } from './gateway-settings.ts'
import type { Recent } from './log.ts'

export type KeepingGiven = {
  readonly version: string
  readonly data: string
  readonly isSqlite: boolean
  readonly identity: Identity
  readonly schedule: Schedule
  /** As the settings of the start say. */
  readonly given: GatewaysConfig
  readonly older: Older
  readonly recent: Recent
}

export function createKeeper({ version, data, isSqlite, identity, schedule, given, older, recent }: KeepingGiven): Keeper {
  return {
    versions: () => versionsOf(version, isSqlite),
    certificate: () => identity.shown(),
    async renew() {
      await identity.renew()
      return identity.shown()
    },
    // Beside the data folder, for in it a backup would go with what it is to save.
    backupFolder: `${data}-backups`,
    backupsIn,
    isBackingUp: schedule.isMaking,
    backUp: (folder) => void schedule.makeNow(folder),
    gateways: () =>
      gatewayNames.map((name) => {
        const { speaks, readable } = gatewayRows[name]
        return { name, speaks, readable, given: given[name] !== undefined, ports: Object.values(older.portsOf(name)) }
      }),
    turn: (name, on) => older.turn(name, on),
    log: (least, before, most) =>
      recent.lines(levels[least], before, most).map(({ level, ...line }): LogLine => ({ ...line, level: levelOf(level) })),
  }
}

const levels: Readonly<Record<LogLevel, number>> = { debug: 0, info: 30, warn: 40, error: 50 }
const levelOf = (level: number): LogLevel =>
  level >= levels.error ? 'error' : level >= levels.warn ? 'warn' : level >= levels.info ? 'info' : 'debug'

const versionsOf = (hearth: string, isSqlite: boolean): Versions => ({
  ...{ hearth, protocol: PROTOCOL_VERSION, node: process.versions.node },
  database: isSqlite ? `SQLite ${process.versions['sqlite'] ?? ''}`.trim() : 'PostgreSQL',
  system: `${process.platform} ${process.arch}`,
})

const BACKUP = /^hearth-[\w-]{1,80}\.backup$/
const MOST = 100

async function backupsIn(folder: string): Promise<{ name: string; bytes: number; at: number }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => BACKUP.test(name))
  const found = []
  for (const name of names.toSorted().toReversed().slice(0, MOST)) {
    const about = await stat(join(folder, name)).catch(() => undefined)
    if (about !== undefined) found.push({ name, bytes: about.size, at: Math.round(about.mtimeMs) })
  }
  return found.toSorted((one, other) => other.at - one.at)
}
