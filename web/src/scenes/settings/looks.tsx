import { Monitor, Moon, Rows2, Rows4, Sun } from 'lucide-react'
import type { ReactElement } from 'react'
import { Segments } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { type Density, type Theme, useUi } from '../../ui.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

const themes: readonly { readonly value: Theme; readonly label: string; readonly icon: ReactElement }[] = [
  { value: 'light', label: 'Light', icon: <Icon of={Sun} size={16} /> },
  { value: 'dark', label: 'Dark', icon: <Icon of={Moon} size={16} /> },
  { value: 'system', label: 'System', icon: <Icon of={Monitor} size={16} /> },
]
const densities: readonly { readonly value: Density; readonly label: string; readonly icon: ReactElement }[] = [
  { value: 'cosy', label: 'Cosy', icon: <Icon of={Rows2} size={16} /> },
  { value: 'compact', label: 'Compact', icon: <Icon of={Rows4} size={16} /> },
]

export function Looks(): ReactElement {
  const { theme, density, setTheme, setDensity } = useUi()
  return (
    <Part title="Looks" says="On this device only.">
      <div className={styles.row}>
        <span>Theme</span>
        <Segments label="Theme" value={theme} choices={themes} onValue={setTheme} />
      </div>
      <div className={styles.row}>
        <span>Density</span>
        <Segments label="Density" value={density} choices={densities} onValue={setDensity} />
      </div>
    </Part>
  )
}
