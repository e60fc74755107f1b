// Buttons of calls, not yet in the compiler's own list of what browsers have.
interface MediaSession {
  setActionHandler(action: 'togglemicrophone' | 'togglecamera' | 'hangup', handler: (() => void) | null): void
  setMicrophoneActive?(active: boolean): Promise<void>
  setCameraActive?(active: boolean): Promise<void>
}

/** Sound that is only looked at needs no speaker: browsers that know the word open none. */
interface AudioContextOptions {
  sinkId?: string | { readonly type: 'none' }
}
