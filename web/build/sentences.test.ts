import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errors } from '@hearth/protocol/errors.ts'
import { Limits } from '@hearth/protocol/limits.ts'
import { expect, test } from 'vitest'
import { fr } from '../src/text/fr.ts'
import { id } from '../src/text/id.ts'
import { type Catalogue, isLanguage, languages, speak } from '../src/text/language.ts'
import { shown, t } from '../src/text/t.ts'
import { ago, dayName, inBytes, listOf, sentence } from '../src/words.ts'
import { sentencesOf } from './sentences.ts'

const root = join(import.meta.dirname, '../src')
/** The gallery is for who makes the page, the catalogues are what is looked for, and tests are said to nobody. */
const isSource = (path: string): boolean =>
  /\.tsx?$/.test(path) && !/\.test\.|\.d\.ts$|^gallery|^text\/(fr|id)\b|^text\/(t|language)\.ts$/.test(path)
const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(isSource)
const found = paths.map((path) => sentencesOf(path, readFileSync(join(root, path), 'utf8')))

/** What gateways speak and what of it can be read: the server sends it. */
const gateways = readFileSync(join(root, '../../server/src/gateway-settings.ts'), 'utf8')
const ofGateways = [...gateways.matchAll(/(?:speaks|readable): '([^']+)'/g)].map(([, says = '']) => says)

/** Strings that look like words for people and are none. */
const notSaid = new Set(['Voice message'])
const catalogues: readonly (readonly [string, Catalogue])[] = [
  ['French', fr],
  ['Indonesian', id],
]
const keys = found.flatMap((one) => one.keys)
const says = new Map([
  ...keys.map(({ key, isCounted }) => [key, isCounted] as const),
  ...Object.values(errors).map((row) => [row.says, false] as const),
  ...Object.values(Limits.properties).map((row) => ['description' in row ? String(row.description) : '', false] as const),
  ...ofGateways.map((says) => [says, false] as const),
])
const names = (words: string): string[] => [...new Set([...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort()

test('[WEB-TEXT-1] no sentence of the page goes past the catalogues', () => {
  expect(found.flatMap(({ loose }) => loose).filter((one) => !notSaid.has(one.replace(/^\S+ /, '')))).toEqual([])
  expect(found.flatMap(({ hidden }) => hidden)).toEqual([])
  expect(found.flatMap(({ early }) => early)).toEqual([])
})

test('[WEB-TEXT-1] what goes past them is found wherever it stands', () => {
  const loose = (text: string): number => sentencesOf('a.tsx', text).loose.length
  expect(loose('const A = () => <p>Hello</p>')).toBe(1)
  expect(loose("const A = ({ is }) => <p>{is ? 'on' : 'off'}</p>")).toBe(2)
  expect(loose('const A = ({ name }) => <p title={`${name} is here`} />')).toBe(1)
  expect(loose("const A = () => <Field label='Name' />")).toBe(1)
  expect(loose("const says = () => 'Not sent yet'")).toBe(1)
  expect(loose("const row = () => ({ label: 'Home' })")).toBe(1)
  expect(loose("const A = () => <p className='a b' data-at='x'>{t('Hello')} · {one === 'two' && t('Two')}</p>")).toBe(0)
  expect(sentencesOf('a.ts', "const row = t('Home')").early).toHaveLength(1)
  expect(sentencesOf('a.ts', 'const say = (key) => t(key)').hidden).toHaveLength(1)
})

test.each(catalogues)('[WEB-TEXT-2] %s has every sentence, and none that nobody says', (_language, catalogue) => {
  expect([...says.keys()].filter((key) => !(key in catalogue))).toEqual([])
  expect(Object.keys(catalogue).filter((key) => !says.has(key))).toEqual([])
  expect(Object.entries(catalogue).flatMap(([key, words]) => ((typeof words === 'object') === says.get(key) ? [] : [key]))).toEqual([])
})

test.each(catalogues)('[WEB-TEXT-2] in %s the same is filled in as in English', (_language, catalogue) => {
  for (const [key, words] of Object.entries(catalogue)) {
    const forms = typeof words === 'object' ? Object.values(words) : [words]
    const filled = (of: string): string[] => names(of).filter((name) => typeof words === 'string' || name !== 'count')
    const english = keys.find((one) => one.key === key)?.forms ?? [shown(key)]
    for (const form of forms) expect(english.map(filled), key).toContainEqual(filled(form))
  }
})

test('[WEB-TEXT-2] French is set as French is: narrow spaces before double signs, real apostrophes', () => {
  const all = Object.values(fr).flatMap((words) => (typeof words === 'object' ? Object.values(words) : [words]))
  expect(all.filter((words) => / [:;!?»%]|« |[^\u202f\s][;!?]|'|"|“|”/.test(words))).toEqual([])
})

test('[WEB-TEXT-3] counts, times, lists and failures are said in the language that is spoken', async () => {
  const noon = new Date(2026, 2, 12, 12, 0).getTime()
  const spoken = (): readonly string[] => [
    t.many(1, '{count} file', '{count} files'),
    t.many(2000, '{count} file', '{count} files'),
    ago(noon - 5 * 60_000, noon),
    dayName(noon - 86_400_000 * 3, noon),
    listOf(['Ada', 'Bo', 'Cy', 'Dee']),
    inBytes(2.4 * 1_048_576),
    sentence(new Error('')),
  ]
  await speak('fr')
  expect(spoken()).toEqual([
    ...['1 fichier', '2\u202f000 fichiers', 'il y a 5\u00a0min', 'lundi', 'Ada, Bo et 2 autres', '2,4\u00a0Mo'],
    'Quelque chose s’est mal passé. Rien n’a été changé\u202f; réessayez.',
  ])
  await speak('id')
  expect(spoken()).toEqual([
    ...['1 berkas', '2.000 berkas', '5 menit lalu', 'Senin', 'Ada, Bo dan 2 lainnya', '2,4 MB'],
    'Ada yang salah. Tidak ada yang diubah; coba lagi.',
  ])
  await speak('rtl')
  expect(t('{names} and {last}', { names: 'Ada', last: 'Bo' })).toMatch(/^Ada [^a-z]+ Bo( ~)+$/)
  await speak('en')
  expect(spoken().slice(0, 3)).toEqual(['1 file', '2,000 files', '5 min ago'])
})

test('[WEB-TEXT-3] the language is the first of the browser’s that there is', async () => {
  const { fitting } = await import('../src/text/language.ts')
  expect(fitting(['de-DE', 'fr-CA', 'en'])).toBe('fr')
  expect([fitting(['in']), fitting(['id-ID']), fitting(['zu']), fitting([])]).toEqual(['id', 'id', 'en', 'en'])
  expect(['fr', 'rtl', 'zu', null].map(isLanguage)).toEqual([true, true, false, false])
  expect(languages.map(({ code }) => code)).toEqual(['en', 'fr', 'id'])
})

test('[WEB-TEXT-5] style sheets say start and end, not left and right', () => {
  const physical = /^\s*((margin|padding|border)-(left|right)(-\w+)?:|(left|right): (?!50%|auto)|text-align: (left|right))/gm
  const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.css'))
  const wrong = sheets.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(physical)].map(([rule]) => `${path} ${rule.trim()}`),
  )
  expect(wrong).toEqual([])
})
