// What leaves the program: a file or an address into another program.
import { spawn } from 'node:child_process'

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
