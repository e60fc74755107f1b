// Words that were copied from a page, as somebody would write them here: bold, lists, links and code keep their meaning as marks. Their
// HTML is only looked at, in a document of its own in which nothing is fetched and nothing runs.

/** What is needed of a node of a document. */
export type Html = {
  readonly nodeName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<Html>
  getAttribute?(name: string): string | null
}

const MARKED = /<(?:b|strong|i|em|s|del|code|pre|a|ul|ol|blockquote|h[1-6])\b/i

/** Is there anything in it that plain words would lose? */
export const isMarked = (html: string): boolean => MARKED.test(html)

export const writtenAs = (html: string): string => written(new DOMParser().parseFromString(html, 'text/html').body)

export const written = (body: Html): string =>
  blocks(body, { isCode: false })
    .replace(/(?<![ \t])[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

type Way = { readonly isCode: boolean; readonly mark?: (place: number) => string }

function blocks(node: Html, way: Way): string {
  let text = ''
  let place = 0
  for (const child of node.childNodes) {
    if (child.nodeName === 'LI') place++
    else if (way.mark && (child.textContent ?? '').trim() === '') continue
    text += one(child, way.mark && child.nodeName === 'LI' ? { ...way, mark: () => way.mark?.(place) ?? '' } : way)
  }
  return text
}

const NOTHING: ReadonlySet<string> = new Set(['SCRIPT', 'STYLE', 'HEAD', 'TITLE', 'TEMPLATE', 'SVG', 'NOSCRIPT', '#comment'])
const BLOCK: ReadonlySet<string> = new Set(['P', 'DIV', 'SECTION', 'ARTICLE', 'HEADER', 'FOOTER', 'MAIN', 'TR', 'DL', 'DT', 'DD', 'FIGURE'])
const AROUND: Readonly<Record<string, string>> = { B: '**', STRONG: '**', I: '*', EM: '*', S: '~~', DEL: '~~', STRIKE: '~~' }

function one(node: Html, way: Way): string {
  const name = node.nodeName.toUpperCase()
  if (name === '#TEXT') return way.isCode ? (node.textContent ?? '') : (node.textContent ?? '').replace(/[\s\u00a0]+/g, ' ')
  if (NOTHING.has(name) || NOTHING.has(node.nodeName)) return ''
  if (name === 'BR') return '\n'
  if (name === 'PRE') return `\n\n\`\`\`\n${blocks(node, { isCode: true }).replace(/\n$/, '')}\n\`\`\`\n\n`
  if (way.isCode) return blocks(node, way)
  if (name === 'CODE') return around(node.textContent ?? '', '`')
  if (name === 'A') return link(node, blocks(node, way))
  if (name === 'UL' || name === 'OL') return list(node, name === 'OL')
  if (name === 'LI') return `${way.mark?.(1) ?? '- '}${indented(blocks(node, { isCode: false }).trim())}\n`
  if (name === 'BLOCKQUOTE')
    return `\n\n${blocks(node, way)
      .trim()
      .replace(/\n{2,}/g, '\n\n')
      .replace(/^/gm, '> ')}\n\n`
  if (/^H[1-6]$/.test(name)) return `\n\n${around(blocks(node, way).trim(), '**')}\n\n`
  const mark = AROUND[name]
  const isPlain = /font-weight:\s*(?:normal|[1-4]00)/.test(node.getAttribute?.('style') ?? '')
  if (mark !== undefined && !isPlain) return around(blocks(node, way), mark)
  if (name === 'P') return `\n\n${blocks(node, way)}\n\n`
  if (name === 'TD' || name === 'TH') return `${blocks(node, way)} `
  return BLOCK.has(name) ? `\n${blocks(node, way)}\n` : blocks(node, way)
}

const list = (node: Html, isNumbered: boolean): string =>
  `\n\n${blocks(node, { isCode: false, mark: (place) => (isNumbered ? `${place}. ` : '- ') })}\n\n`

const indented = (text: string): string => text.replace(/\n+/g, '\n  ')

/** A mark stands at the words, not at the spaces around them. */
function around(text: string, mark: string): string {
  const words = text.trim()
  return words === '' ? text : text.replace(words, () => `${mark}${words}${mark}`)
}

function link(node: Html, text: string): string {
  const to = node.getAttribute?.('href') ?? ''
  const words = text.trim()
  if (!/^(?:https?:|mailto:)/i.test(to) || words === '') return text
  return words === to || `mailto:${words}` === to ? words : `[${words}](${to.replaceAll(' ', '%20').replaceAll(')', '%29')})`
}
