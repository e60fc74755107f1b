// By what others open this page. Whoever sits at the server may know it as `localhost`, which leads nobody else anywhere: the server says what does.
import type { State } from '@hearth/client/state.ts'
import { useChat } from './state.ts'

const isLocal = (host: string): boolean => /^(localhost|127\.|\[::1\])/.test(host)

type Here = Pick<Location, 'origin' | 'protocol' | 'hostname' | 'port'>

/** An origin, without a slash at its end. */
export function originFor({ hello }: Pick<State, 'hello'>, here: Here = location): string {
  const [best] = isLocal(here.hostname) ? (hello?.addresses ?? []) : []
  return best === undefined ? here.origin : `${here.protocol}//${best}${here.port === '' ? '' : `:${here.port}`}`
}

export const useOrigin = (): string => useChat((state) => originFor(state))

/** No other device can use any address that is known here. */
export const useIsOnlyHere = (): boolean => useChat(({ hello }) => isLocal(location.hostname) && (hello?.addresses ?? []).length === 0)
