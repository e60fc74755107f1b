// Telling somebody who looks elsewhere: by the words each terminal knows for that, or else by its bell.
import { cleanLine } from '../clean.ts'
import { ESC } from './paint.ts'

type Environment = Readonly<Record<string, string | undefined>>
export type Voice = 'osc99' | 'osc777' | 'osc9' | 'bell'

const BEL = '\u0007'
const ST = `${ESC}\\`

/** What this terminal understands. Inside tmux the outer terminal is what its variables still tell of. */
export function voiceOf(env: Environment): Voice {
  const program = env['TERM_PROGRAM'] ?? ''
  const term = env['TERM'] ?? ''
  if (env['KITTY_WINDOW_ID'] !== undefined || term.includes('kitty')) return 'osc99'
  if (program === 'ghostty' || program === 'WezTerm' || term.startsWith('foot') || term.startsWith('rxvt-unicode')) return 'osc777'
  if (env['GHOSTTY_RESOURCES_DIR'] !== undefined || env['WEZTERM_PANE'] !== undefined) return 'osc777'
  if (program === 'iTerm.app' || env['LC_TERMINAL'] === 'iTerm2' || env['WT_SESSION'] !== undefined || env['ConEmuPID'] !== undefined)
    return 'osc9'
  return 'bell'
}

/** The bytes that say it. Nothing of another person's text in it can do anything but be read. */
export function notification(voice: Voice, title: string, text: string, env: Environment): string {
  const [head, body] = [said(title, 80), said(text, 240)]
  switch (voice) {
    case 'osc99':
      return passed(`${ESC}]99;i=hearth:d=0;${head}${ST}${ESC}]99;i=hearth:p=body;${body}${ST}`, env)
    case 'osc777':
      return passed(`${ESC}]777;notify;${head.replaceAll(';', ',')};${body.replaceAll(';', ',')}${BEL}`, env)
    case 'osc9':
      return passed(`${ESC}]9;${head}: ${body}${BEL}`, env)
    case 'bell':
      return BEL
  }
}

/** tmux hands through what stands in this wrapping, where it is allowed to. The bell beside it marks the window. */
export const passed = (bytes: string, env: Environment): string =>
  env['TMUX'] === undefined ? bytes : `${ESC}Ptmux;${bytes.replaceAll(ESC, ESC + ESC)}${ST}${BEL}`

const said = (text: string, most: number): string => Array.from(cleanLine(text)).slice(0, most).join('')
