// What leaves the program: a file into the downloads folder, an address into another program.
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../commands/desk.ts'
import type { House } from '../connect/house.ts'
import { safeName } from '../files/incoming.ts'

export async function download(house: Pick<House, 'fetch'>, folder: string, path: string, name: string): Promise<string> {
  const answer = await house.fetch(path).catch(() => undefined)
  if (!answer?.ok || !answer.body)
    throw new Refusal(answer ? `The server would not give it (${answer.status}).` : 'There is no connection to the server right now.')
  mkdirSync(folder, { recursive: true })
  const target = join(folder, safeName(name))
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(target, { mode: 0o600 }))
  return target
}

/** With what the person set, else with what the system opens things with; false where there is no desktop. */
export function opened(address: string, own: string, env: NodeJS.ProcessEnv): boolean {
  const isMac = process.platform === 'darwin'
  if (own === '' && !isMac && env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined) return false
  const [program = 'xdg-open', ...more] = own === '' || own === 'on' ? [isMac ? 'open' : 'xdg-open'] : own.split(/\s+/u)
  const child = spawn(program, [...more, address], { stdio: 'ignore', detached: true })
  child.once('error', () => undefined)
  child.unref()
  return true
}
