// What is looked for besides words: whose, when, and what hangs on it. Looked at message by message, when its words are.
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import type { Has } from '@hearth/protocol/mark-shapes.ts'
import { among } from './pins.ts'
import type { Extra } from './say.ts'
import type { Tx } from './schema.ts'

export type Sieve = {
  readonly by?: UserId | undefined
  readonly has?: readonly Has[] | undefined
  readonly before?: number | undefined
  readonly after?: number | undefined
  /** What `by` is called in the table of messages. */
  readonly number?: number | undefined
}

/** A message as it stands in its table, or as it was moved out of it. */
export type Sifted = {
  readonly id: MessageId
  readonly author: UserId | number
  readonly at: number
  readonly text: string | null
  readonly files?: number | null
  readonly extra?: Extra | string | null
}

/** A person nobody knows has said nothing. */
export async function withNumber(tx: Tx, sieve: Sieve): Promise<Sieve> {
  if (sieve.by === undefined) return sieve
  const found = await tx.selectFrom('users').select('number').where('id', '=', sieve.by).executeTakeFirst()
  return { ...sieve, number: found?.number ?? 0 }
}

/** Those that pass. One query for each thing that stands elsewhere, and only for what passes the rest. */
export async function sift<R extends Sifted>(tx: Tx, sieve: Sieve, rows: readonly R[]): Promise<readonly R[]> {
  const { has = [] } = sieve
  const left = rows.filter((row) => isTheirs(sieve, row) && isThen(sieve, row) && has.every((what) => mayHave(what, row)))
  const images = has.includes('image') ? await withImages(tx, left) : undefined
  const pinned = has.includes('pin') ? await among(tx, left.map(idOf)) : undefined
  return left.filter(({ id }) => (images?.has(id) ?? true) && (pinned?.has(id) ?? true))
}

const isTheirs = ({ by, number }: Sieve, { author }: Sifted): boolean =>
  by === undefined || author === (typeof author === 'number' ? number : by)

const isThen = ({ before, after }: Sieve, { at }: Sifted): boolean =>
  (before === undefined || at < before) && (after === undefined || at >= after)

const LINK = /\bhttps?:\/\/\S/i

/** As far as the message itself says. */
function mayHave(what: Has, { text, files, extra }: Sifted): boolean {
  switch (what) {
    case 'file':
    case 'image':
      return files !== null && files !== undefined
    case 'link':
      return text !== null && LINK.test(text)
    case 'poll':
      return typeof extra === 'string' ? extra.includes('"poll":') : extra?.poll !== undefined
    case 'pin':
      return true
  }
}

const idOf = ({ id }: Sifted): MessageId => id

async function withImages(tx: Tx, rows: readonly Sifted[]): Promise<ReadonlySet<MessageId | null>> {
  if (rows.length === 0) return new Set()
  const found = await tx
    .selectFrom('files')
    .select('message_id')
    .where('message_id', 'in', rows.map(idOf))
    .where('kind', '=', 'image')
    .execute()
  return new Set(found.map(({ message_id }) => message_id))
}
