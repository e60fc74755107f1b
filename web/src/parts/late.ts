// Parts that come when they are needed. A server that is away for a while must not break them for good: React remembers a
// failure for ever, so a failure is only let through when the server answers and still has no such file (it was updated).
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { persistent } from './persistent.ts'

export function late<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await persistent(load) }))
}
