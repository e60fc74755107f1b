// A room as a table, in the form of the school project that this began with: `id_user,date,message`, one file per room and its twin.
import { stringify } from 'csv-stringify/sync'
import type { WholeMessage } from '#store/whole.ts'
import { sharedName } from './shared.ts'
import type { Source, Taken } from './source.ts'

const COLUMNS = ['id_user', 'date', 'message']

/**
 * What was said and not deleted; each file in a row of its own, as its place beside the table. A cell that a spreadsheet would take for a
 * formula begins with an apostrophe.
 */
export async function* roomCsv(source: Source, room: Taken): AsyncGenerator<string> {
  yield stringify([COLUMNS])
  for await (const page of source.log(room)) {
    const rows = page.flatMap((line) => ('said' in line ? rowsOf(line.said, source) : []))
    if (rows.length > 0) yield stringify(rows, { escape_formulas: true })
  }
}

function rowsOf({ seq, author, at, text, files }: WholeMessage, { leftOut }: Source): string[][] {
  if (text === null) return []
  const words = text === '' && files.length > 0 ? [] : [text]
  const shared = files.flatMap(({ id, hash, name }, place) =>
    hash === null || leftOut.has(id) ? [] : [`shared/${sharedName(seq, place, name)}`],
  )
  return [...words, ...shared].map((cell) => [author, dateOf(at), cell])
}

/** `09:14_2026/11/21`, UTC. */
export function dateOf(at: number): string {
  const iso = new Date(at).toISOString()
  return `${iso.slice(11, 16)}_${iso.slice(0, 10).replaceAll('-', '/')}`
}
