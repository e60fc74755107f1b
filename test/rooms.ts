// The import table of ARCHITECTURE.md as data. The shape test and dependency-cruiser both read it from here.

/** `may`: rooms, or single files of rooms. `packages`: the only packages allowed; absent: any declared. */
export type RoomRow = {
  readonly path: string
  readonly may: readonly string[]
  readonly packages?: readonly string[]
  readonly never: string
}

export const rooms: readonly RoomRow[] = [
  { path: 'protocol/src', may: [], packages: ['typebox'], never: 'know Node, the DOM, HTTP or SQL' },
  { path: 'client/src', may: ['protocol/src'], packages: [], never: 'know React, the terminal, window or Node' },
  { path: 'web', may: ['client/src', 'protocol/src'], never: 'speak the protocol past client; know the server' },
  { path: 'terminal/src', may: ['client/src', 'protocol/src'], never: 'speak the protocol past client; know the server' },
  { path: 'server/src/store', may: ['protocol/src'], never: 'know who asks or who listens; contain a rule' },
  {
    path: 'server/src/core',
    may: ['server/src/store', 'protocol/src', 'server/src/config.ts'],
    never: 'know bytes, sockets, dialects or HTTP; import the hub',
  },
  { path: 'server/src/hub', may: ['server/src/core/outcome.ts', 'protocol/src'], never: 'touch the store; decide who may hear' },
  {
    path: 'server/src/files',
    may: ['server/src/core', 'server/src/store/files.ts', 'protocol/src'],
    never: 'know dialects or who listens',
  },
  {
    path: 'server/src/calls',
    may: ['server/src/core', 'server/src/store/calls.ts', 'protocol/src'],
    never: 'know dialects or who listens',
  },
  {
    path: 'server/src/previews',
    may: ['server/src/core', 'server/src/files', 'protocol/src'],
    never: 'know dialects or who listens; connect past its rules',
  },
  {
    path: 'server/src/gateways',
    may: [
      'server/src/core',
      'server/src/hub',
      'server/src/files',
      'protocol/src',
      'server/src/config.ts',
      'server/src/gateway-settings.ts',
    ],
    never: 'touch the store; import another dialect',
  },
  {
    path: 'server/src/outside',
    may: ['server/src/core/factors/directory.ts', 'server/src/core/factors/provider.ts', 'protocol/src', 'server/src/config'],
    never: 'know chat; decide who may come in',
  },
  { path: 'server/src/lan', may: ['protocol/src', 'server/src/config.ts'], never: 'know chat' },
  { path: 'server/src/backup', may: ['server/src/store', 'protocol/src'], never: 'know who asks or who listens; know SQL' },
  {
    path: 'server/src/export',
    may: ['server/src/core', 'server/src/store', 'protocol/src'],
    never: 'know sockets or HTTP; decide who may read',
  },
  {
    path: 'server/src/cli',
    may: [
      'server/src/core',
      'server/src/store',
      'server/src/backup',
      'server/src/export',
      'server/src/lan',
      'protocol/src',
      'server/src/config.ts',
      'server/src/gateway-settings.ts',
      'server/src/main.ts',
      'terminal/src/main.ts',
    ],
    never: 'contain a rule',
  },
  {
    path: 'server/src/config.ts',
    may: ['protocol/src', 'server/src/config', 'server/src/gateway-settings.ts', 'server/src/standard-data.ts'],
    never: 'know what the settings are used for',
  },
  { path: 'server/src/config', may: ['protocol/src'], never: 'know what the settings are used for' },
  { path: 'server/src/gateway-settings.ts', may: [], never: 'know what the settings are used for' },
  { path: 'server/src/run-files.ts', may: [], never: 'know what runs' },
  { path: 'server/src/standard-data.ts', may: [], never: 'know what is kept there' },
  { path: 'server/src/start-error.ts', may: [], never: 'know what is started' },
  {
    path: 'server/src/main.ts',
    may: [
      'server/src/core',
      'server/src/store',
      'server/src/hub',
      'server/src/files',
      'server/src/calls',
      'server/src/previews',
      'server/src/backup',
      'server/src/export',
      'server/src/gateways',
      'server/src/lan',
      'server/src/outside',
      'server/src/cli',
      'server/src/config.ts',
      'server/src/gateway-settings.ts',
      'server/src/keeping.ts',
      'server/src/log.ts',
      'server/src/run-files.ts',
      'server/src/start-error.ts',
      'protocol/src',
    ],
    never: 'do anything but wire',
  },
  {
    path: 'server/src/keeping.ts',
    may: [
      'server/src/core',
      'server/src/backup',
      'server/src/gateways',
      'server/src/lan',
      'server/src/gateway-settings.ts',
      'server/src/log.ts',
      'protocol/src',
    ],
    never: 'contain a rule',
  },
  { path: 'server/src/log.ts', may: [], never: 'know who is logged' },
  { path: 'docs', may: ['client/src', 'protocol/src'], never: 'know the server' },
  {
    path: 'bench',
    may: ['client/src', 'protocol/src', 'test/harness', 'test/matrix', 'server/src/calls/testing'],
    never: 'know the inside of the server',
  },
  {
    path: 'test',
    may: ['client/src', 'protocol/src', 'bench', 'server/src/calls/testing', 'server/src/outside/testing'],
    never: 'know the inside of the server',
  },
]

/** Dialects: no folder below gateways may import another. */
export const dialects = 'server/src/gateways'

const within = (path: string, file: string): boolean => file === path || file.startsWith(`${path}/`)

/** The room a file belongs to: the longest path that holds it. */
export function roomOf(file: string): RoomRow | undefined {
  return rooms.filter((room) => within(room.path, file)).sort((a, b) => b.path.length - a.path.length)[0]
}

/** Why `from` may not import `to` (both paths from the root of the project), or nothing. */
export function refusal(from: string, to: string): string | undefined {
  const room = roomOf(from)
  if (!room) return undefined
  if (within(room.path, to)) return dialectRefusal(from, to)
  if (room.may.some((path) => within(path, to))) return undefined
  return `${from} imports ${to}: ${room.path} must never ${room.never}`
}

/** The dialect a file below gateways belongs to; files directly in gateways are shared transports. */
function dialectOf(file: string): string | undefined {
  const rest = file.slice(dialects.length + 1)
  return within(dialects, file) && rest.includes('/') ? rest.slice(0, rest.indexOf('/')) : undefined
}

function dialectRefusal(from: string, to: string): string | undefined {
  const [mine, theirs] = [dialectOf(from), dialectOf(to)]
  if (!mine || !theirs || mine === theirs) return undefined
  return `${from} imports ${to}: one dialect must never import another`
}
