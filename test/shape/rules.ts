// The rules of the house, each a pure function from files to sentences about what is wrong.
import { dirname, join, normalize } from 'node:path/posix'
import { refusal, roomOf, rooms } from '../rooms.ts'
import { type File, read, type Source } from './source.ts'

export const LONGEST_FILE = 400
/** Own lines: those of functions inside are counted as theirs. */
export const LONGEST_FUNCTION = 50
/** All lines, for what is made of functions inside (`createX`). */
export const LONGEST_CLOSURE = 200

/** Functions that may be longer, each with its reason. */
export const mayBeLong: Readonly<Record<string, string>> = {
  'docs/generate/introduction.ts#introduction': 'one page of prose, not a program',
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
const isText = (path: string): boolean => !/\.(png|woff2?|ico|db|gz|br)$/.test(path)
const isConfig = (path: string): boolean => /(^|\/)[\w.-]*config\.ts$/.test(path) || path.endsWith('.mjs')

const aliases: readonly [RegExp, string][] = [
  [/^@hearth\/server\/src\//, 'server/src/'],
  [/^@hearth\/(protocol|client|web|terminal|server)\//, '$1/src/'],
  [/^#protocol\//, 'protocol/src/'],
  [/^#server\//, 'server/src/'],
  [/^#harness\//, 'test/harness/'],
  [/^#bench\//, 'bench/'],
  [/^#matrix\//, 'test/matrix/'],
  [/^#(core|store|hub|files|calls|previews|backup|export|gateways|lan|cli)\//, 'server/src/$1/'],
]

/** The file an import means, as a path from the root; undefined for packages and Node's own. */
export function target(from: string, to: string): string | undefined {
  if (to.startsWith('.')) return normalize(join(dirname(from), to.replace(/\?.*$/, '')))
  const alias = aliases.find(([pattern]) => pattern.test(to))
  return alias && to.replace(alias[0], alias[1])
}

/** Nobody imports past the table. Tests may drive what they test through its neighbours. */
export const table = (files: readonly File[]): string[] =>
  read(files).flatMap(({ path, imports }) =>
    imports.flatMap(({ to }) => {
      const file = target(path, to)
      return (isTest(path) || path.includes('/testing/') ? undefined : file && refusal(path, file)) ?? []
    }),
  )

/** Rooms that run anywhere import only the packages they are allowed, and nothing of Node. */
export const packages = (files: readonly File[]): string[] =>
  read(files).flatMap(({ path, imports }) => {
    const allowed = roomOf(path)?.packages
    if (!allowed || isTest(path) || path.includes('/testing/')) return []
    return imports.flatMap(({ to }) =>
      target(path, to) !== undefined || allowed.some((name) => to === name || to.startsWith(`${name}/`)) ? [] : [`${path} imports ${to}`],
    )
  })

/** `../` never leaves a room. */
export const parents = (files: readonly File[]): string[] =>
  read(files).flatMap(({ path, imports }) =>
    imports.flatMap(({ to }) =>
      to.startsWith('../') && roomOf(path) !== roomOf(target(path, to) ?? '') ? [`${path} reaches out of its room: ${to}`] : [],
    ),
  )

/** No cycles, types aside. */
export function cycles(files: readonly File[]): string[] {
  const edges = new Map(read(files).map((source) => [source.path, valuesOf(source)]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (way.includes(file) || done.has(file)) return
    for (const next of edges.get(file) ?? []) walk(next, [...way, file])
    done.add(file)
  }
  for (const file of edges.keys()) walk(file, [])
  return found
}

const valuesOf = ({ path, imports }: Source): string[] => imports.flatMap(({ to, typeOnly }) => (typeOnly ? [] : (target(path, to) ?? [])))

export const longFiles = (files: readonly File[]): string[] =>
  files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1
    return /\.(ts|tsx|mjs|css|sh)$/.test(path) && lines > LONGEST_FILE ? [`${path} has ${lines} lines`] : []
  })

/** Long functions that are no named exception, and exceptions nobody needs any more. */
export function longFunctions(files: readonly File[], exceptions: Readonly<Record<string, string>> = mayBeLong): string[] {
  const long = read(files.filter(({ path }) => !isTest(path))).flatMap(({ path, functions }) =>
    functions
      .filter(({ own, lines }) => own > LONGEST_FUNCTION || lines > LONGEST_CLOSURE)
      .map(({ name, own, lines }) => ({ at: `${path}#${name}`, says: `${own} lines of its own, ${lines} in all` })),
  )
  const known = new Set(long.map(({ at }) => at))
  return [
    ...long.filter(({ at }) => !exceptions[at]).map(({ at, says }) => `${at} has ${says}`),
    ...Object.keys(exceptions)
      .filter((at) => !known.has(at))
      .map((at) => `${at} is short now: take it off the list`),
  ]
}

const forbiddenFolders = new Set(['utils', 'util', 'common', 'helpers', 'types', 'services', 'misc', 'lib'])
export const folders = (files: readonly File[]): string[] =>
  [...new Set(files.map(({ path }) => dirname(path)))].filter((path) => path.split('/').some((part) => forbiddenFolders.has(part)))

const skipping = /\b(?:it|test|describe|suite)\s*\.\s*(?:concurrent\s*\.\s*)?(?:skip|only|todo|skipIf|runIf|fails)\b|\bctx\.skip\(/
export const skipped = (files: readonly File[]): string[] =>
  files.filter(({ path, text }) => isTest(path) && skipping.test(text)).map(({ path }) => `${path} skips or narrows`)

export const defaultExports = (files: readonly File[]): string[] =>
  read(files.filter(({ path }) => !isConfig(path)))
    .filter(({ hasDefaultExport }) => hasDefaultExport)
    .map(({ path }) => `${path} has a default export`)

const promised = /^- \*\*([A-Z]+(?:-[A-Z]+)*-\d+)\*\*/gm
const titled = /['"`]((?:\[[A-Z]+(?:-[A-Z]+)*-\d+\]\s*)+)/g

/** Every promise of a README has a test whose name begins with it, and every such test has its promise. */
export function promises(files: readonly File[]): string[] {
  const made = new Map(
    files
      .filter(({ path }) => path.endsWith('README.md'))
      .flatMap(({ path, text }) => [...text.matchAll(promised)].map(([, name = '']) => [name, path])),
  )
  const proven = new Map(
    files
      .filter(({ path }) => isTest(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(titled)].flatMap(([, names = '']) => (names.match(/[A-Z]+(?:-[A-Z]+)*-\d+/g) ?? []).map((name) => [name, path])),
      ),
  )
  return [
    ...[...made].filter(([name]) => !proven.has(name)).map(([name, path]) => `${name} of ${path} has no test`),
    ...[...proven].filter(([name]) => !made.has(name)).map(([name, path]) => `${name} in ${path} is promised in no README`),
  ]
}

export function papers(files: readonly File[]): string[] {
  const limits = (path: string): number =>
    path === 'ARCHITECTURE.md'
      ? 150
      : path !== 'README.md' && path.endsWith('/README.md') && !path.includes('/transcripts/')
        ? 60
        : Number.POSITIVE_INFINITY
  const long = files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ path, lines }) => lines > limits(path))
  return long.map(({ path, lines }) => `${path} has ${lines} lines`)
}

/** A folder that is a room says in a README what it promises. */
export function unexplained(files: readonly File[]): string[] {
  const there = new Set(files.map(({ path }) => path))
  const folder = (path: string): string => (/^(protocol|client|terminal)\/src$/.test(path) ? dirname(path) : path)
  const inUse = rooms.filter(
    ({ path }) => !path.endsWith('.ts') && path !== 'docs' && files.some((file) => file.path.startsWith(`${path}/`)),
  )
  return inUse
    .map(({ path }) => `${folder(path)}/README.md`)
    .filter((path) => !there.has(path) && !there.has(path.replace('gateways/', 'gateways/native/')))
    .map((path) => `${path} is missing`)
}

// Hosts of package registries, and folders of somebody's own machine. Put together from pieces, so that this file does not hold what it looks for.
const unwanted = [
  ['registry.', 'npmjs'],
  ['registry.', 'yarnpkg'],
  ['codeload.', 'github'],
  ['/work', '/'],
  ['/home', '/'],
  ['/Users', '/'],
].map((pieces) => pieces.join(''))
export const words = (files: readonly File[]): string[] =>
  files
    .filter(({ path }) => isText(path))
    .flatMap(({ path, text }) => unwanted.filter((word) => text.includes(word)).map((word) => `${path} says ${word}`))

export const lockFile = (files: readonly File[]): string[] =>
  files
    .filter(({ path, text }) => path.endsWith('package-lock.json') && /"resolved": "[a-z+]+:\/\//.test(text))
    .map(({ path }) => `${path} holds addresses of downloads`)
