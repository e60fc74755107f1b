// The call in a small window above all others, where the browser has such windows; else the picture of who is large.
import { type ReactElement, type ReactNode, useEffect } from 'react'
import { createPortal } from 'react-dom'
import { create } from 'zustand'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'

type Hold = { readonly window: Window | null }
export const usePip = create<Hold>()(() => ({ window: null }))

const SIZE = { width: 340, height: 260 } as const

/** Null where the browser has nothing of the kind. */
export function pipOpener(): (() => void) | null {
  const { documentPictureInPicture } = window
  if (documentPictureInPicture) return () => void open(documentPictureInPicture).catch(refused)
  if (document.pictureInPictureEnabled) return () => void floatPicture().catch(refused)
  return null
}

export const closePip = (): void => usePip.getState().window?.close()

async function open(pictures: DocumentPictureInPicture): Promise<void> {
  const small = await pictures.requestWindow(SIZE)
  for (const sheet of document.querySelectorAll('link[rel=stylesheet], style')) small.document.head.append(sheet.cloneNode(true))
  small.document.documentElement.dataset['theme'] = document.documentElement.dataset['theme']
  small.addEventListener('pagehide', () => usePip.setState({ window: null }))
  usePip.setState({ window: small })
}

async function floatPicture(): Promise<void> {
  const video = document.querySelector<HTMLVideoElement>('[data-tile] video')
  if (!video) throw new Error(t('Nobody’s camera is on; there is no picture to float.'))
  await video.requestPictureInPicture()
}

const refused = (failure: unknown): void =>
  useUi.getState().say(failure instanceof Error ? failure.message : t('The browser opened no window.'), 'bad')

/** Draws into the small window while it is open. */
export function InPip({ children }: { readonly children: ReactNode }): ReactElement | null {
  const small = usePip((hold) => hold.window)
  useEffect(() => closePip, [])
  return small && createPortal(children, small.document.body)
}
