// Every regular expression of the program, looked at by one that knows when an expression can be made slow.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from '@swc/core'
import { checkSync } from 'recheck'
import { expect, it } from 'vitest'
import { deep } from '../harness/deep.ts'
import { root } from '../harness/server.ts'

type Found = { readonly source: string; readonly flags: string; readonly path: string }

/** Slow in theory, and why that does no harm. The key is the expression itself. */
const harmless: Readonly<Record<string, string>> = {
  ...{ '/(:\\/\\/[^:@/]*):.*@/': 'of a setting, written by who runs the server', '/([?&][^=&]*password=)[^&]*/gi': 'the same' },
  '/-[\\w-]{8,}\\./': 'names of the page’s own files',
  '/\\s*[|\\n]\\s*/u': 'one’s own line in the terminal',
  '/\\S*$/u': 'the same',
  '/[\\p{L}\\p{N}_]+[^\\p{L}\\p{N}_]*$/u': 'the same',
  '/\\S+\\s*$/u': 'the same',
  '/^ *\\S.*?\\s{2,}(?=\\S)/u': 'lines of the terminal’s own help',
  '/\\s*\\([0-9a-f]{4}:[0-9a-f]{4}\\)$/i': 'names of one’s own cameras',
  '/ \\[[^\\]]+\\]$/': 'keys of the page’s own catalogue',
}

/**
 * What cannot be decided is searched for an attack instead, some seconds each. What was searched and stands here letter for letter is searched
 * anew by the deep run alone; any other expression, and so each that changes, every time.
 */
const searched: ReadonlySet<string> = new Set(
  [
    /^[\w+/]{22,256}$/,
    /^[\w+/]{4,256}$/,
    /^sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i,
    /(?<![. ])[. ]+$/,
    /^[._-]+|(?<![._-])[._-]+$/gu,
    /(?<![.,;:!?'’”)\]}*_~])[.,;:!?'’”)\]}*_~]+$/,
    /(?<![.,;:!?'’”])[.,;:!?'’”]+$/,
    /(?<![<\w])https?:\/\/[^\s<>"`]{1,1800}/i,
    /"(?:__proto__|constructor|prototype)"\s*:|(?<!\\)(?:\\\\)*\\u0000/,
    /^Bearer ([\x21-\x7e]{1,256})$/i,
    /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,256}$/,
    /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/,
    /^[/_]+|(?<!_)_+$/g,
    /^hearth-[\w-]{1,80}\.backup$/,
    /(?<!-)-+$/,
    /^-+|(?<!-)-+$/g,
    /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/,
    /charset=["']?([\w-]{1,40})/i,
    /(?<!\n)\n+$/u,
    /(?<![\r\n])[\r\n]+$/u,
    /(?<! ) +$/u,
    /(?:^|[\s([{"'>])@([\p{L}\p{N}\p{M}._-]{0,63})$/u,
    /(?:^|[\s(])#([\p{L}\p{N}\p{M}._-]{0,40})$/u,
    /(?:^|[\s(]):([\p{L}+-][\p{L}\p{M}\p{N}_+-]{1,40})$/u,
    /(?<=^|[\s(])#(?=[\p{L}\p{N}])[^\n]*/gu,
    /(?:^|\s)(from|in|has|before|after):(?:"([^"]+)"|([^\s"]+))(?=\s|$)/i,
    /^[._-]+|(?<![._-])[._-]+$/g,
    /(?<![.-])[.-]+$/,
    /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63})/gu,
    /(?<![ \t])[ \t]+\n/g,
  ].map(String),
)

function expressions(): readonly Found[] {
  const listed = ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard', 'protocol', 'client', 'server', 'web/src', 'terminal']
  const paths = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const isProgram = (path: string): boolean => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\.d\.ts$|\/testing\//.test(path)
  const found = new Map<string, Found>()
  for (const path of paths.filter(isProgram)) {
    const tree = parseSync(readFileSync(join(root, path), 'utf8'), { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2024' })
    for (const { pattern, flags } of literalsIn(tree)) found.set(`/${pattern}/${flags}`, { source: pattern, flags, path })
  }
  return [...found.values()]
}

function literalsIn(node: unknown): { pattern: string; flags: string }[] {
  if (typeof node !== 'object' || node === null) return []
  if ('type' in node && node.type === 'RegExpLiteral' && 'pattern' in node && 'flags' in node)
    return [{ pattern: String(node.pattern), flags: String(node.flags) }]
  return Object.values(node).flatMap(literalsIn)
}

it('[TRUST-7] no expression that looks at what people send can be made slow', { timeout: 300_000 }, () => {
  const all = expressions()
  expect(all.length).toBeGreaterThan(100)
  const isOpen = ({ source, flags }: Found): boolean => {
    const one = `/${source}/${flags}`
    return harmless[one] === undefined && (deep || !searched.has(one))
  }
  const slow = all.filter(isOpen).flatMap(({ source, flags, path }) => {
    const found = checkSync(source, flags, { timeout: 10_000, attackTimeout: 2000 })
    return found.status === 'vulnerable' ? [`${path}: /${source}/${flags} is ${found.complexity.type}`] : []
  })
  expect(slow).toEqual([])
  const there = new Set(all.map(({ source, flags }) => `/${source}/${flags}`))
  expect([...Object.keys(harmless), ...searched].filter((one) => !there.has(one))).toEqual([])
})

it('[TRUST-7] … and it knows one', () => {
  expect(checkSync('^(a+)+$', '').status).toBe('vulnerable')
})
