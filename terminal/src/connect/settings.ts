// What this person chose. A file of JSON that can be changed by hand; what it says wrongly is as if it said nothing.
import { resolve } from 'node:path'
import { expand } from '../edit/complete.ts'
import { isTheme, type ThemeName } from '../screen/theme.ts'
import { downloadsFolder, readJson, writeSecret } from './places.ts'

export type Settings = {
  readonly theme: ThemeName
  /** `vim`: Escape leaves the line, then letters are deeds. */
  readonly keys: 'shell' | 'vim'
  /** Who puts Hebrew and Arabic in order: this program or the terminal. */
  readonly bidi: 'auto' | 'on' | 'off'
  /** The mouse wheel scrolls; selecting text then needs Shift. */
  readonly mouse: boolean
  /** How one is told of what was said while one looks elsewhere. */
  readonly notify: 'desktop' | 'bell' | 'off'
  /** May a notification hold the words? */
  readonly words: boolean
  readonly images: 'auto' | 'kitty' | 'iterm' | 'sixel' | 'blocks' | 'off'
  readonly downloads: string
  /** Whose files are saved by themselves: those in talks of two, all, or none. */
  readonly receive: 'direct' | 'all' | 'off'
  /** What to open received files with; empty: they are not opened. */
  readonly open: string
}
export type SettingName = keyof Settings

export const choices: { readonly [N in SettingName]: readonly string[] | 'text' } = {
  theme: ['hearth', 'contrast'],
  keys: ['shell', 'vim'],
  bidi: ['auto', 'on', 'off'],
  mouse: ['on', 'off'],
  notify: ['desktop', 'bell', 'off'],
  words: ['on', 'off'],
  images: ['auto', 'kitty', 'iterm', 'sixel', 'blocks', 'off'],
  downloads: 'text',
  receive: ['direct', 'all', 'off'],
  open: 'text',
}

export const standard = (env: NodeJS.ProcessEnv): Settings => ({
  theme: 'hearth',
  keys: 'shell',
  bidi: 'auto',
  mouse: false,
  notify: 'desktop',
  words: true,
  // Over a slow line pictures are a burden.
  images: env['SSH_CONNECTION'] ? 'off' : 'auto',
  downloads: downloadsFolder(env),
  receive: 'direct',
  open: '',
})

/**
 * Does this program put words that run to the left in order? Not where the terminal does it and cannot be asked to let it be: those that
 * know no CSI 8 l, and what is around tmux.
 */
export function turnsWords({ bidi }: Pick<Settings, 'bidi'>, env: NodeJS.ProcessEnv): boolean {
  if (bidi !== 'auto') return bidi === 'on'
  const isBehindTmux = env['TMUX'] !== undefined && env['VTE_VERSION'] !== undefined
  const turnsItself =
    env['KONSOLE_VERSION'] !== undefined || env['TERM_PROGRAM'] === 'Apple_Terminal' || (env['TERM'] ?? '').startsWith('mlterm')
  return !isBehindTmux && !turnsItself
}

export const isSetting = (name: string): name is SettingName => Object.hasOwn(choices, name)

/** With one of them as it was typed; undefined where that is none of the choices. */
export function withSetting(settings: Settings, name: SettingName, typed: string): Settings | undefined {
  const allowed = choices[name]
  if (allowed === 'text') return { ...settings, [name]: name === 'downloads' ? resolve(expand(typed)) : typed === 'off' ? '' : typed }
  if (!allowed.includes(typed)) return undefined
  const value = allowed[0] === 'on' ? typed === 'on' : typed
  return { ...settings, [name]: value }
}

export const inWords = (settings: Settings, name: SettingName): string => {
  const value = settings[name]
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : value
}

export function readSettings(file: string, env: NodeJS.ProcessEnv): Settings {
  const read = readJson<Record<string, unknown>>(file) ?? {}
  let settings = standard(env)
  for (const [name, value] of Object.entries(read)) {
    const typed = typeof value === 'boolean' ? (value ? 'on' : 'off') : value
    if (isSetting(name) && typeof typed === 'string') settings = withSetting(settings, name, typed) ?? settings
  }
  return isTheme(settings.theme) ? settings : { ...settings, theme: 'hearth' }
}

export const saveSettings = (file: string, settings: Settings): void => writeSecret(file, `${JSON.stringify(settings, null, 2)}\n`)
