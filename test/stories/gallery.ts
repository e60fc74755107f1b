// The gallery of the page, built and served for one run, and one page that goes from state to state in it.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { chromiumPath } from '../harness/browser.ts'
import { root } from '../harness/server.ts'

const run = promisify(execFile)
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export type Look = { readonly theme?: 'light' | 'dark'; readonly density?: 'cosy' | 'compact' }
export type GalleryPage = AsyncDisposable & {
  readonly page: Page
  /** What was thrown, or complained of, since it was asked for last. */
  troubles(): string[]
  /** Draws one state and waits until it is there. */
  show(name: string, look?: Look): Promise<void>
}
export type Shown = { readonly name: string; readonly isBusy: boolean; readonly isWide: boolean }
export type GalleryRun = AsyncDisposable & {
  open(options?: BrowserContextOptions): Promise<GalleryPage>
  entries(): Promise<readonly Shown[]>
}

/** @param folder where it is built; what another run left there is used */
export async function openGallery(folder = join(root, 'test/.run/gallery'), isBuilt = false): Promise<GalleryRun> {
  if (!isBuilt) {
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const args = [vite, 'build', join(root, 'web'), '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
    await run(process.execPath, args, { env: { ...process.env, HEARTH_GALLERY: '1' } })
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery')
    // Every picture is the same one; of what else the page may ask for over HTTP there is nothing.
    const file = pathname.startsWith('/files/') ? 'icon-512.png' : normalize(pathname).replace(/^\/+/, '')
    readFile(join(folder, file)).then(
      (bytes) => response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(bytes),
      () => response.writeHead(pathname === '/' ? 200 : 404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gallery.html`
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })

  async function open(options: BrowserContextOptions = {}): Promise<GalleryPage> {
    const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options })
    const page = await context.newPage()
    let troubles: string[] = []
    page.on('pageerror', (error) => troubles.push(String(error)))
    page.on('console', (said) => said.type() === 'error' && troubles.push(said.text()))
    await page.goto(`${address}?show=parts`)
    return {
      page,
      troubles() {
        const had = troubles
        troubles = []
        return had
      },
      async show(name, look = {}) {
        await page.evaluate((detail) => void document.dispatchEvent(new CustomEvent('gallery:show', { detail })), { show: name, ...look })
        await page.waitForFunction((wanted) => document.documentElement.dataset['shown'] === wanted, name, { timeout: 30_000 })
      },
      [Symbol.asyncDispose]: () => context.close(),
    }
  }
  async function entries(): Promise<readonly Shown[]> {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('[data-entry]').first().waitFor()
    const found = await page.locator('[data-entry]').evaluateAll((links) =>
      links.map((link) => ({
        name: link.getAttribute('data-entry') ?? '',
        isBusy: link.hasAttribute('data-busy'),
        isWide: link.hasAttribute('data-wide'),
      })),
    )
    await context.close()
    return found
  }
  return {
    open,
    entries,
    async [Symbol.asyncDispose]() {
      await browser.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
