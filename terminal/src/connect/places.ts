// Where things are kept on this machine. Everything is for its owner's eyes only, and written whole or not at all.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** What the program remembers: sign-ins, certificates, the log. */
export const stateFolder = (env: Environment): string => join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'hearth')
/** What the person chose. */
export const settingsFile = (env: Environment): string =>
  join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'hearth', 'terminal.json')
export const downloadsFolder = (env: Environment): string => env['XDG_DOWNLOAD_DIR'] || join(homedir(), 'Downloads')

/** What a file of JSON says, or nothing where there is none that can be read. */
export function readJson<T>(file: string): Partial<T> | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof read === 'object' && read !== null ? read : undefined
  } catch {
    return undefined
  }
}

export function writeSecret(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}.new`
  try {
    writeFileSync(fresh, text, { mode: 0o600 })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
