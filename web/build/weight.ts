// What the first load costs: index.html's script and every script that it pulls in before it runs, compressed as it is sent.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { gzipSync } from 'node:zlib'

export type Weight = { readonly scripts: readonly { readonly path: string; readonly gzipped: number }[]; readonly gzipped: number }

/**
 * @param dist the folder of the built page
 * @param besides files that main.ts asks for beside the first ones, by their names before the dash
 */
export function firstLoad(dist: string, besides: readonly string[] = []): Weight {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const found = new Set<string>()
  const late = readdirSync(join(dist, 'assets')).filter((name) => besides.some((one) => name.startsWith(`${one}-`) && name.endsWith('.js')))
  const waiting = [
    ...[...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1] ?? ''),
    ...late.map((name) => `assets/${name}`),
  ]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue
    found.add(path)
    waiting.push(...importsOf(readFileSync(join(dist, path), 'utf8')).map((name) => posix.join(dirname(path ?? ''), name)))
  }
  const scripts = [...found].map((path) => ({ path, gzipped: gzipSync(readFileSync(join(dist, path)), { level: 9 }).length }))
  return { scripts, gzipped: scripts.reduce((sum, script) => sum + script.gzipped, 0) }
}

/** `import … from './x.js'` and `import './x.js'`, not `import('./x.js')`: that one waits until it is needed. */
const importsOf = (script: string): string[] =>
  [...script.matchAll(/(?:^|[;}\s])(?:import|export)(?:[\w*{}\s,$]*?from)?\s*["'](\.[^"']+\.js)["']/g)].map((match) => match[1] ?? '')
