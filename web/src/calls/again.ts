// The call this tab was in when its page was loaded anew: offered again, with what was on.
import type { Room } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { create } from 'zustand'
import { useChat } from '../state.ts'
import { useCalling } from './hold.ts'
import { dropLeft, GOOD_FOR_MS, type Left, takeLeft } from './left.ts'

type Hold = { readonly left: Left | null }
const useLeft = create<Hold>()(() => ({ left: takeLeft() }))

export function forgetLeft(): void {
  useLeft.setState({ left: null })
  dropLeft()
}

export type Return = { readonly left: Left; readonly room: Room }

/** A call to come back into: the one of before, while it goes on. */
export function useReturn(): Return | null {
  const left = useLeft((hold) => hold.left)
  const isInCall = useCalling((hold) => hold.line !== null)
  const room = useChat((state) => (left === null ? undefined : state.rooms.get(left.room)))
  const goesOn = useChat((state) => left !== null && state.calls.get(left.room)?.id === left.call)
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    // A page that was only put aside comes back as it was.
    const look = (): void => useLeft.setState({ left: takeLeft() })
    addEventListener('pageshow', look)
    return () => removeEventListener('pageshow', look)
  }, [])
  useEffect(() => {
    if (left === null) return
    setLate(false)
    const timer = setTimeout(() => setLate(true), Math.max(0, left.at + GOOD_FOR_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [left])
  useEffect(() => {
    if (isInCall) forgetLeft()
  }, [isInCall])
  return left !== null && room !== undefined && goesOn && !isInCall && !isLate ? { left, room } : null
}
