// Where the server looks at links, one may hide what it found.
import type { ReactElement } from 'react'
import { useOwnSettings } from '../../own-settings.ts'
import { Switch } from '../../parts/pick.tsx'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { Part } from './part.tsx'

export function LinkPreviews(): ReactElement | null {
  const isThere = useChat((state) => state.hello?.previews === true)
  const [{ previews }, change] = useOwnSettings()
  if (!isThere) return null
  return (
    <Part title={t('Links')} says={t('This server looks at the links people send. Nothing is loaded from elsewhere by your device.')}>
      <Switch label={t('Show what links lead to')} isOn={previews} onChange={(on) => change({ previews: on })} />
    </Part>
  )
}
