import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import { CircleDot, EyeOff, MinusCircle, Moon } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { useOwnSettings } from '../../own-settings.ts'
import { DeedMenu } from '../../parts/deed-menu.tsx'
import { t } from '../../text/t.ts'

const icons = { auto: CircleDot, away: Moon, busy: MinusCircle, hidden: EyeOff } as const

/** How one is to be shown to others, from the own face on. */
export function ShownAsMenu({ at, onClose }: { readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }): ReactElement {
  const [{ shownAs }, change] = useOwnSettings()
  const words: Readonly<Record<ShownAs, string>> = {
    auto: t('As I am: here, or away'),
    away: t('Away'),
    busy: t('Do not disturb'),
    hidden: t('As if I were not here'),
  }
  const deeds = (['auto', 'away', 'busy', 'hidden'] as const).map((id) => ({
    ...{ id, label: words[id], icon: icons[id] },
    act: () => change({ shownAs: id }),
  }))
  return <DeedMenu at={at} label={t('How others see you')} deeds={deeds} chosen={shownAs} placement="top start" onClose={onClose} />
}
