// Where one reads in a thread: at its end, unless one was led to one of its messages.
import type { Seq } from '@hearth/protocol/ids.ts'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { keyOf, type Row } from '../rows.ts'
import { type Position, usePosition } from '../use-position.ts'

const LIT_MS = 2400

type ThreadPlace = {
  readonly position: Position
  readonly lit: string | null
  /**
   * Brings one of its messages into sight; false where it is not drawn.
   * @param isFocused keys go there, too
   */
  show(seq: Seq, isFocused?: boolean): boolean
}

export function usePlace(rows: readonly Row[], seq: Seq | undefined): ThreadPlace {
  const position = usePosition(true, false)
  const { aim, box, settle } = position
  const [lit, setLit] = useState<string | null>(null)
  const shown = useRef<Seq | undefined>(undefined)
  const now = useRef(rows)
  useLayoutEffect(() => {
    now.current = rows
    settle()
  }, [rows, settle])
  const show = useCallback(
    (to: Seq, isFocused = false) => {
      const found = now.current.find((row) => row.is === 'message' && row.message.seq === to)
      if (found?.is !== 'message') return false
      const key = keyOf(found.message.author, found.message.clientId)
      setLit(key)
      setTimeout(() => setLit(null), LIT_MS)
      aim({ key, at: 'middle' })
      if (isFocused) box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true })
      return true
    },
    [aim, box],
  )
  useEffect(() => {
    if (seq !== undefined && rows.length > 0 && shown.current !== seq && show(seq)) shown.current = seq
  }, [seq, rows, show])
  return { position, lit, show }
}
