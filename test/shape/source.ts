// What a source file imports and how long its functions are, read with swc.
import { type ParseOptions, parseSync } from '@swc/core'

export type File = { readonly path: string; readonly text: string }
export type Import = { readonly to: string; readonly typeOnly: boolean }
/** `own`: without the lines of functions inside, which are measured by themselves. */
export type Measured = { readonly name: string; readonly lines: number; readonly own: number }
export type Source = {
  readonly path: string
  readonly imports: readonly Import[]
  readonly functions: readonly Measured[]
  readonly hasDefaultExport: boolean
}

/** A node of swc's tree, as far as it is looked at here. */
type Node = { readonly type?: string; readonly span?: { readonly start: number; readonly end: number }; readonly [field: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts')
const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'MethodProperty',
  'Constructor',
])

/** Reads all that is code; each file once, for many rules look at it. */
export const read = (files: readonly File[]): Source[] =>
  files
    .filter(({ path }) => isCode(path))
    .map((file) => {
      const known = sources.get(file) ?? readOne(file)
      sources.set(file, known)
      return known
    })

const sources = new WeakMap<File, Source>()

function readOne({ path, text }: File): Source {
  const syntax: ParseOptions = path.endsWith('.mjs') ? { syntax: 'ecmascript' } : { syntax: 'typescript', tsx: path.endsWith('.tsx') }
  const tree: unknown = parseSync(text, { ...syntax, target: 'es2024' })
  const imports: Import[] = []
  const functions: Measured[] = []
  let hasDefaultExport = false
  const bytes = Buffer.from(text)
  const base = firstByte(bytes, isNode(tree) ? (tree.span?.start ?? 0) : 0)

  /** Gives back how many lines below the node belong to functions. */
  const visit = (node: Node, outer: string): number => {
    imports.push(...importOf(node))
    if (node.type === 'ExportDefaultDeclaration' || node.type === 'ExportDefaultExpression') hasDefaultExport = true
    const name = nameOf(node) ?? outer
    const inside = childrenOf(node).reduce((sum, child) => sum + visit(child, name), 0)
    if (!functionTypes.has(node.type ?? '') || !node.span) return inside
    const lines = linesBetween(bytes, node.span.start - base, node.span.end - base)
    functions.push({ name, lines, own: lines - inside })
    return lines - 1
  }
  if (isNode(tree)) visit(tree, '')
  return { path, imports, functions, hasDefaultExport }
}

const childrenOf = (node: Node): Node[] =>
  Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)

/** swc counts bytes over all files it ever parsed, from the first token on; this is what to take off. */
function firstByte(bytes: Buffer, start: number): number {
  const leading = /^(?:#![^\n]*\n|\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(bytes.toString('utf8'))?.[0] ?? ''
  return start - Buffer.byteLength(leading)
}

function importOf(node: Node): Import[] {
  const source = node['source']
  const from = isNode(source) && typeof source['value'] === 'string' ? source['value'] : undefined
  if (from !== undefined && /^(Import|Export(All|Named)?)Declaration$/.test(node.type ?? ''))
    return [{ to: from, typeOnly: node['typeOnly'] === true }]
  const callee = node['callee']
  if (node.type !== 'CallExpression' || !isNode(callee) || callee.type !== 'Import' || !Array.isArray(node['arguments'])) return []
  const [first] = node['arguments']
  const value = isNode(first) && isNode(first['expression']) ? first['expression']['value'] : undefined
  return typeof value === 'string' ? [{ to: value, typeOnly: false }] : []
}

function nameOf(node: Node): string | undefined {
  const id = node['identifier'] ?? node['id'] ?? node['key']
  return isNode(id) && typeof id['value'] === 'string' ? id['value'] : undefined
}

function linesBetween(bytes: Buffer, start: number, end: number): number {
  let lines = 1
  for (let at = start; at < end; at++) if (bytes[at] === 10) lines++
  return lines
}
