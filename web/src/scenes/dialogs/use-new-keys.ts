import { useEffect, useState } from 'react'
import { useKeys } from '../../keys/keys.ts'
import { comboOf, type KeyDeed, type Objection, objectionTo } from '../../keys/table.ts'
import { t } from '../../text/t.ts'
import { deedSays } from './key-words.ts'

/** While it listens every key is taken, whatever it does elsewhere. Gives why the last one could not be had. */
export function useNewKeys(deed: KeyDeed, isListening: boolean, onDone: () => void): string | null {
  const [objection, setObjection] = useState<Objection | null>(null)
  useEffect(() => setObjection(null), [isListening])
  useEffect(() => {
    if (!isListening) return
    const onKeyDown = (event: KeyboardEvent): void => {
      event.preventDefault()
      event.stopImmediatePropagation()
      const combo = comboOf(event)
      if (combo === null || event.repeat) return
      if (combo === 'Escape') return onDone()
      const { chosen, choose } = useKeys.getState()
      const why = objectionTo(deed, combo, chosen)
      setObjection(why)
      if (why !== null) return
      choose(deed, combo)
      onDone()
    }
    addEventListener('keydown', onKeyDown, { capture: true })
    return () => removeEventListener('keydown', onKeyDown, { capture: true })
  }, [deed, isListening, onDone])
  return objection && inWords(objection)
}

function inWords(objection: Objection): string {
  switch (objection.is) {
    case 'taken':
      return t('These keys do something else: {deed}. Press others, or Esc.', { deed: deedSays(objection.by) })
    case 'browsers':
      return t('The browser keeps these keys for itself. Press others, or Esc.')
    case 'letter':
      return t('Nobody could write this letter any more. Hold Ctrl or Alt with it.')
  }
}
