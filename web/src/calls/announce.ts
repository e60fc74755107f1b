// A ring for who looks at something else: a notification of the system, as long as it rings and this page is hidden.
import { useEffect, useRef } from 'react'
import { isOn } from '../attention/bell.ts'
import { type Standing, showNote } from '../attention/note.ts'
import { t } from '../text/t.ts'

type Shown = {
  readonly title: string
  readonly body: string /** The same in all tabs: then the system shows it once. */
  readonly tag: string
}

/** As a phone in a pocket is felt, for as long as one looks for it. */
const FELT = [400, 200, 400, 1600, 400, 200, 400, 1600, 400, 200, 400]

/** Null: nothing is to be announced. @param answer, decline by a button of the notification, where the system shows any */
export function useAnnouncement(shown: Shown | null, answer: () => void, decline: () => void): void {
  const { title, body, tag } = shown ?? { title: '', body: '', tag: '' }
  const deeds = useRef({ answer, decline })
  useEffect(() => {
    deeds.current = { answer, decline }
  })
  useEffect(() => {
    if (tag === '') return
    let standing: Standing | null = null
    const press = (action: string): void => {
      if (action === 'answer') deeds.current.answer()
      if (action === 'decline') deeds.current.decline()
    }
    const look = (): void => {
      if (document.visibilityState === 'hidden') standing ??= isOn() ? show({ title, body, tag }, press) : null
      else {
        standing?.close()
        standing = null
      }
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      standing?.close()
    }
  }, [title, body, tag])
}

/** It stays until somebody answers, or it stops ringing; the ringing itself is the page's. */
const show = (shown: Shown, press: (action: string) => void): Standing | null =>
  showNote(
    {
      ...shown,
      stays: true,
      vibrate: FELT,
      deeds: [
        { action: 'answer', title: t('Answer') },
        { action: 'decline', title: t('Decline') },
      ],
    },
    press,
  )
