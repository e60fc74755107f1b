// Parts that come when they are needed. A server that is away for a while must not break them for good: React remembers a
// failure for ever, so a failure is only let through when the server answers and still has no such file (it was updated).
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const AGAIN_MS = 1500

export function late<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await persistent(load) }))
}

async function persistent<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch (failure) {
      if (await isThere()) return load().catch(() => Promise.reject(failure))
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}

const isThere = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
    (response) => response.ok,
    () => false,
  )
