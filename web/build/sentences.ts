// Which sentences the page's sources say: those that pass `t`, and those that do not and so would stay English for everybody.
import { parseSync } from 'vite'

/** `isCounted`: said by `t.many`, in a form for each kind of number. */
export type Key = { readonly key: string; readonly forms: readonly string[]; readonly isCounted: boolean; readonly at: string }
export type Found = {
  readonly keys: readonly Key[]
  /** Words for people that no catalogue can reach. */
  readonly loose: readonly string[]
  /** Said while a file is loaded, before the language is known. */
  readonly early: readonly string[]
  /** Keys that are no literal, so that nobody can look for them. */
  readonly hidden: readonly string[]
}

type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown }
/** `shown`: a string at this place stands on the page. */
type Place = { readonly shown: boolean; readonly inside: boolean }

const SPOKEN =
  /^(aria-(label|valuetext|description|roledescription|placeholder)|title|placeholder|alt|label|says|hint|word|act|stop|does|none|textValue)$/
const NAMED = /^(label|title|says|hint|act|placeholder)$/
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
/** What hands on the value of what is in it. */
const OPEN = new Set(['ConditionalExpression', 'LogicalExpression', 'JSXExpressionContainer', 'ParenthesizedExpression', 'JSXFragment'])
/** What the server sends as a sentence: of failures, limits and gateways. */
const SENT = new Set(['says', 'speaks', 'readable'])
/** Names, and keys as keyboards have them. */
const NO_WORDS = /\b(Hearth|Ctrl|Alt|Shift|Enter|Tab|Esc|Del|Space|F6)\b/g

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
const children = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

/** @param path with its ending, which says how to read it */
export function sentencesOf(path: string, text: string): Found {
  const found = { keys: [] as Key[], loose: [] as string[], early: [] as string[], hidden: [] as string[] }
  const at = (node: Node): string => `${path}:${text.slice(0, node.start).split('\n').length}`

  function visit(node: Node, place: Place): void {
    if (node.type === 'ImportDeclaration' || isTypeOnly(node)) return
    const kind = spokenBy(node)
    if (kind) return speak(node, kind, place)
    const words = wordsOf(node)
    if (words !== undefined && (place.shown ? hasWords(words) : isSentence(words, node))) found.loose.push(`${at(node)} ${words.trim()}`)
    for (const child of children(node)) visit(child, inside(node, child, place))
  }

  function speak(node: Node, kind: 'one' | 'many', place: Place): void {
    if (!place.inside) found.early.push(at(node))
    const given = children({ type: '', start: 0, all: node['arguments'] })
    const keys = kind === 'many' ? given.slice(1, 3) : given.slice(0, 1)
    const literals = keys.map(literal)
    const isOfTable = keys[0]?.type === 'MemberExpression' && isNode(keys[0]['property']) && SENT.has(String(keys[0]['property']['name']))
    if (literals.includes(undefined) && !isOfTable) found.hidden.push(at(node))
    const key = literals.at(-1)
    if (key !== undefined) found.keys.push({ key, forms: literals.flatMap((one) => one ?? []), isCounted: kind === 'many', at: at(node) })
    for (const child of given) if (!keys.includes(child)) visit(child, { ...place, shown: false })
  }

  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const root: unknown = program
  if (isNode(root)) visit(root, { shown: false, inside: false })
  return found
}

/** `t(…)` and `t.parts(…)` say one sentence, `t.many(…)` one of several forms. */
function spokenBy(node: Node): 'one' | 'many' | undefined {
  const callee = node['callee']
  if (node.type !== 'CallExpression' || !isNode(callee)) return undefined
  if (callee['name'] === 't') return 'one'
  const [object, property] = [callee['object'], callee['property']]
  if (!isNode(object) || object['name'] !== 't' || !isNode(property)) return undefined
  return property['name'] === 'many' ? 'many' : 'one'
}

function inside(node: Node, child: Node, place: Place): Place {
  const isFunction = FUNCTIONS.has(node.type)
  if (node.type === 'JSXAttribute') return { ...place, shown: SPOKEN.test(String(isNode(node['name']) ? node['name']['name'] : '')) }
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return { ...place, shown: child !== node['openingElement'] }
  const goesOn = OPEN.has(node.type) && child !== node['test'] && !(node['operator'] === '&&' && child === node['left'])
  return { shown: place.shown && goesOn, inside: place.inside || isFunction }
}

const literal = (node: Node): string | undefined => (typeof node['value'] === 'string' ? node['value'] : undefined)

/** Types are said to nobody. */
const isTypeOnly = ({ type }: Node): boolean => type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)Expression$/.test(type)

function wordsOf(node: Node): string | undefined {
  if (node.type === 'JSXText' || node.type === 'Literal') return literal(node)
  if (node.type === 'Property' && isNode(node['key']) && NAMED.test(String(node['key']['name']))) {
    const value = isNode(node['value']) ? literal(node['value']) : undefined
    return value !== undefined && /^\p{Lu}\p{Ll}+$/u.test(value) ? value : undefined
  }
  if (node.type !== 'TemplateLiteral') return undefined
  return children({ type: '', start: 0, all: node['quasis'] })
    .map(({ value }) => (typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : ''))
    .join('…')
}

const hasWords = (words: string): boolean => /\p{L}{2,}/u.test(words.replace(NO_WORDS, ''))

/** Somewhere in the code, a string that can only be meant for people: words as they begin a sentence, or words around something filled in. */
function isSentence(words: string, { type }: Node): boolean {
  const rest = words.replace(NO_WORDS, '')
  if (type === 'Property') return true
  if (type === 'TemplateLiteral') return /\p{L}{2,} \p{L}{2,}|^\p{Lu}\p{Ll}+ …/u.test(rest) && !/[=<>[\]#;(/]/.test(rest)
  return /^\p{Lu}\p{Ll}*[,’]? .*\p{L}{2,}/u.test(rest)
}
