import { Keyboard, Monitor, MonitorDown, Moon, Rows2, Rows4, Sun } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '../../parts/button.tsx'
import { Segments } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Pick } from '../../parts/pick.tsx'
import { useInstall } from '../../shell/shell.ts'
import { fitting, languages } from '../../text/language.ts'
import { t } from '../../text/t.ts'
import { type Density, type LanguageChoice, type SendBy, type Theme, useUi } from '../../ui.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

type Choice<T> = { readonly value: T; readonly label: string; readonly icon: ReactElement }

const themes = (): readonly Choice<Theme>[] => [
  { value: 'light', label: t('Light'), icon: <Icon of={Sun} size={16} /> },
  { value: 'dark', label: t('Dark'), icon: <Icon of={Moon} size={16} /> },
  { value: 'system', label: t('System'), icon: <Icon of={Monitor} size={16} /> },
]
const densities = (): readonly Choice<Density>[] => [
  { value: 'cosy', label: t('Cosy'), icon: <Icon of={Rows2} size={16} /> },
  { value: 'compact', label: t('Compact'), icon: <Icon of={Rows4} size={16} /> },
]

const ways = (): readonly { readonly value: SendBy; readonly label: string }[] => [
  { value: 'enter', label: t('Enter [key]') },
  { value: 'ctrl-enter', label: /Mac|iP/.test(navigator.platform) ? '⌘ Enter' : 'Ctrl Enter' },
]

export function Looks(): ReactElement {
  const { theme, density, sendBy, setTheme, setDensity, setSendBy, show } = useUi()
  return (
    <Part title={t('Looks')} says={t('On this device only.')}>
      <div className={styles.row}>
        <span>{t('Theme')}</span>
        <Segments label={t('Theme')} value={theme} choices={themes()} onValue={setTheme} />
      </div>
      <div className={styles.row}>
        <span>{t('Density')}</span>
        <Segments label={t('Density')} value={density} choices={densities()} onValue={setDensity} />
      </div>
      <div className={styles.row}>
        <span>{t('A message is sent with')}</span>
        <Segments label={t('A message is sent with')} value={sendBy} choices={ways()} onValue={setSendBy} />
      </div>
      <div className={styles.row}>
        <span>{t('Keys')}</span>
        <Button icon={Keyboard} onClick={() => show({ is: 'shortcuts', isChanging: true })}>
          {t('Change the keys')}
        </Button>
      </div>
      <Language />
      <Install />
    </Part>
  )
}

/** Only where the browser offers it: on an address whose certificate it trusts, and not twice. */
function Install(): ReactElement | null {
  const install = useInstall((hold) => hold.install)
  if (!install) return null
  return (
    <div className={styles.row}>
      <span>{t('Hearth as a program of its own, with its sign among the others.')}</span>
      <Button icon={MonitorDown} onClick={() => void install()}>
        {t('Install')}
      </Button>
    </div>
  )
}

function Language(): ReactElement {
  const { language, setLanguage, say } = useUi()
  const browsers = languages.find(({ code }) => code === fitting(navigator.languages))
  const choices: readonly { readonly value: LanguageChoice; readonly label: string }[] = [
    { value: 'auto', label: t('As the browser: {language}', { language: browsers?.name ?? '' }) },
    ...languages.map(({ code, name }) => ({ value: code, label: name })),
    ...(language === 'rtl' ? [{ value: language, label: t('From right to left, to test the layout') }] : []),
  ]
  const choose = (value: string): void => {
    const choice = choices.find((one) => one.value === value)?.value ?? 'auto'
    setLanguage(choice).catch(() => say(t('This language could not be fetched. Try again when the connection is back.'), 'bad'))
  }
  return (
    <div id="language">
      <Pick label={t('Language')} value={language} choices={choices} onValue={choose} />
    </div>
  )
}
