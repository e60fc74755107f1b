// What is half written in a thread, on this device.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { useCallback, useState } from 'react'
import { DRAFT_IN_THREAD, forgetKept, keep, read } from '../../../kept-words.ts'

export function useThreadDraft(root: MessageId | undefined): { readonly text: string; write(text: string): void } {
  const [text, setText] = useState(() => (root === undefined ? '' : (read(DRAFT_IN_THREAD + root) ?? '')))
  const write = useCallback(
    (to: string) => {
      setText(to)
      if (root === undefined) return
      if (to === '') forgetKept(DRAFT_IN_THREAD + root)
      else keep(DRAFT_IN_THREAD + root, to)
    },
    [root],
  )
  return { text, write }
}
