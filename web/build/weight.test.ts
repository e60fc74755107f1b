import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstLoad } from './weight.ts'

const MOST_BYTES = 185 * 1024
/** And where no room is opened: the place one lands in. */
const MOST_HOME_BYTES = 190 * 1024
const page = join(import.meta.dirname, '..')
const built = join(page, 'dist')
/** What bin/setup has built, if nothing changed since; else it is built here. */
const dist = isFresh() ? built : mkdtempSync(join(tmpdir(), 'hearth-page-'))

function isFresh(): boolean {
  const index = join(built, 'index.html')
  if (!existsSync(index)) return false
  const at = statSync(index).mtimeMs
  const sources = [page, join(page, '../client'), join(page, '../protocol')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/^(dist|node_modules)\b/.test(name))
      .map((name) => join(folder, name)),
  )
  return [...sources, join(page, '../package-lock.json')].every((file) => statSync(file).mtimeMs <= at)
}

// In a process of its own: a test's environment would build React's development form.
beforeAll(() => {
  if (dist === built) return
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [vite, 'build', '--outDir', dist, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: page,
    env,
  })
}, 120_000)
afterAll(() => {
  if (dist !== built) rmSync(dist, { recursive: true, force: true })
})

test('[WEB-17] the first load is at most 185 KB of compressed JavaScript, and 190 KB where one lands at home', () => {
  const { gzipped, scripts } = firstLoad(dist)
  expect(scripts.length).toBeGreaterThan(0)
  expect(gzipped).toBeGreaterThan(50 * 1024)
  expect(gzipped).toBeLessThanOrEqual(MOST_BYTES)
  const atHome = firstLoad(dist, ['home'])
  expect(atHome.scripts.length).toBeGreaterThan(scripts.length)
  expect(atHome.gzipped).toBeLessThanOrEqual(MOST_HOME_BYTES)
})

test('[WEB-19] the worker keeps all that the first load needs, however large: the page opens without the server after one visit', () => {
  const worker = readFileSync(join(dist, 'worker.js'), 'utf8')
  expect(firstLoad(dist).scripts.filter(({ path }) => !worker.includes(`/${path}`))).toEqual([])
})

test('[WEB-18] nothing is inline and nothing comes from elsewhere', () => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:\/\//)
  expect([...html.matchAll(/<script[^>]*>/g)].every(([tag]) => tag.includes('src="/'))).toBe(true)
  for (const css of readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.css'))) {
    expect(readFileSync(join(dist, 'assets', css), 'utf8')).not.toMatch(/url\(["']?(?:https?:|\/\/|data:)|@import/)
  }
})

test('[WEB-19] text files lie compressed beside themselves, the emoji data with them', () => {
  for (const path of ['index.html', 'emoji/en/data.json', 'emoji/en/messages.json', 'emoji/fr/names.json']) {
    for (const ending of ['', '.gz', '.br']) expect(existsSync(join(dist, path + ending))).toBe(true)
  }
})
