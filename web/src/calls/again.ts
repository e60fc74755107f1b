// The call this tab was in when its page was loaded anew: offered again, with what was on. Kept by the tab alone, and not for long.
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { useEffect, useState } from 'react'
import { create } from 'zustand'
import { useChat } from '../state.ts'
import { useCalling } from './hold.ts'

export type Left = {
  readonly room: RoomId
  readonly call: CallId
  readonly isHeard: boolean
  readonly isSeen: boolean
  /** Epoch milliseconds. */
  readonly at: number
}

const KEY = 'hearth.call.left'
/** Who comes back later than this has gone elsewhere. */
const GOOD_FOR_MS = 60_000

/** Called while the page goes. */
export function keepLeft(left: Left): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(left))
  } catch {
    // A browser that keeps nothing offers nothing.
  }
}

/** What was kept, and is still news. Pure. */
export function readLeft(text: string | null, now: number): Left | null {
  try {
    const left: unknown = JSON.parse(text ?? 'null')
    if (typeof left !== 'object' || left === null || !('at' in left) || typeof left.at !== 'number') return null
    return now - left.at < GOOD_FOR_MS && 'room' in left && 'call' in left ? (left as Left) : null
  } catch {
    return null
  }
}

const takeLeft = (): Left | null => {
  try {
    return readLeft(sessionStorage.getItem(KEY), Date.now())
  } catch {
    return null
  }
}

type Hold = { readonly left: Left | null }
const useLeft = create<Hold>()(() => ({ left: takeLeft() }))

export function forgetLeft(): void {
  useLeft.setState({ left: null })
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
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
