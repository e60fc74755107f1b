// A message's words as React elements. Markdown is read by markdown-it with HTML off, and only into the elements listed here;
// nothing in this file can make markup out of text.
import MarkdownIt, { type Token } from 'markdown-it'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import styles from './markdown.module.css'
import { Mentions } from './mentions.tsx'
import { t } from './t.ts'

const SAFE_LINK = /^(https?:|mailto:)/i

const reader = new MarkdownIt('zero', { html: false, linkify: true, breaks: true }).enable([
  'backticks',
  'blockquote',
  'emphasis',
  'escape',
  'fence',
  'link',
  'linkify',
  'list',
  'newline',
])
reader.validateLink = (url) => SAFE_LINK.test(url.trim())
reader.linkify.set({ fuzzyEmail: false, fuzzyIP: true })

/** The words as elements. */
export function Words({ text }: { readonly text: string }): ReactElement {
  return (
    <div dir="auto" className={emojiOnly(text) ? styles.large : styles.words}>
      {elements(reader.parse(text, {}))}
    </div>
  )
}

/** One line of plain words, for quotes and lists. */
export function plain(text: string): string {
  const words: string[] = []
  for (const token of reader.parse(text, {})) {
    if (token.type === 'fence') words.push(token.content)
    for (const child of token.children ?? []) words.push(child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : child.content)
    if (token.type === 'inline') words.push(' ')
  }
  return words.join('').replace(/\s+/g, ' ').trim()
}

/** One to three emoji and nothing else are drawn large. */
export function emojiOnly(text: string): boolean {
  const bare = text.replace(/\s/g, '')
  if (bare.length === 0 || bare.length > 36) return false
  const parts = [...new Intl.Segmenter().segment(bare)]
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
      return <Fragment key={key}>{children}</Fragment>
  }
}

function leaf(token: Token, key: number): ReactNode {
  switch (token.type) {
    case 'inline':
      return <Fragment key={key}>{elements(token.children ?? [])}</Fragment>
    case 'text':
      return <Mentions key={key} text={token.content} />
    case 'code_inline':
      return <code key={key}>{token.content}</code>
    case 'fence':
      return (
        // Long lines scroll sideways, so the keyboard must reach the box.
        <pre key={key} tabIndex={0} aria-label={token.info ? t('Code, {language}', { language: token.info }) : t('Code')}>
          <code>{token.content.replace(/\n$/, '')}</code>
        </pre>
      )
    case 'softbreak':
    case 'hardbreak':
      return <br key={key} />
    default:
      return <Fragment key={key}>{token.content}</Fragment>
  }
}

function SafeLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  if (!SAFE_LINK.test(href)) return children
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
