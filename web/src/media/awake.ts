// What keeps a call going on a phone: the screen stays on while there is something to see, and the lock screen knows of the call.
import { t } from '../text/t.ts'

export type Awake = { set(isSeen: boolean): void; close(): void }

/** Holds the screen while asked to, again after the page was away (the system lets go by itself then). */
export function createAwake(): Awake {
  let wanted = false
  let lock: WakeLockSentinel | null = null
  let asking = false
  const settle = async (): Promise<void> => {
    if (asking || !('wakeLock' in navigator)) return
    if (!wanted || document.visibilityState !== 'visible') {
      if (!wanted) void lock?.release().catch(() => undefined)
      if (!wanted) lock = null
      return
    }
    if (lock && !lock.released) return
    asking = true
    // An empty battery is a reason to refuse; the call goes on all the same.
    lock = await navigator.wakeLock.request('screen').catch(() => null)
    asking = false
    if (!wanted) void settle()
  }
  const onVisible = (): void => void settle()
  document.addEventListener('visibilitychange', onVisible)
  return {
    set(isSeen) {
      if (wanted === isSeen) return
      wanted = isSeen
      void settle()
    },
    close() {
      wanted = false
      document.removeEventListener('visibilitychange', onVisible)
      void settle()
    },
  }
}

export type LockScreen = {
  show(facts: { readonly room: string; readonly isMuted: boolean; readonly hasCamera: boolean }): void
  close(): void
}
export type LockScreenDeeds = { toggleMicrophone(): void; toggleCamera(): void; leave(): void }

/** The buttons of headsets and of the lock screen. Not every browser knows every one of them. */
export function createLockScreen(deeds: LockScreenDeeds): LockScreen {
  const session = 'mediaSession' in navigator ? navigator.mediaSession : null
  const acts = [
    ['togglemicrophone', deeds.toggleMicrophone],
    ['togglecamera', deeds.toggleCamera],
    ['hangup', deeds.leave],
  ] as const
  const press = (isOn: boolean): void => {
    for (const [name, act] of acts) {
      try {
        session?.setActionHandler(name, isOn ? act : null)
      } catch {
        // This browser does not know the button.
      }
    }
  }
  let shown = ''
  press(true)
  return {
    show({ room, isMuted, hasCamera }) {
      const facts = `${isMuted} ${hasCamera} ${room}`
      if (!session || facts === shown) return
      shown = facts
      session.metadata = new MediaMetadata({ title: room, artist: t('In a call') })
      session.playbackState = 'playing'
      void session.setMicrophoneActive?.(!isMuted)
      void session.setCameraActive?.(hasCamera)
    },
    close() {
      if (!session) return
      session.metadata = null
      session.playbackState = 'none'
      press(false)
    },
  }
}
