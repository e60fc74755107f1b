// Code in colours: fetched with the first piece of code that says its language. A tree of spans, never markup.
import { common, createLowlight } from 'lowlight'

const lowlight = createLowlight(common)

/** A piece of code and what it is (`keyword`, `string`, …); null: nothing of its own. */
export type Piece = { readonly text: string; readonly is: string | null }

/** Undefined where the language is not known. The pieces put together are the code again. */
export function piecesOf(code: string, language: string): readonly Piece[] | undefined {
  if (!lowlight.registered(language)) return undefined
  const pieces: Piece[] = []
  walk(lowlight.highlight(language, code), null, pieces)
  return pieces
}

type Node = ReturnType<typeof lowlight.highlight> | ReturnType<typeof lowlight.highlight>['children'][number]

function walk(node: Node, is: string | null, pieces: Piece[]): void {
  if (node.type === 'text') pieces.push({ text: node.value, is })
  if (node.type !== 'root' && node.type !== 'element') return
  const own = node.type === 'element' ? kindOf(node.properties['className']) : is
  for (const child of node.children) walk(child, own, pieces)
}

/** `['hljs-title', 'function_']` → `title` */
const kindOf = (names: unknown): string | null => (Array.isArray(names) ? String(names[0]).replace(/^hljs-/, '') : null)
