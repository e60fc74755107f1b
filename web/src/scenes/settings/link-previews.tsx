// Where the server looks at links, one may hide what it found.
import type { ReactElement } from 'react'
import { Switch } from '../../parts/pick.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { Part } from './part.tsx'

export function LinkPreviews(): ReactElement | null {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const isThere = useChat((state) => state.hello?.previews === true)
  const isOn = useChat((state) => state.own.settings.previews !== false)
  if (!isThere) return null
  const choose = (previews: boolean): void =>
    void client.ask('own.change', { previews }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  return (
    <Part title={t('Links')} says={t('This server looks at the links people send. Nothing is loaded from elsewhere by your device.')}>
      <Switch label={t('Show what links lead to')} isOn={isOn} onChange={choose} />
    </Part>
  )
}
