// What this person chose. A file of JSON that can be changed by hand; what it says wrongly is as if it said nothing.
import { isTheme, type ThemeName } from '../screen/theme.ts'
import { downloadsFolder, readJson, writeSecret } from './places.ts'

export type Settings = {
  readonly theme: ThemeName
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
  mouse: false,
  notify: 'desktop',
  words: true,
  // Over a slow line pictures are a burden.
  images: env['SSH_CONNECTION'] ? 'off' : 'auto',
  downloads: downloadsFolder(env),
  receive: 'direct',
  open: '',
})

export const isSetting = (name: string): name is SettingName => Object.hasOwn(choices, name)

/** With one of them as it was typed; undefined where that is none of the choices. */
export function withSetting(settings: Settings, name: SettingName, typed: string): Settings | undefined {
  const allowed = choices[name]
  if (allowed !== 'text' && !allowed.includes(typed)) return undefined
  const value = allowed !== 'text' && allowed[0] === 'on' ? typed === 'on' : typed
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
