// @names inside words: who is mentioned is marked, oneself in amber. Only names the server counted as mentions are marked.
import type { User } from '@hearth/protocol/shapes.ts'
import { createContext, type ReactElement, use } from 'react'
import { cx } from '../parts/cx.ts'
import styles from './markdown.module.css'

/** The people a message mentions, and who is reading. */
export type Mentioned = { readonly people: readonly User[]; readonly me: User['id'] | undefined }
export const MentionedContext = createContext<Mentioned>({ people: [], me: undefined })

const MENTION = /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63})/gu

/** `isForAll`: everybody, or everybody who was there. */
export type Piece = { readonly text: string; readonly user?: User; readonly isForAll?: true }

const FOR_ALL = new Set(['all', 'here'])

/** Cuts text at the names of the people given. */
export function cutMentions(text: string, people: readonly User[]): readonly Piece[] {
  if (people.length === 0) return [{ text }]
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(MENTION)) {
    const name = (match[1] ?? '').replace(/(?<![.-])[.-]+$/, '')
    const user = people.find((one) => key(one.name) === key(name))
    const isForAll = !user && FOR_ALL.has(key(name))
    if (!user && !isForAll) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push(user ? { text: `@${name}`, user } : { text: `@${name}`, isForAll: true })
    from = match.index + 1 + name.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

export function Mentions({ text }: { readonly text: string }): ReactElement {
  const { people, me } = use(MentionedContext)
  const isMine = ({ user }: Piece): boolean => (user ? user.id === me : people.some(({ id }) => id === me))
  return (
    <>
      {cutMentions(text, people).map((piece, index) =>
        piece.user || piece.isForAll ? (
          <span key={index} className={cx(styles.mention, isMine(piece) && styles.mine)} title={piece.user?.displayName}>
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
