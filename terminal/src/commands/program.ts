// Commands about the program itself: settings, the look, coming and going.
import { choices, inWords, isSetting, type SettingName, withSetting } from '../connect/settings.ts'
import { type Commands, type Desk, firstWord, Refusal } from './desk.ts'

const listed = (name: string): readonly string[] => {
  const allowed = isSetting(name) ? choices[name] : 'text'
  return allowed === 'text' ? [] : allowed
}

export const programCommands: Commands = {
  settings: {
    usage: '[NAME [VALUE]]',
    says: 'see and change how this program behaves',
    takes: [Object.keys(choices), listed],
    run: settings,
  },
  theme: { usage: '[hearth|contrast]', says: 'how it looks', takes: [listed('theme')], run: theme },
  login: { usage: '', says: 'sign in as somebody else', run: (desk) => door(desk) },
  register: { usage: '', says: 'make another account', run: (desk) => door(desk) },
  logout: { usage: '', says: 'sign out here; what was kept on this machine is taken away', run: (desk) => door(desk) },
  quit: { usage: '', says: 'leave the program', run: ({ leave }) => leave('quit') },
}

function settings(desk: Desk, words: string): void {
  const [name, value] = firstWord(words)
  if (name === '') return desk.show('Settings (/settings NAME VALUE changes one)', (Object.keys(choices) as SettingName[]).map(line))
  if (!isSetting(name)) throw new Refusal(`There is no setting ${name}; /settings shows what there is.`)
  if (value === '') return desk.tell(`${name} is ${inWords(desk.settings, name) || '(nothing)'}; it can be ${allowedIn(name)}.`)
  const changed = withSetting(desk.settings, name, value)
  if (!changed) throw new Refusal(`${name} can be ${listed(name).join(', ')}.`)
  desk.change(changed)
  desk.tell(`${name}: ${inWords(changed, name) || '(nothing)'}`)

  function line(one: SettingName): string {
    return `${one.padEnd(10)} ${(inWords(desk.settings, one) || '(nothing)').padEnd(24)} ${allowedIn(one)}`
  }
}

const allowedIn = (name: SettingName): string =>
  listed(name).length > 0 ? listed(name).join(', ') : name === 'open' ? 'a program; off: none' : 'a folder'

function theme(desk: Desk, words: string): void {
  if (words === '') return desk.tell(`The look is ${desk.settings.theme}; there are ${listed('theme').join(' and ')}.`)
  settings(desk, `theme ${words}`)
}

async function door(desk: Desk): Promise<void> {
  await desk.client.signOut()
  desk.leave('door')
}
