// A message's words as React elements. Markdown is read by markdown-it with HTML off, and only into the elements listed here;
// nothing in this file can make markup out of text.
import type { RoomId } from '@hearth/protocol/ids.ts'
import MarkdownIt, { type Token } from 'markdown-it'
import { Fragment, type ReactElement, type ReactNode, useContext } from 'react'
import { ClientContext } from '../state.ts'
import { Code } from './code.tsx'
import styles from './markdown.module.css'
import { Mentions } from './mentions.tsx'
import { Spoiler, withSpoilers } from './spoiler.tsx'
import { t } from './t.ts'

const SAFE_LINK = /^(https?:|mailto:)/i

type Reader = InstanceType<typeof MarkdownIt>

const MARKS = 'backticks blockquote emphasis escape fence link linkify list newline strikethrough table'.split(' ')

/** Made for the first words that need it: getting ready to find links takes it a while. */
function makeReader(): Reader {
  const made = new MarkdownIt('zero', { html: false, linkify: true, breaks: true }).enable(MARKS)
  withSpoilers(made)
  made.validateLink = (url) => SAFE_LINK.test(url.trim())
  made.linkify.set({ fuzzyEmail: false, fuzzyIP: true })
  return made
}
let reader: Reader | undefined

/** Nothing in such words can mean anything else, so nobody needs to read them for marks: what most people say most of the time. */
const PLAIN = /^\p{L}[\p{L}\p{M}\p{N} ,!?'’…;-]*\.?$/u

export const isPlain = (text: string): boolean => PLAIN.test(text)

/** So many texts are remembered as they were read: each is drawn, told to who listens, and drawn again in another room. */
const MOST_READ = 600
const read = new Map<string, readonly Token[]>()

function tokensOf(text: string): readonly Token[] {
  const known = read.get(text)
  if (known) return known
  reader ??= makeReader()
  const tokens = reader.parse(text, {})
  const oldest = read.keys().next().value
  if (read.size >= MOST_READ && oldest !== undefined) read.delete(oldest)
  read.set(text, tokens)
  return tokens
}

/** The words as elements. */
export function Words({ text }: { readonly text: string }): ReactElement {
  if (isPlain(text))
    return (
      <div dir="auto" className={styles.words}>
        <p>{text}</p>
      </div>
    )
  return (
    <div dir="auto" className={emojiOnly(text) ? styles.large : styles.words}>
      {elements(tokensOf(text))}
    </div>
  )
}

/** One line of plain words, for quotes and lists. */
export function plain(text: string): string {
  if (isPlain(text)) return text.replace(/ +/g, ' ').trim()
  const words: string[] = []
  for (const token of tokensOf(text)) {
    if (token.type === 'fence') words.push(token.content)
    words.push(...plainIn(token.children ?? []))
    if (token.type === 'inline') words.push(' ')
  }
  return words.join('').replace(/\s+/g, ' ').trim()
}

/** What is covered stays covered. */
function plainIn(tokens: readonly Token[]): readonly string[] {
  let covers = 0
  return tokens.map(({ type, content }) => {
    if (type === 'spoiler_open') return covers++ === 0 ? COVER : ''
    if (type === 'spoiler_close') covers--
    if (covers > 0) return ''
    return type === 'softbreak' || type === 'hardbreak' ? ' ' : content
  })
}
const COVER = '▒▒▒'

let segmenter: Intl.Segmenter | undefined

/** One to three emoji and nothing else are drawn large. */
export function emojiOnly(text: string): boolean {
  const bare = text.replace(/\s/g, '')
  if (bare.length === 0 || bare.length > 36 || /\p{L}(?!\ufe0f)/u.test(bare)) return false
  segmenter ??= new Intl.Segmenter()
  const parts = [...segmenter.segment(bare)]
  return (
    parts.length <= 3 &&
    parts.every(({ segment }) => /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}/u.test(segment))
  )
}

/** Turns the flat list of opening and closing tokens into a tree. */
function elements(tokens: readonly Token[]): ReactNode[] {
  const stack: { token: Token | null; children: ReactNode[] }[] = [{ token: null, children: [] }]
  tokens.forEach((token, index) => {
    if (token.nesting === 1) {
      stack.push({ token, children: [] })
      return
    }
    const done = token.nesting === -1 ? stack.pop() : undefined
    const top = stack.at(-1)
    if (!top) return
    top.children.push(done?.token ? around(done.token, done.children, index) : leaf(token, index))
  })
  return stack.flatMap((level) => level.children)
}

function around(token: Token, children: ReactNode[], key: number): ReactNode {
  switch (token.type) {
    case 'paragraph_open':
      return token.hidden ? <Fragment key={key}>{children}</Fragment> : <p key={key}>{children}</p>
    case 'strong_open':
      return <strong key={key}>{children}</strong>
    case 'em_open':
      return <em key={key}>{children}</em>
    case 's_open':
      return <s key={key}>{children}</s>
    case 'spoiler_open':
      return <Spoiler key={key}>{children}</Spoiler>
    case 'blockquote_open':
      return <blockquote key={key}>{children}</blockquote>
    case 'bullet_list_open':
      return <ul key={key}>{children}</ul>
    case 'ordered_list_open':
      return (
        <ol key={key} start={Number(token.attrGet('start') ?? 1)}>
          {children}
        </ol>
      )
    case 'list_item_open':
      return <li key={key}>{children}</li>
    case 'link_open':
      return (
        <SafeLink key={key} href={String(token.attrGet('href') ?? '')}>
          {children}
        </SafeLink>
      )
    default:
      return aroundTable(token, children, key)
  }
}

function aroundTable(token: Token, children: ReactNode[], key: number): ReactNode {
  switch (token.type) {
    case 'table_open':
      return (
        // Wide ones scroll sideways, so the keyboard must reach the box.
        <div key={key} className={styles.table} tabIndex={0} role="group" aria-label={t('Table')}>
          <table>{children}</table>
        </div>
      )
    case 'thead_open':
      return <thead key={key}>{children}</thead>
    case 'tbody_open':
      return <tbody key={key}>{children}</tbody>
    case 'tr_open':
      return <tr key={key}>{children}</tr>
    case 'th_open':
      return (
        <th key={key} scope="col" data-side={sideOf(token)}>
          {children}
        </th>
      )
    case 'td_open':
      return (
        <td key={key} data-side={sideOf(token)}>
          {children}
        </td>
      )
    default:
      return <Fragment key={key}>{children}</Fragment>
  }
}

/** `text-align:right`, as the reader says it; an attribute, because a style in the page is not allowed. */
const sideOf = (token: Token): string | undefined => /(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1]

function leaf(token: Token, key: number): ReactNode {
  switch (token.type) {
    case 'inline':
      return <Fragment key={key}>{elements(token.children ?? [])}</Fragment>
    case 'text':
      return <Mentions key={key} text={token.content} />
    case 'code_inline':
      return <code key={key}>{token.content}</code>
    case 'fence':
      return <Code key={key} code={token.content.replace(/\n$/, '')} language={token.info.trim().split(/\s/, 1)[0] ?? ''} />
    case 'softbreak':
    case 'hardbreak':
      return <br key={key} />
    default:
      return <Fragment key={key}>{token.content}</Fragment>
  }
}

function SafeLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  const client = useContext(ClientContext)
  if (!SAFE_LINK.test(href)) return children
  const inside = placeIn(href, (room) => client?.state.rooms.has(room) ?? false)
  if (inside !== null) return <a href={inside}>{children}</a>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/**
 * A room or a message of this very house opens here, not in another window, by whatever address it was copied: a house has several, and one is signed
 * in at one of them. Null: the link leads elsewhere.
 * @param isKnown no other house has a room of that id
 */
export function placeIn(href: string, isKnown: (room: RoomId) => boolean, origin = globalThis.location?.origin): string | null {
  const [, there, hash, room] = /^(https?:\/\/[^/?#]+)\/(#\/room\/([0-9a-z]{26})(?:\/[\w/]*)?)$/.exec(href) ?? []
  if (hash === undefined || room === undefined) return null
  return there === origin || isKnown(room as RoomId) ? hash : null
}
