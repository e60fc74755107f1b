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

/** They draw in a terminal, and this one is taken. */
const IN_TERMINAL = /(?:^|\/)(?:w3m|lynx|links2?|elinks|browsh|www-browser)$/u

/**
 * A file with the program the person set for that, an address with BROWSER, else with what the system opens things with.
 * @returns false where there is no desktop
 */
export function opened(place: string, own: string, env: NodeJS.ProcessEnv): boolean {
  const isMac = process.platform === 'darwin'
  const chosen = /^https?:\/\//u.test(place) ? browserOf(env) : own === 'on' ? '' : own
  if (chosen === '' && !isMac && env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined) return false
  const [program = '', ...more] = chosen === '' ? [isMac ? 'open' : 'xdg-open'] : chosen.split(/\s+/u)
  const child = spawn(program, [...more, place], { stdio: 'ignore', detached: true })
  child.once('error', () => undefined)
  child.unref()
  return true
}

/** The first of BROWSER that has a window of its own. */
const browserOf = (env: NodeJS.ProcessEnv): string =>
  (env['BROWSER'] ?? '').split(':').find((one) => one !== '' && !IN_TERMINAL.test(one.split(/\s/u)[0] ?? '')) ?? ''
