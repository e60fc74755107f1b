// How far files are, one row each: a bar, so much of it, how fast, and how to stop it.
import { isStuck, type Parcel, type Piece, progressOf } from '@hearth/client/parcels.ts'
import { cleanLine } from '../clean.ts'
import { sizeInWords } from '../screen/message.ts'
import type { Theme } from '../screen/theme.ts'
import { type Row, row, span } from '../text/spans.ts'
import { fit } from '../text/width.ts'
import type { Fetching } from './incoming.ts'

const BAR = 12

export function transferRows(parcels: readonly Parcel[], fetching: readonly Fetching[], columns: number, theme: Theme): readonly Row[] {
  return [...parcels.map((parcel) => outRow(parcel, columns, theme)), ...fetching.map((one) => inRow(one, columns, theme))]
}

function inRow({ name, size, got, is }: Fetching, columns: number, theme: Theme): Row {
  const words = `${cleanLine(name)}${is === 'waiting' ? ' (waiting for the server)' : ''}`
  // How long it will be nobody knows: then how much there is.
  if (size === undefined) return row(fit(`↓ ${sizeInWords(got)} of ${words}; /cancel stops it`, columns), theme.ember)
  return barRow('↓', got, size, words, columns, theme)
}

function outRow(parcel: Parcel, columns: number, theme: Theme): Row {
  const { pieces, isPosted } = parcel
  const names = pieces.map(({ name }) => cleanLine(name)).join(', ')
  const stuck = pieces.find(isStuck)
  if (stuck) {
    return row(fit(`↑ ${names}: ${stuckInWords(stuck)}`, columns), theme.danger)
  }
  const { sent, size, speed } = progressOf(pieces)
  if (!isPosted && sent === size) return row(fit(`↑ ${names} ready: Enter sends, /cancel takes it back`, columns), theme.ember)
  const waits = pieces.some(({ progress }) => progress.is === 'waiting') ? ' (waiting for the server)' : ''
  return barRow('↑', sent, size, `${speed > 0 ? `${sizeInWords(speed)}/s ` : ''}${names}${waits}`, columns, theme)
}

/** Why it does not go on, and what can be done. Another file than was chosen is not sent as that one, however often it is tried. */
export function stuckInWords({ bytes, progress }: Piece): string {
  if (bytes === null) return 'its file was changed or is gone; /cancel takes it back'
  return `${cleanLine(progress.failure?.says ?? 'It failed.')} /retry or /cancel`
}

function barRow(sign: string, done: number, all: number, words: string, columns: number, theme: Theme): Row {
  const share = all === 0 ? 1 : Math.min(1, done / all)
  const full = Math.round(share * BAR)
  const text = ` ${String(Math.floor(share * 100)).padStart(3)} % of ${sizeInWords(all)} ${words}`
  return [
    span(`${sign} `, theme.ember),
    span('█'.repeat(full), theme.ember),
    span('░'.repeat(BAR - full), theme.faint),
    span(fit(text, columns - BAR - 2)),
  ]
}
