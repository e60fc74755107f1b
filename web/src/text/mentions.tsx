// @names inside words: who is mentioned is marked, oneself in amber. Only names the server counted as mentions are marked.
import type { User } from '@hearth/protocol/shapes.ts'
import { createContext, type ReactElement, use } from 'react'
import { cx } from '../parts/cx.ts'
import styles from './markdown.module.css'

/** The people a message mentions, and who is reading. */
export type Mentioned = { readonly people: readonly User[]; readonly me: User['id'] | undefined }
export const MentionedContext = createContext<Mentioned>({ people: [], me: undefined })

const MENTION = /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63})/gu

export type Piece = { readonly text: string; readonly user?: User }

/** Cuts text at the names of the people given. */
export function cutMentions(text: string, people: readonly User[]): readonly Piece[] {
  if (people.length === 0) return [{ text }]
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(MENTION)) {
    const name = (match[1] ?? '').replace(/(?<![.-])[.-]+$/, '')
    const user = people.find((one) => key(one.name) === key(name))
    if (!user) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push({ text: `@${name}`, user })
    from = match.index + 1 + name.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

export function Mentions({ text }: { readonly text: string }): ReactElement {
  const { people, me } = use(MentionedContext)
  return (
    <>
      {cutMentions(text, people).map((piece, index) =>
        piece.user ? (
          <span key={index} className={cx(styles.mention, piece.user.id === me && styles.mine)} title={piece.user.displayName}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </>
  )
}

const key = (name: string): string => name.normalize('NFKC').toLowerCase()
