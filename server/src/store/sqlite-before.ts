// Which clientIds may have been used by messages that lie in segments, told without looking for each.
//
//   said_before, in the order of clientIds:   …  1755…a  1755…b │ a gap, open at its end
//   what is said now:                                            1790…c  1790…d  …
//
// Clients begin their ids with the time, so that what is new lies in the same gap as what was said a moment ago: comparing with its
// ends in memory is enough. Ids that somebody makes by other rules only cost the look. Where nothing was ever moved, all is one gap.
import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Nothing lies between the two; no `below`: nothing comes after. */
type Gap = { readonly above: string; readonly below: string | undefined }

export type Before = {
  /** Was the clientId used by anybody whose message was moved? */
  has(clientId: string): boolean
  /** More may have been moved. */
  forget(): void
}

/** So many kinds of clients are told apart: each has its own way to make ids. */
const MOST_GAPS = 4

export function createBefore(database: Pick<DatabaseSync, 'prepare'>): Before {
  let gaps: Gap[] = []
  // Prepared when first used: the table may not be there yet.
  let around: StatementSync | undefined

  function look(clientId: string): boolean {
    around ??= database.prepare(AROUND)
    const found = around.get(clientId)
    const [above, below] = [found?.['above'], found?.['below']]
    if (below === clientId) return true
    gaps = [{ above: typeof above === 'string' ? above : '', below: typeof below === 'string' ? below : undefined }, ...gaps].slice(
      0,
      MOST_GAPS,
    )
    return false
  }

  return {
    // ASCII alone, so that letters are in the same order here and in the database.
    has(clientId) {
      for (const { above, below } of gaps) if (clientId > above && (below === undefined || clientId < below)) return false
      return look(clientId)
    },
    forget() {
      gaps = []
    },
  }
}

const AROUND = `select (select max(client_id) from said_before where client_id < ?1) as above,
  (select min(client_id) from said_before where client_id >= ?1) as below`
