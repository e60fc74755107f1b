// Who may be spoken for from which address. The old requests carry no session: a sign-in binds a person to the address it came from.
//
// 1. A binding ends with its time, with the sign-in behind it, when the same person signs in there anew, and with the server.
// 2. Several people may be bound to one address; of one address and in all there are at most so many: the oldest gives way.
// 3. What ends is handed to `onEnd`, once.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Member } from '#core/outcome.ts'

export type Binding = { readonly caller: Member; readonly until: number }

export type BindingsGiven = {
  /** Monotonic milliseconds. */
  readonly clock: () => number
  /** How long a binding lasts. */
  readonly lastsMs: number
  readonly onEnd: (caller: Member) => void
  readonly mostOfAddress?: number
  readonly mostInAll?: number
}

export type Bindings = {
  bind(caller: Member): void
  /** Bound here and now. */
  of(address: string, user: UserId): Member | undefined
  /** Everybody bound here, who came last first. */
  at(address: string): readonly Member[]
  end(caller: Member): void
  /** Ends what is over. */
  sweep(): void
  close(): void
}

const OF_ADDRESS = 500
const IN_ALL = 20_000

export function createBindings({ clock, lastsMs, onEnd, mostOfAddress = OF_ADDRESS, mostInAll = IN_ALL }: BindingsGiven): Bindings {
  /** Oldest first, of each address and in all: a map keeps the order in which its keys came. */
  const byAddress = new Map<string, Map<UserId, Binding>>()
  const all = new Set<Binding>()

  function drop(binding: Binding): void {
    const { address, user } = binding.caller
    if (!all.delete(binding)) return
    const here = byAddress.get(address)
    here?.delete(user)
    if (here?.size === 0) byAddress.delete(address)
    onEnd(binding.caller)
  }
  const live = (binding: Binding | undefined): Binding | undefined => {
    if (binding === undefined || clock() < binding.until) return binding
    drop(binding)
    return undefined
  }

  return {
    bind(caller) {
      const before = byAddress.get(caller.address)?.get(caller.user)
      if (before !== undefined) drop(before)
      const binding = { caller, until: clock() + lastsMs }
      let here = byAddress.get(caller.address)
      if (here === undefined) byAddress.set(caller.address, (here = new Map()))
      here.set(caller.user, binding)
      all.add(binding)
      const oldest = here.size > mostOfAddress ? here.values().next().value : all.size > mostInAll ? all.values().next().value : undefined
      if (oldest !== undefined) drop(oldest)
    },
    of: (address, user) => live(byAddress.get(address)?.get(user))?.caller,
    at: (address) => [...(byAddress.get(address)?.values() ?? [])].flatMap((binding) => live(binding)?.caller ?? []).toReversed(),
    end(caller) {
      const binding = byAddress.get(caller.address)?.get(caller.user)
      if (binding?.caller.session === caller.session) drop(binding)
    },
    sweep() {
      for (const binding of [...all]) live(binding)
    },
    close() {
      for (const binding of [...all]) drop(binding)
    },
  }
}
