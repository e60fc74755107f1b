// What a machine offers by itself: where data belongs, whether it has IPv6.
import { homedir, networkInterfaces } from 'node:os'
import { join } from 'node:path'

/** A machine with IPv6 turned off cannot listen on '::'. */
export function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === 'IPv6'))
}

/** Where data is kept when nobody says otherwise. */
export function standardData(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Hearth')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Hearth')
  const xdg = env['XDG_DATA_HOME']
  // The XDG rules say that a relative path is to be ignored.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'hearth')
}
