// What the build adds to Vite: the emoji data and what PDFs need beside the page, the first font asked for early, and files compressed once.
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { minify, type Plugin, type Rolldown, transformWithOxc } from 'vite'

const locate = createRequire(import.meta.url).resolve
/** By emoji: its name in Indonesian, then the words it is found by. From Unicode’s CLDR 45 (annotations, id), which the data of the picker lacks. */
const indonesian: ReadonlyMap<string, readonly string[]> = new Map(
  readFileSync(join(import.meta.dirname, 'emoji-id.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([emoji = '', ...words]) => [emoji, words]),
)
/** Of the languages of the page those that there are; in the others one searches in English. */
const LANGUAGES = ['en', 'fr', 'id']
const EMOJI = LANGUAGES.flatMap((language) => ['data.json', 'messages.json'].map((file) => `${language}/${file}`))
const COMPRESSED = /\.(js|css|html|json|svg|webmanifest)$/

/** `/emoji/LANGUAGE/*.json`: the picker's data from this server, never from a CDN. */
export function emojiData(): Plugin {
  return {
    name: 'hearth:emoji-data',
    configureServer(server) {
      server.middlewares.use('/emoji/', (request, response, next) => {
        const file = EMOJI.find((name) => request.url?.split('?')[0] === `/${name}`)
        const language = LANGUAGES.find((one) => request.url === `/${one}/names.json`)
        response.setHeader('content-type', 'application/json')
        if (language) return void emojiNames(language).then((names) => response.end(names), next)
        if (!file) return next()
        void emojiFile(file).then((text) => response.end(text), next)
      })
    },
    async generateBundle() {
      for (const language of LANGUAGES)
        this.emitFile({ type: 'asset', fileName: `emoji/${language}/names.json`, source: await emojiNames(language) })
      for (const file of EMOJI) {
        this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source: await emojiFile(file) })
      }
    },
  }
}

type Emoji = {
  readonly hexcode: string
  readonly unicode: string
  readonly label: string
  readonly tags?: string[]
  readonly group?: number
}

const read = async (file: string) => JSON.parse(await readFile(locate(`emojibase-data/${file}`), 'utf8'))

/** As the picker reads it. */
async function emojiFile(file: string): Promise<string> {
  if (!file.startsWith('id/')) return readFile(locate(`emojibase-data/${file}`), 'utf8')
  const english = await read(file.replace('id/', 'en/'))
  return JSON.stringify(file.endsWith('/data.json') ? inIndonesian(english) : { ...english, groups: english.groups.map(groupInIndonesian) })
}

const bare = (emoji: string): string => emoji.replaceAll('\u{fe0f}', '')

/** What has no Indonesian name keeps its English one. */
function inIndonesian<
  E extends { readonly label: string; readonly emoji?: string; readonly unicode?: string; readonly tags?: readonly string[] },
>(emoji: readonly E[]): readonly E[] {
  return emoji.map((one) => {
    const [label, ...tags] = indonesian.get(bare(one.emoji ?? one.unicode ?? '')) ?? []
    return label === undefined ? one : { ...one, label, tags: [...tags, ...(one.tags ?? [])] }
  })
}

const groupInIndonesian = <G extends { readonly key: string; readonly message: string }>(group: G): G => ({
  ...group,
  message: groups[group.key] ?? group.message,
})
const groups: Readonly<Record<string, string>> = {
  'smileys-emotion': 'senyum & perasaan',
  'people-body': 'orang & tubuh',
  'animals-nature': 'hewan & alam',
  'food-drink': 'makanan & minuman',
  'travel-places': 'perjalanan & tempat',
  activities: 'kegiatan',
  objects: 'benda',
  symbols: 'simbol',
  flags: 'bendera',
}

/** `[emoji, its short name, " " and every word it is found by][]`, as the composer completes them: a tenth of what the picker needs. */
async function emojiNames(language: string): Promise<string> {
  const emoji: readonly Emoji[] = language === 'id' ? inIndonesian(await read('en/compact.json')) : await read(`${language}/compact.json`)
  const short: Record<string, string | string[]> =
    language === 'id' ? {} : await read(`${language}/shortcodes/${language === 'en' ? 'github' : 'cldr'}.json`)
  const rows = emoji
    .filter(({ group }) => group !== undefined)
    .map(({ hexcode, unicode, label, tags = [] }) => {
      const codes = [short[hexcode] ?? label.toLowerCase().replaceAll(' ', '_')].flat()
      const words = [...codes, ...label.toLowerCase().split(/[^\p{L}\p{N}]+/u), ...tags]
      return [unicode, codes[0], ` ${[...new Set(words)].filter(Boolean).join(' ')}`]
    })
  return JSON.stringify(rows)
}

/** `/pdf/`: what PDFs of other scripts and without fonts of their own are read with, fetched when one needs it. */
export function pdfData(): Plugin {
  const folders = { cmaps: 'cmaps', fonts: 'standard_fonts' } as const
  const root = dirname(locate('pdfjs-dist/package.json'))
  return {
    name: 'hearth:pdf-data',
    configureServer(server) {
      for (const [name, folder] of Object.entries(folders)) {
        server.middlewares.use(`/pdf/${name}/`, (request, response) => {
          createReadStream(join(root, folder, basename(request.url ?? '')))
            .on('error', () => response.writeHead(404).end())
            .pipe(response)
        })
      }
    },
    async generateBundle() {
      for (const [name, folder] of Object.entries(folders)) {
        for (const file of await readdir(join(root, folder))) {
          this.emitFile({ type: 'asset', fileName: `pdf/${name}/${file}`, source: await readFile(join(root, folder, file)) })
        }
      }
    },
  }
}

/** What main.ts goes on to at once is fetched beside it, not after it. */
export function pagePreload(): Plugin {
  return {
    name: 'hearth:page-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const page = pageIn(bundle)
        if (!page || !html.includes('id="root"')) return []
        const chunks = withImports(page.fileName, bundle)
        const styles = chunks.flatMap((name) => {
          const chunk = bundle[name]
          return chunk?.type === 'chunk' ? [...(chunk.viteMetadata?.importedCss ?? [])] : []
        })
        const isNew = (path: string): boolean => !html.includes(`/${path}"`)
        return [
          ...chunks.filter(isNew).map((path) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: '', href: `/${path}` } })),
          ...styles.filter(isNew).map((path) => ({ tag: 'link', attrs: { rel: 'stylesheet', crossorigin: '', href: `/${path}` } })),
        ].map((tag) => ({ ...tag, injectTo: 'head' as const }))
      },
    },
  }
}

/**
 * Browsers read a function's body when it is first called, on the thread that draws. What the first screen is made of is called at once: Chromium, told so
 * by this line, reads it beside that thread, while it is still on its way. To others it is a comment.
 */
export function readAhead(): Plugin {
  return {
    name: 'hearth:read-ahead',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const starts = Object.values(bundle).filter((one) => one === pageIn(bundle) || (one.type === 'chunk' && one.isEntry))
        for (const name of new Set(starts.flatMap(({ fileName }) => withImports(fileName, bundle)))) {
          const chunk = bundle[name]
          if (chunk?.type === 'chunk') chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`
        }
      },
    },
  }
}

/** The file that draws. */
function pageIn(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk | undefined {
  const isPage = (one: Rolldown.OutputBundle[string]): one is Rolldown.OutputChunk =>
    one.type === 'chunk' && one.moduleIds.some((id) => id.endsWith('/src/page.tsx'))
  return Object.values(bundle).find(isPage)
}

function withImports(first: string, bundle: Readonly<Record<string, { type: string; imports?: string[] }>>): readonly string[] {
  const found = new Set<string>()
  const waiting = [first]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    waiting.push(...(bundle[name]?.imports ?? []))
  }
  return [...found]
}

/** Text is drawn in its own font from the first paint: nothing moves when the font arrives. */
export function fontPreload(): Plugin {
  return {
    name: 'hearth:font-preload',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => /inter-latin-wght-normal-[^/]*\.woff2$/.test(name))
        if (!font) return []
        return [
          {
            tag: 'link',
            attrs: { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: '' },
            injectTo: 'head-prepend',
          },
        ]
      },
    },
  }
}

/** Larger parts are for rare things, PDFs and the like: they are kept once somebody has used them. */
const MOST_SHELL_BYTES = 300_000

/** `/worker.js`: what keeps the page for when the server is away, told what the page is made of. */
export function shellWorker(): Plugin {
  return {
    name: 'hearth:shell-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const first = new Set(withImports(pageIn(bundle)?.fileName ?? '', bundle))
        const files = Object.values(bundle)
          .filter((one) =>
            one.type === 'chunk'
              ? one.isEntry || first.has(one.fileName) || one.code.length <= MOST_SHELL_BYTES
              : one.source.length <= MOST_SHELL_BYTES,
          )
          .map(({ fileName }) => fileName)
          .filter((name) => /^assets\/.*\.(js|css)$|^assets\/(inter-latin|jetbrains)[^/]*\.woff2$/.test(name))
          .sort()
        const source = join(import.meta.dirname, '../src/shell/worker.ts')
        const read = await transformWithOxc(await readFile(source, 'utf8'), source)
        // A worker of this kind is no module; its export is for the types alone.
        const code = read.code.replace(/^export \{.*\};?$/m, '')
        const version = createHash('sha256').update(files.join()).update(code).digest('hex').slice(0, 12)
        const shell = { version, files: ['/', '/manifest.webmanifest', '/icon.svg', '/icon-192.png', ...files.map((name) => `/${name}`)] }
        const small = await minify('worker.js', `const SHELL = ${JSON.stringify(shell)}\n${code}`)
        this.emitFile({ type: 'asset', fileName: 'worker.js', source: small.code })
      },
    },
  }
}

/** `.gz` and `.br` beside each text file, so the server never compresses while somebody waits. */
export function precompressed(): Plugin {
  let out = ''
  return {
    name: 'hearth:precompressed',
    apply: 'build',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir)
    },
    async closeBundle() {
      for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !COMPRESSED.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const bytes = await readFile(path)
        await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }))
        await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
      }
    },
  }
}
