import { Monitor, Moon, Rows2, Rows4, Sun } from 'lucide-react'
import type { ReactElement } from 'react'
import { Segments } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { type Density, type Theme, useUi } from '../../ui.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'
import { t } from '../../text/t.ts'

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

export function Looks(): ReactElement {
  const { theme, density, setTheme, setDensity } = useUi()
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
    </Part>
  )
}
