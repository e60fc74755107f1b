// How much the page weighs: what its first load needs, compressed as it travels.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '#harness/server.ts'

export type PageWeight = { readonly scriptKB: number; readonly styleKB: number; readonly files: number }

/** Scripts and styles that index.html names, and the scripts those import at once. */
export function measurePage(): PageWeight {
  const dist = join(root, 'web/dist')
  if (!existsSync(join(dist, 'index.html'))) throw new Error('the page is not built; build it with: bin/setup')
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? '')
  const all = new Set<string>()
  for (const path of named) follow(dist, path, all)
  const weigh = (end: string): number =>
    Math.round(
      [...all].filter((path) => path.endsWith(end)).reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path))).length, 0) / 102.4,
    ) / 10
  return { scriptKB: weigh('.js'), styleKB: weigh('.css'), files: all.size }
}

function follow(dist: string, path: string, all: Set<string>): void {
  if (all.has(path)) return
  all.add(path)
  if (!path.endsWith('.js')) return
  const text = readFileSync(join(dist, path), 'utf8')
  for (const [, next = ''] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) follow(dist, join(path, '..', next), all)
}
