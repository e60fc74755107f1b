// bin/docs: writes the generated documents, or with --check says which are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { generated } from './generated.ts'

const checking = process.argv.includes('--check')
const stale = generated().filter(({ path, text }) => !isFresh(path, text))
if (!checking) for (const { path, text } of stale) writeFileSync(path, text)
for (const { path } of stale) console.log(`${checking ? 'stale' : 'written'}: ${path}`)
if (checking && stale.length > 0) process.exitCode = 1

function isFresh(path: URL, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text
  } catch {
    return false
  }
}
