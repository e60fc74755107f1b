// Files under way, in lines: that one begins, how far a large one is, that it waits, is sent, or failed, and why.
import { isStuck, type Piece } from '@hearth/client/parcels.ts'
import { cleanLine } from '../clean.ts'
import type { Incoming } from '../files/incoming.ts'
import type { Outgoing } from '../files/outgoing.ts'
import { stuckInWords } from '../files/progress.ts'
import { sizeInWords } from '../screen/message.ts'

/** Of these every quarter is told. */
const LARGE = 10_000_000
type Told = { readonly words: string; readonly name: string; readonly isWhole: boolean }

/** Gives what ends it. */
export function tellOfFiles(outgoing: Outgoing, incoming: Incoming, print: (line: string) => void): () => void {
  let told = new Map<string, Told>()

  function look(): void {
    const pieces = outgoing.list.flatMap((parcel) => parcel.pieces)
    const now = new Map<string, Told>([
      ...pieces.map((piece) => [piece.key, { words: outInWords(piece), name: cleanLine(piece.name), isWhole: isWhole(piece) }] as const),
      ...incoming.list.map((one) => {
        const name = cleanLine(one.name)
        const words = one.size === undefined ? growing(name, one.got) : wordsFor(one.is, 'fetching', name, one.got, one.size)
        return [one.id, { words, name, isWhole: false }] as const
      }),
    ])
    for (const [key, { words }] of now) if (told.get(key)?.words !== words && words !== '') print(`* ${words}`)
    for (const [key, { name, isWhole: wasWhole }] of told) if (wasWhole && !now.has(key)) print(`* ${name} is sent`)
    told = now
  }

  const stop = outgoing.subscribe(look)
  incoming.subscribe(look)
  return stop
}

const isWhole = ({ progress }: Piece): boolean => progress.is === 'done'

function outInWords(piece: Piece): string {
  const name = cleanLine(piece.name)
  if (!isStuck(piece)) return wordsFor(piece.progress.is, 'sending', name, piece.progress.sent, piece.size)
  return `${name} was not sent: ${stuckInWords(piece)}`
}

/** Of what nobody knows the length of: each time so much more is there. */
const growing = (name: string, got: number): string =>
  got < LARGE ? `fetching ${name}` : `fetching ${name} (${sizeInWords(got - (got % LARGE))} so far)`

function wordsFor(is: string, doing: string, name: string, done: number, all: number): string {
  if (is === 'waiting') return `${name} waits for the server`
  if (is === 'done' || is === 'cancelled' || is === 'failed') return ''
  const quarters = all < LARGE ? 0 : Math.floor((done / all) * 4)
  return `${doing} ${name} (${quarters === 0 ? sizeInWords(all) : `${quarters * 25} % of ${sizeInWords(all)}`})`
}
