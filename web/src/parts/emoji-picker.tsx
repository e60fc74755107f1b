// Every emoji, found by word. The data lies beside the page; nothing is asked of anybody else.
import { EmojiPicker as Frimousse } from 'frimousse'
import type { ReactElement, RefObject } from 'react'
import { Dialog, Popover } from 'react-aria-components'
import { current } from '../text/language.ts'
import { t } from '../text/t.ts'
import styles from './emoji-picker.module.css'

type Props = { readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void; readonly onPick: (emoji: string) => void }

export function EmojiPicker({ at, onClose, onPick }: Props): ReactElement {
  const pick = (emoji: string): void => {
    onPick(emoji)
    onClose()
  }
  return (
    <Popover isOpen triggerRef={at} placement="top end" offset={8} onOpenChange={(open) => open || onClose()} className={styles.popover}>
      <Dialog aria-label={t('Choose an emoji')} className={styles.dialog}>
        <Frimousse.Root
          columns={8}
          emojibaseUrl="/emoji"
          locale={current().language === 'fr' ? 'fr' : 'en'}
          onEmojiSelect={({ emoji }) => pick(emoji)}
          className={styles.root}
        >
          <Frimousse.Search autoFocus aria-label={t('Search emoji')} placeholder={t('Search emoji')} className={styles.search} />
          <Frimousse.Viewport className={styles.viewport}>
            <Frimousse.Loading className={styles.note}>{t('Loading…')}</Frimousse.Loading>
            <Frimousse.Empty className={styles.note}>{t('No emoji by that name.')}</Frimousse.Empty>
            <Frimousse.List className={styles.list} components={{ CategoryHeader, Row, Emoji }} />
          </Frimousse.Viewport>
        </Frimousse.Root>
      </Dialog>
    </Popover>
  )
}

/** The picker counts from nought, who reads it out from one. */
const fromOne = (index: number | undefined): number | undefined => (index === undefined ? undefined : index + 1)

const CategoryHeader: NonNullable<Parameters<typeof Frimousse.List>[0]['components']>['CategoryHeader'] = ({ category, ...props }) => (
  <div {...props} className={styles.category}>
    {category.label}
  </div>
)
const Row: NonNullable<Parameters<typeof Frimousse.List>[0]['components']>['Row'] = ({ children, ...props }) => (
  <div {...props} aria-rowindex={fromOne(props['aria-rowindex'])} className={styles.line}>
    {children}
  </div>
)
const Emoji: NonNullable<Parameters<typeof Frimousse.List>[0]['components']>['Emoji'] = ({ emoji, ...props }) => (
  <button {...props} {...{ 'aria-colindex': fromOne(props['aria-colindex']) }} className={styles.emoji} aria-label={emoji.label}>
    {emoji.emoji}
  </button>
)
