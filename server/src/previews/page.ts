// What a web page says of itself: title, description, the name of its site, a picture. Nothing of the page is run or kept; it is read once
// from its beginning, without going back, and only as far as its head goes.

export type Said = { readonly title: string; readonly description?: string; readonly site?: string; readonly image?: string }

const TITLE_CHARS = 200
const DESCRIPTION_CHARS = 300
const SITE_CHARS = 80
const URL_CHARS = 2000
/** Tags that are looked at. */
const MOST_TAGS = 2000

/** Undefined: the page has no title, so there is nothing to show. */
export function readPage(html: string): Said | undefined {
  const meta = new Map<string, string>()
  let title: string | undefined
  for (const tag of tagsOf(html)) {
    if (tag.name === 'meta') {
      const key = (tag.attributes.get('property') ?? tag.attributes.get('name') ?? '').toLowerCase()
      const content = tag.attributes.get('content')
      if (key !== '' && content !== undefined && !meta.has(key)) meta.set(key, content)
    } else if (tag.name === 'title') title ??= tag.text
  }
  const named = line(meta.get('og:title') ?? meta.get('twitter:title') ?? title ?? '', TITLE_CHARS)
  if (named === '') return undefined
  const description = line(
    meta.get('og:description') ?? meta.get('description') ?? meta.get('twitter:description') ?? '',
    DESCRIPTION_CHARS,
  )
  const site = line(meta.get('og:site_name') ?? '', SITE_CHARS)
  const image = (meta.get('og:image') ?? meta.get('og:image:url') ?? meta.get('twitter:image') ?? '').trim()
  return {
    title: named,
    ...(description === '' ? {} : { description }),
    ...(site === '' ? {} : { site }),
    ...(image === '' || image.length > URL_CHARS ? {} : { image }),
  }
}

type Tag = { readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly text: string }

/** What is passed over whole: it may hold anything that looks like a tag. */
const WITHOUT_TAGS: ReadonlySet<string> = new Set(['script', 'style', 'noscript', 'template', 'textarea'])

function* tagsOf(html: string): Generator<Tag> {
  let at = 0
  let hasTitle = false
  for (let seen = 0; seen < MOST_TAGS; seen++) {
    at = html.indexOf('<', at)
    if (at < 0) return
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4)
      if (end < 0) return
      at = end + 3
      continue
    }
    const name = nameAt(html, at + 1)
    if (name === 'body' || html.startsWith('</head', at)) return
    const { attributes, end } = attributesAt(html, at + 1 + name.length)
    at = end
    if (name === 'title' && !hasTitle) {
      hasTitle = true
      const close = html.indexOf('</', at)
      yield { name, attributes, text: html.slice(at, close < 0 ? at : close) }
    } else if (WITHOUT_TAGS.has(name)) {
      const close = indexOfClose(html, name, at)
      if (close < 0) return
      at = close
    } else if (name === 'meta') yield { name, attributes, text: '' }
  }
}

function indexOfClose(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2))
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at
  return -1
}

const NAME_CHARS = 12

function nameAt(html: string, from: number): string {
  const [name = ''] = /^[a-zA-Z][a-zA-Z0-9]*/.exec(html.slice(from, from + NAME_CHARS)) ?? []
  return name.toLowerCase()
}

const ATTRIBUTE_CHARS = 4000
const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f'
/** Between attributes a slash is as good as a blank. */
const isGap = (char: string): boolean => isSpace(char) || char === '/'

/** Up to the end of the tag, char by char: each is looked at once. */
function attributesAt(html: string, from: number): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
  const attributes = new Map<string, string>()
  const { length } = html
  let at = from
  while (at < length && html.charAt(at) !== '>') {
    while (at < length && isGap(html.charAt(at))) at++
    const start = at
    while (at < length && !isGap(html.charAt(at)) && html.charAt(at) !== '=' && html.charAt(at) !== '>') at++
    const name = html.slice(start, Math.min(at, start + 64)).toLowerCase()
    while (at < length && isSpace(html.charAt(at))) at++
    if (html.charAt(at) !== '=') {
      // Nothing was passed: a stray character would keep us here for ever.
      if (at === start) at++
      continue
    }
    at++
    while (at < length && isSpace(html.charAt(at))) at++
    const { value, end } = valueAt(html, at)
    at = end
    if (name !== '' && !attributes.has(name)) attributes.set(name, decoded(value))
  }
  return { attributes, end: Math.min(length, at + 1) }
}

function valueAt(html: string, from: number): { readonly value: string; readonly end: number } {
  const quote = html.charAt(from)
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, from + 1)
    if (close < 0) return { value: '', end: html.length }
    return { value: html.slice(from + 1, Math.min(close, from + 1 + ATTRIBUTE_CHARS)), end: close + 1 }
  }
  let at = from
  while (at < html.length && html.charAt(at) !== '>' && !isSpace(html.charAt(at))) at++
  return { value: html.slice(from, Math.min(at, from + ATTRIBUTE_CHARS)), end: at }
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
}

/** `&amp;`, `&#8217;`, `&#x27;`; others stay as they are. */
const decoded = (text: string): string =>
  text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,6});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? whole
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
    return code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })

/** One line without what cannot be seen or turns the direction of others. */
function line(raw: string, most: number): string {
  const plain = decoded(raw.slice(0, most * 8))
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    // Signs nobody sees turn directions and fill lines; only those that join letters and emoji are left.
    .replace(/[^\P{Cf}\u200c\u200d]+/gu, '')
    .trim()
  const chars = Array.from(plain)
  return chars.length > most ? `${chars.slice(0, most - 1).join('')}…` : plain
}
