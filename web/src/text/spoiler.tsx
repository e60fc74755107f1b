// ||What not everybody wants to know yet|| is covered until it is pressed; the browser's find and screen readers do not see it before.
import type MarkdownIt from 'markdown-it'
import type { StateInline } from 'markdown-it'
import { type ReactElement, type ReactNode, useState } from 'react'
import styles from './markdown.module.css'
import { t } from './t.ts'

export function Spoiler({ children }: { readonly children: ReactNode }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  // Read, it is words like all others, with links that lead somewhere.
  if (isOpen) return <span className={styles.told}>{children}</span>
  return (
    <button
      type="button"
      className={styles.spoiler}
      aria-expanded="false"
      aria-label={t('Hidden words, press to read')}
      onClick={() => setOpen(true)}
    >
      <span inert aria-hidden="true">
        {children}
      </span>
    </button>
  )
}

const BAR = 0x7c
/** What may begin something else: the reader's own list, and the bar. */
const MAY_BEGIN = /[\n!#$%&*+\-:<=>@[\\\]^_`{|}~]/

/** Teaches a reader `||…||`. */
export function withSpoilers(reader: InstanceType<typeof MarkdownIt>): void {
  // The words' own rule would run over the bars.
  reader.inline.ruler.at('text', (state, silent) => {
    let end = state.pos
    while (end < state.posMax && !MAY_BEGIN.test(state.src.charAt(end))) end++
    if (end === state.pos) return false
    if (!silent) state.pending += state.src.slice(state.pos, end)
    state.pos = end
    return true
  })
  reader.inline.ruler.after('text', 'spoiler', spoiler)
}

function spoiler(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  if (src.charCodeAt(pos) !== BAR || src.charCodeAt(pos + 1) !== BAR) return false
  const end = src.indexOf('||', pos + 2)
  if (end < 0 || end + 2 > posMax || src.slice(pos + 2, end).trim() === '') return false
  if (!silent) {
    state.push('spoiler_open', 'span', 1)
    state.pos = pos + 2
    state.posMax = end
    state.md.inline.tokenize(state)
    state.push('spoiler_close', 'span', -1)
  }
  state.pos = end + 2
  state.posMax = posMax
  return true
}
