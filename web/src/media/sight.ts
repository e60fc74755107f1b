// Can anybody see the pictures of a call? Not while the page lies behind others, unless a window of it floats above them.

export type Sight = {
  isSeen(): boolean
  /** Gives back how to hear no more of it. */
  changed(act: () => void): () => void
}

export function createSight(page: Document = document, { documentPictureInPicture: floating }: Window = window): Sight {
  const isFloating = (): boolean => page.pictureInPictureElement != null || (floating?.window ?? null) !== null
  return {
    isSeen: () => page.visibilityState !== 'hidden' || isFloating(),
    changed(act) {
      const events = ['visibilitychange', 'enterpictureinpicture', 'leavepictureinpicture']
      /** Nobody else tells when the small window is closed. */
      const follow = (): void => {
        act()
        floating?.window?.addEventListener('pagehide', () => setTimeout(act))
      }
      for (const name of events) page.addEventListener(name, act)
      floating?.addEventListener('enter', follow)
      return () => {
        for (const name of events) page.removeEventListener(name, act)
        floating?.removeEventListener('enter', follow)
      }
    },
  }
}
