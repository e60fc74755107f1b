// A poll under its question: each choice with a bar, how many took it, and whether one did so oneself.
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import { cleanLine } from '../clean.ts'
import { wrapTurned } from '../text/bidi.ts'
import { type Row, row, span } from '../text/spans.ts'
import { fill, fit, width } from '../text/width.ts'
import type { Ui } from './model.ts'

const BAR = 10

export function pollRows(poll: Poll, columns: number, { theme, turns }: Pick<Ui, 'theme' | 'turns'>): readonly Row[] {
  const { question, options, counts, voters, mine = [] } = poll
  const wide = Math.max(4, Math.min(columns - BAR - 10, Math.max(...options.map((one) => width(cleanLine(one))))))
  const choices = options.map((option, at): Row => {
    const full = voters === 0 ? 0 : Math.round(((counts[at] ?? 0) / voters) * BAR)
    const isMine = mine.includes(at)
    return [
      span(`${String(at + 1).padStart(2)} `, theme.faint),
      span(fill(cleanLine(option), wide), isMine ? theme.strong : theme.text),
      span('  '),
      span('█'.repeat(full), theme.ember),
      span('░'.repeat(BAR - full), theme.faint),
      span(` ${counts[at] ?? 0}${isMine ? ' ✓' : ''}`, isMine ? theme.ember : theme.faint),
    ]
  })
  return [
    ...wrapTurned(row(`? ${cleanLine(question)}`, theme.strong), columns, turns),
    ...choices,
    row(fit(`   ${termsOf(poll)}`, columns), theme.faint),
  ]
}

/** '3 voted · several choices · /vote NUMBER' */
function termsOf({ voters, several, anonymous, closed }: Poll): string {
  return [
    `${voters} voted`,
    ...(several ? ['several choices'] : []),
    ...(anonymous ? ['anonymous'] : []),
    closed === undefined ? '/vote NUMBER' : 'closed',
  ].join(' · ')
}
