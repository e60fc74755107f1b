// Every emoji, found by word. The data lies beside the page; nothing is asked of anybody else.
import { EmojiPicker as Frimousse, useSkinTone } from 'frimousse'
import { type ReactElement, type RefObject, useState } from 'react'
import { Dialog, Popover } from 'react-aria-components'
import { keepTone, keptTone, noteEmoji, recentEmoji, tones } from '../emoji.ts'
import { emojiLanguage } from '../text/language.ts'
import { t } from '../text/t.ts'
import styles from './emoji-picker.module.css'

type Props = { readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void; readonly onPick: (emoji: string) => void }

export function EmojiPicker({ at, onClose, onPick }: Props): ReactElement {
  const [recent] = useState(recentEmoji)
  const pick = (emoji: string): void => {
    noteEmoji(emoji)
    onClose()
    // While it is open it holds the focus, and what is to be typed elsewhere would be typed into it.
    requestAnimationFrame(() => onPick(emoji))
  }
  return (
    <Popover isOpen triggerRef={at} placement="top end" offset={8} onOpenChange={(open) => open || onClose()} className={styles.popover}>
      <Dialog aria-label={t('Choose an emoji')} className={styles.dialog}>
        <Frimousse.Root
          columns={8}
          emojibaseUrl="/emoji"
          locale={emojiLanguage()}
          skinTone={keptTone()}
          onEmojiSelect={({ emoji }) => pick(emoji)}
          className={styles.root}
        >
          <Frimousse.Search autoFocus aria-label={t('Search emoji')} placeholder={t('Search emoji')} className={styles.search} />
          {recent.length > 0 && <Recent emoji={recent} onPick={pick} />}
          <Frimousse.Viewport className={styles.viewport}>
            <Frimousse.Loading className={styles.note}>{t('Loading…')}</Frimousse.Loading>
            <Frimousse.Empty className={styles.note}>{t('No emoji by that name.')}</Frimousse.Empty>
            <Frimousse.List className={styles.list} components={{ CategoryHeader, Row, Emoji }} />
          </Frimousse.Viewport>
          <Tones />
        </Frimousse.Root>
      </Dialog>
    </Popover>
  )
}

function Recent({ emoji, onPick }: { readonly emoji: readonly string[]; readonly onPick: (emoji: string) => void }): ReactElement {
  return (
    <div role="group" aria-label={t('Used lately')} className={styles.recent}>
      {emoji.slice(0, 8).map((one) => (
        <button key={one} type="button" className={styles.emoji} onClick={() => onPick(one)}>
          {one}
        </button>
      ))}
    </div>
  )
}

/** Hands in six tones; the choice is kept. */
function Tones(): ReactElement {
  const [chosen, choose, variations] = useSkinTone('✋')
  const names = {
    none: t('Yellow'),
    light: t('Light [tone]'),
    'medium-light': t('Medium light [tone]'),
    medium: t('Medium [tone]'),
    'medium-dark': t('Medium dark [tone]'),
    dark: t('Dark [tone]'),
  }
  return (
    <div role="group" aria-label={t('Tone of skin')} className={styles.tones}>
      {tones.map((tone) => (
        <button
          key={tone}
          type="button"
          aria-label={names[tone]}
          aria-pressed={tone === chosen}
          onClick={() => {
            choose(tone)
            keepTone(tone)
          }}
        >
          {variations.find(({ skinTone }) => skinTone === tone)?.emoji ?? '✋'}
        </button>
      ))}
    </div>
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
