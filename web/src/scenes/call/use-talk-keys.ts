// The keys of a call. One works everywhere; the space bar is held to talk; the others only where the call is looked at.
import { useEffect } from 'react'
import type { Line } from '../../calls/line.ts'
import { pressed } from '../../keys/keys.ts'
import { useChoices } from '../../media/choices.ts'

export function useTalkKeys(line: Line, isOpen: boolean): void {
  useEffect(() => {
    const { deeds } = line
    let isHeld = false
    const onKeyDown = (event: KeyboardEvent): void => {
      const { isHeard, isSeen, mayVoice, opening } = line.view
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey
      if (event.repeat && event.code === 'Space' && isHeld) return event.preventDefault()
      if (event.repeat || event.isComposing || !mayVoice) return
      const act = (): (() => void) | undefined => {
        const key = pressed(event, ...(isOpen ? (['call', 'everywhere'] as const) : (['everywhere'] as const)))
        if (key === 'muteAnywhere' || key === 'mute') return () => deeds.hear(!isHeard)
        if (key === 'camera') return () => deeds.see(!isSeen && !opening.has('camera'))
        if (event.code === 'Space' && !isCommand && !event.shiftKey && !isHeard && !isBusy(event.target) && mayHold(isOpen)) return hold
        return undefined
      }
      const deed = act()
      if (!deed) return
      event.preventDefault()
      deed()
    }
    const hold = (): void => {
      isHeld = true
      deeds.hear(true)
    }
    const letGo = (): void => {
      if (isHeld) deeds.hear(false)
      isHeld = false
    }
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.code === 'Space') letGo()
    }
    addEventListener('keydown', onKeyDown)
    addEventListener('keyup', onKeyUp)
    // Let go outside of the page, nobody would hear of it.
    addEventListener('blur', letGo)
    return () => {
      letGo()
      removeEventListener('keydown', onKeyDown)
      removeEventListener('keyup', onKeyUp)
      removeEventListener('blur', letGo)
    }
  }, [line, isOpen])
}

const mayHold = (isOpen: boolean): boolean => isOpen || useChoices.getState().pushToTalk

/** Where the space bar does something else. */
const isBusy = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, button, a, [role="menuitem"], [contenteditable]') !== null
