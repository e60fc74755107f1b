// A real Chromium with a new empty profile for each visitor.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { root, type Server } from './server.ts'

export const desktop = { width: 1280, height: 800 } as const
export const phone = { width: 360, height: 740 } as const

/** A browser of one's own: a person at a device. */
export type Visitor = AsyncDisposable & {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors in the console, page errors, and violations of the security policy. */
  readonly troubles: string[]
}
export type Browser = AsyncDisposable & { visit(path?: string, options?: BrowserContextOptions): Promise<Visitor> }

/**
 * What Chromium offers beside the address bar that nobody sees here: two pages of its own in every window, which cost more than ours.
 * The switch counts once, so what playwright turns off stands here again.
 */
const withoutFeatures = [
  'SpareRendererForSitePerProcess',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  `--disable-features=${withoutFeatures.join()}`,
]
const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export function chromiumPath(): string {
  const place = places.find((one) => one !== undefined && existsSync(one))
  if (!place) throw new Error('Chromium is missing; install it with: bin/setup --for-tests')
  return place
}

/**
 * Starts Chromium. It trusts the server's authority, or is a stranger's: then somebody has clicked through its warning.
 * In a network of its own (`host`) the server cannot be asked from here, so a browser there is a stranger's as well.
 * @param worker with the page's worker, which fetches every part of the page once more for each visitor: only where it is part of the story
 */
export async function openBrowser(
  server: () => Server,
  {
    stranger = false,
    executable = chromiumPath(),
    host = '127.0.0.1',
    more = [],
    worker = false,
  }: { stranger?: boolean; executable?: string; host?: string; more?: readonly string[]; worker?: boolean } = {},
): Promise<Browser> {
  const pin = stranger ? undefined : await trustedKey(server())
  const browser = await chromium.launch({
    executablePath: executable,
    headless: true,
    args: [...flags, ...more, ...(pin ? [`--ignore-certificate-errors-spki-list=${pin}`] : [])],
  })
  return {
    visit: async (path = '/', options = {}) => {
      const context = await browser.newContext({
        viewport: desktop,
        ignoreHTTPSErrors: stranger,
        reducedMotion: 'reduce',
        locale: 'en-GB',
        serviceWorkers: worker ? 'allow' : 'block',
        ...options,
      })
      context.setDefaultTimeout(10_000)
      const page = await context.newPage()
      const troubles = listen(page)
      await page.goto(`https://${host}:${server().run.httpsPort}${path}`)
      return { page, context, troubles, [Symbol.asyncDispose]: () => context.close() }
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

/**
 * A browser with a folder of its own: what it keeps is there when it is opened again. The page comes from its address even while nobody is
 * there, if the page has seen to that.
 * @param pin the key of `trustedKey`, asked for while the server was there
 */
export async function openProfile(folder: string, port: number, pin: string, path = '/'): Promise<Visitor> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath(),
    headless: true,
    args: [...flags, `--ignore-certificate-errors-spki-list=${pin}`],
    viewport: desktop,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  context.setDefaultTimeout(10_000)
  const page = context.pages()[0] ?? (await context.newPage())
  const troubles = listen(page)
  await page.goto(`https://127.0.0.1:${port}${path}`)
  return { page, context, troubles, [Symbol.asyncDispose]: () => context.close() }
}

/** Chromium says this by itself where somebody clicked through its warning; the page works on without a worker. */
const NO_WORKER = 'An SSL certificate error occurred when fetching the script.'

function listen(page: Page): string[] {
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.text() === NO_WORKER) return
    if (message.type() === 'error' || /Content.Security.Policy/i.test(message.text())) troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  return troubles
}

/**
 * The key of the certificate that the server shows, once its authority has been found to vouch for it and for the address. Chromium is told
 * this key instead of the authority: a store of certificates would be the machine's, and nothing of the machine is touched.
 */
export function trustedKey({ run, ca }: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: run.httpsPort, ca, servername: '' }, () => {
      const shown = socket.getPeerX509Certificate()
      socket.destroy()
      if (!shown) return reject(new Error('the server shows no certificate'))
      resolve(
        createHash('sha256')
          .update(shown.publicKey.export({ type: 'spki', format: 'der' }))
          .digest('base64'),
      )
    })
    socket.once('error', reject)
  })
}

/** Keeps a picture of the page for looking at; the folder is ignored by git. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(root, 'test/.run')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
