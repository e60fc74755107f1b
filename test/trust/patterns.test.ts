// Every regular expression of the program, looked at by one that knows when an expression can be made slow.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from '@swc/core'
import { checkSync } from 'recheck'
import { expect, it } from 'vitest'
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
  const slow = all.flatMap(({ source, flags, path }) => {
    const found = checkSync(source, flags, { timeout: 10_000, attackTimeout: 2000 })
    const isSlow = found.status === 'vulnerable' && harmless[`/${source}/${flags}`] === undefined
    return isSlow ? [`${path}: /${source}/${flags} is ${found.complexity.type}`] : []
  })
  expect(slow).toEqual([])
  expect(Object.keys(harmless).filter((one) => !all.some(({ source, flags }) => `/${source}/${flags}` === one))).toEqual([])
})

it('[TRUST-7] … and it knows one', () => {
  expect(checkSync('^(a+)+$', '').status).toBe('vulnerable')
})
