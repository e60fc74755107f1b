import { type ReactElement, type RefObject, Suspense } from 'react'
import { late } from './late.ts'

const Picker = late(() => import('./emoji-picker.tsx').then((module) => module.EmojiPicker))

type Props = {
  readonly at: RefObject<HTMLElement | null>
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onPick: (emoji: string) => void
}

/** The picker beside a button. Its data, 100 KB, comes with the first use. */
export function EmojiPopover({ at, isOpen, onClose, onPick }: Props): ReactElement | null {
  if (!isOpen) return null
  return (
    <Suspense fallback={null}>
      <Picker at={at} onClose={onClose} onPick={onPick} />
    </Suspense>
  )
}
