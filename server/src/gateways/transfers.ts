// Bytes that are on their way in or out: whoever is put out meanwhile, of the house or of the room, gets and gives no more of them.
import type { Member, Telling } from '#core/outcome.ts'

export type Transfers = {
  /**
   * From here on until it is disposed of, `end` is called when the sign-in ends or the address is shut out.
   * `still` is asked when who sits where has changed; `end` is called when it rejects.
   */
  during(caller: Member, end: () => void, still?: () => Promise<unknown>): Disposable
  /** Everything that is told passes here. */
  heard(tellings: readonly Telling[]): void
}

type Transfer = { readonly caller: Member; readonly end: () => void; readonly still: (() => Promise<unknown>) | undefined }

export function createTransfers(): Transfers {
  const going = new Set<Transfer>()
  return {
    during(caller, end, still) {
      const transfer: Transfer = { caller, end, still }
      going.add(transfer)
      return { [Symbol.dispose]: () => void going.delete(transfer) }
    },
    heard(tellings) {
      if (going.size === 0) return
      for (const telling of tellings) {
        if (telling.do === 'tell' || telling.do === 'follow' || telling.do === 'hush') continue
        for (const transfer of going) meet(transfer, telling)
      }
    },
  }
}

function meet({ caller, end, still }: Transfer, telling: Telling): void {
  switch (telling.do) {
    case 'cut': {
      const { user, session, except } = telling
      if (caller.user === user && (session === undefined || caller.session === session) && caller.session !== except) end()
      return
    }
    case 'anew':
      if (caller.user === telling.user) end()
      return
    case 'shut':
      if (telling.banned(caller.address)) end()
      return
    case 'unfollow':
      if (caller.user === telling.user) still?.().catch(end)
      return
    case 'dissolve':
      still?.().catch(end)
      return
    default:
  }
}
