// What was kept for the server and is not taken by it is said when that is known, wherever one is by then.
import type { Marking } from '@hearth/client/marking.ts'
import { t } from './text/t.ts'
import { useUi } from './ui.ts'
import { sentence } from './words.ts'

export function sayRefused(marking: Marking, failure: unknown): void {
  const why = sentence(failure)
  useUi.getState().say(marking.do === 'edit' ? t('Not changed. {why}', { why }) : why, 'bad')
}
