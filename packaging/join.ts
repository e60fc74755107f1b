// Joins libraries of very many files into few: Node takes a third of a millisecond for each file, every time anything of Hearth starts.
// bin/setup runs it, `bin/hearth` has Node take what it made; without it everything works the same, more slowly (docs/decisions/0028-joined-libraries.md).
//   node packaging/join.ts FOLDER
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** All that is imported of them, each by the name it is imported by: of a library that is there twice, the halves would not know each other. */
const libraries = ['kysely', 'kysely/migration', 'typebox', 'typebox/compile', 'typebox/value']

const fileOf = (name: string): string => name.replace('/', '.')

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node packaging/join.ts FOLDER')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
const bundle = await rolldown({
  input: Object.fromEntries(libraries.map((name) => [fileOf(name), name])),
  platform: 'node',
  // Nobody here knows what the server will want of them.
  treeshake: false,
})
await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' })
await bundle.close()
writeFileSync(join(folder, 'use.cjs'), use())

/** For `node --require`, which also reaches threads, and processes that are given what this one was given. */
function use(): string {
  const places = libraries.map((name) => `  [${JSON.stringify(name)}, at(${JSON.stringify(`${fileOf(name)}.mjs`)})],`)
  return `// Made by packaging/join.ts.
const { registerHooks } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const at = (file) => ({ url: pathToFileURL(join(__dirname, file)).href, format: 'module', shortCircuit: true })
const joined = new Map([
${places.join('\n')}
])
registerHooks({ resolve: (name, context, next) => joined.get(name) ?? next(name, context) })
`
}
