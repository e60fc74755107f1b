// Taking words along: what the browser keeps where it lets a page, and the older way where it does not, as on an address without TLS.
import { t } from './text/t.ts'
import { useUi } from './ui.ts'

/** Says what came of it. True when the words are there. */
export async function copy(words: string, done?: string): Promise<boolean> {
  const { say } = useUi.getState()
  const isThere = await (navigator.clipboard?.writeText(words) ?? Promise.reject(new Error('no clipboard'))).then(
    () => true,
    () => copiedByHand(words),
  )
  if (!isThere) say(t('The browser did not allow copying.'), 'bad')
  else if (done !== undefined) say(done)
  return isThere
}

/** By a field that holds them for a moment, within the open dialog, or the focus could not go there. */
function copiedByHand(words: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = words
  field.className = 'out-of-sight'
  ;(document.querySelector('[role="dialog"]') ?? document.body).append(field)
  field.select()
  const isThere = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return isThere
}
