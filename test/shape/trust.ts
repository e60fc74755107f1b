// What docs/trust.md must hold: every promise, fault and item of security, each with a test that exists, or the reason why there is none.
import type { File } from './source.ts'

const numbered = (before: string, count: number, digits = 1): string[] =>
  Array.from({ length: count }, (_, at) => `${before}${String(at + 1).padStart(digits, '0')}`)

/** Eight promises, forty-two faults, forty-six items of security, nine exceptions of a LAN. */
export const trustRows: readonly string[] = [...numbered('P', 8), ...numbered('F', 42), ...numbered('S-', 46, 2), ...numbered('L', 9)]

const PAPER = 'docs/trust.md'
const ROW = /^\| ([PFSL]-?\d+) \|(.*)\|$/gm
const PROMISE = '[A-Z]+-\\d+'
const NAMED = new RegExp(`((?:${PROMISE}(?:, | and ))*${PROMISE}) in \`([^\`]+\\.test\\.tsx?)\``, 'g')

/** @param wanted the rows there must be, once each */
export function trust(files: readonly File[], wanted: readonly string[] = trustRows): string[] {
  const paper = files.find(({ path }) => path === PAPER)
  if (paper === undefined) return [`${PAPER} is missing`]
  const rows = [...paper.text.matchAll(ROW)].map(([, name = '', says = '']) => ({ name, says }))
  const names = rows.map(({ name }) => name)
  return [
    ...wanted.filter((name) => !names.includes(name)).map((name) => `${PAPER} has no row ${name}`),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${PAPER} has ${name} twice`),
    ...rows.flatMap((row) => wrongIn(row, files)),
  ]
}

function wrongIn({ name, says }: { readonly name: string; readonly says: string }, files: readonly File[]): string[] {
  const tests = [...says.matchAll(NAMED)]
  if (tests.length === 0 && !/\bNo test\b/.test(says)) return [`${name} names no test, and no reason why there is none`]
  return tests.flatMap(([, promises = '', path = '']) =>
    promises.split(/, | and /).flatMap((promise) => (isThere(files, path, promise) ? [] : [`${name}: there is no ${promise} in ${path}`])),
  )
}

const isThere = (files: readonly File[], path: string, promise: string): boolean =>
  files.some(
    (file) =>
      [path, `server/src/${path}`, `test/${path}`].includes(file.path) && new RegExp(`['"\`][^'"\`\\n]*\\[${promise}\\]`).test(file.text),
  )
