// The marks people write by hand, and what they look like here: **bold**, *slanted*, ~~struck~~, `code`, links, and people who are meant.
import { harmless } from '../clean.ts'
import { type Row, type Span, type Style, span } from './spans.ts'

export type Marks = {
  readonly base: Style
  readonly code: Style
  readonly link: Style
  readonly mention: Style
  /** Of somebody who reads this: stands out. */
  readonly mine: Style
  readonly isMine: (name: string) => boolean
}

const LINK = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,:;!?)\]}*_~]/u
const PIECES = new RegExp(
  [
    '(?<code>`[^`\\n]+`)',
    `(?<link>${LINK.source})`,
    '(?<bold>\\*\\*(?=\\S)[^\\n]*?\\S\\*\\*)',
    '(?<strike>~~(?=\\S)[^\\n]*?\\S~~)',
    '(?<slant>(?<![\\p{L}\\p{N}*_])[*_](?=[^\\s*_])[^\\n*_]*?[^\\s*_][*_](?![\\p{L}\\p{N}*_]))',
    '(?<mention>(?<![\\p{L}\\p{N}@])@[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*)',
  ].join('|'),
  'gu',
)

/** What somebody wrote, made harmless and dressed. Line ends stay in it. */
export function dressed(text: string, marks: Marks): Row {
  return harmless(text)
    .split(/(```[^\n`]*\n[\s\S]*?(?:\n```|$))/u)
    .flatMap((part): Row => (part.startsWith('```') ? fenced(part, marks) : piecesOf(part, marks.base, marks)))
}

/** The links in it, in order, each once. */
export const linksIn = (text: string): readonly string[] => [
  ...new Set(Array.from(harmless(text).matchAll(new RegExp(LINK, 'gu')), ([link]) => link)),
]

const fenced = (part: string, marks: Marks): Row => [span(part.replace(/^```[^\n`]*\n/u, '').replace(/\n```$/u, ''), marks.code)]

function piecesOf(text: string, style: Style, marks: Marks): Row {
  const spans: Span[] = []
  let from = 0
  for (const match of text.matchAll(PIECES)) {
    if (match.index > from) spans.push(span(text.slice(from, match.index), style))
    spans.push(...piece(match, style, marks))
    from = match.index + match[0].length
  }
  return from < text.length ? [...spans, span(text.slice(from), style)] : spans
}

function piece({ 0: whole, groups = {} }: RegExpExecArray, style: Style, marks: Marks): Row {
  if (groups['code'] !== undefined) return [span(whole.slice(1, -1), marks.code)]
  if (groups['link'] !== undefined) return [span(whole, { ...style, ...marks.link, link: whole })]
  if (groups['bold'] !== undefined) return piecesOf(whole.slice(2, -2), { ...style, bold: true }, marks)
  if (groups['strike'] !== undefined) return piecesOf(whole.slice(2, -2), { ...style, strike: true }, marks)
  if (groups['slant'] !== undefined) return piecesOf(whole.slice(1, -1), { ...style, italic: true }, marks)
  return [span(whole, { ...style, ...(marks.isMine(whole.slice(1)) ? marks.mine : marks.mention) })]
}
