// Parts that come when they are needed. A server that is away for a while must not break them for good: React remembers a
// failure for ever, so a failure is only let through when the server answers and still has no such file (it was updated).
import { type ComponentType, createElement, lazy, type ReactElement, useState } from 'react'
import { persistent } from './persistent.ts'

export type Late<P> = ComponentType<P> & {
  /** Loads it before it is drawn: then it is drawn at once, with nothing in its place meanwhile. Never rejects: drawing it says what is wrong. */
  ahead(): Promise<void>
}

export function late<P extends object>(load: () => Promise<ComponentType<P>>): Late<P> {
  let known: ComponentType<P> | undefined
  const loaded = async (): Promise<ComponentType<P>> => (known ??= await persistent(load))
  const Awaited = lazy(async () => ({ default: await loaded() }))
  function LatePart(props: P): ReactElement {
    // What was drawn first stays: the other one would be a new part, without what somebody has typed into it.
    const [part] = useState<ComponentType<P>>(() => known ?? Awaited)
    return createElement(part, props)
  }
  return Object.assign(LatePart, { ahead: () => loaded().then(nothing, nothing) })
}

const nothing = (): void => {}
