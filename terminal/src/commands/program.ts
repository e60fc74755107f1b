// Commands about the program itself: help, settings, the look, coming and going.
import { choices, inWords, isSetting, type SettingName, withSetting } from '../connect/settings.ts'
import { type Commands, type Desk, firstWord, Refusal } from './desk.ts'

export const programCommands: Commands = {
  settings: { usage: '[NAME VALUE]', says: 'see and change how this program behaves', takes: Object.keys(choices), run: settings },
  theme: { usage: '[hearth|contrast]', says: 'how it looks', takes: choices.theme === 'text' ? [] : choices.theme, run: theme },
  login: { usage: '', says: 'sign in as somebody else', run: (desk) => door(desk) },
  register: { usage: '', says: 'make another account', run: (desk) => door(desk) },
  logout: { usage: '', says: 'sign out here; what was kept on this machine is taken away', run: (desk) => door(desk) },
  quit: { usage: '', says: 'leave the program', run: ({ leave }) => leave('quit') },
}

function settings(desk: Desk, words: string): void {
  const [name, value] = firstWord(words)
  if (name === '') {
    const lines = (Object.keys(choices) as SettingName[]).map((one) => {
      const allowed = choices[one]
      return `${one.padEnd(10)} ${inWords(desk.settings, one).padEnd(24)} ${allowed === 'text' ? '' : allowed.join(', ')}`
    })
    return desk.show('Settings (/settings NAME VALUE changes one)', lines)
  }
  if (!isSetting(name)) throw new Refusal(`There is no setting ${name}; /settings shows what there is.`)
  const changed = withSetting(desk.settings, name, value)
  const allowed = choices[name]
  if (!changed) throw new Refusal(`${name} can be ${allowed === 'text' ? 'anything' : allowed.join(', ')}.`)
  desk.change(changed)
  desk.tell(`${name}: ${inWords(changed, name) || '(nothing)'}`)
}

function theme(desk: Desk, words: string): void {
  if (words === '') return desk.tell(`The look is ${desk.settings.theme}; there are ${String(choices.theme).replace(',', ' and ')}.`)
  settings(desk, `theme ${words}`)
}

async function door(desk: Desk): Promise<void> {
  await desk.client.signOut()
  desk.leave('door')
}
