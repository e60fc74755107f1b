// bin/screenshot: the picture in the README, from a new server that bin/seed has filled. Two devices side by side.
import { execFileSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser } from '../harness/browser.ts'
import { root, startServer } from '../harness/server.ts'
import { openRoom, signIn } from './hands.ts'

await using server = await startServer({ flags: ['--name', 'Our house'] })
execFileSync(join(root, 'bin/seed'), ['--data', server.data], { stdio: 'inherit' })
await using browser = await openBrowser(() => server)
const wide = await browser.visit('/', { viewport: { width: 1180, height: 760 }, colorScheme: 'light' })
await signIn(wide, 'ada')
const narrow = await browser.visit('/', { viewport: { width: 370, height: 760 }, colorScheme: 'dark', hasTouch: true })
await signIn(narrow, 'bo')
await openRoom(narrow.page, 'Workshop')
await openRoom(wide.page, 'Workshop')
for (const { page } of [wide, narrow]) {
  // All read, and down to the newest.
  await page.getByRole('main').getByRole('textbox').press('Escape')
  await page.getByText('I will leave the fan on.').waitFor()
  await page.evaluate(() => document.fonts.ready)
}

const shots = await Promise.all([wide, narrow].map(async ({ page }) => (await page.screenshot()).toString('base64')))
const sheet = await browser.visit('/', { viewport: { width: 1640, height: 840 }, bypassCSP: true })
await sheet.page.setContent(
  `<body style="margin:0;background:#e9e2d8;display:flex;gap:32px;align-items:center;justify-content:center;height:840px">${shots.map((shot) => `<img src="data:image/png;base64,${shot}" style="border-radius:14px;box-shadow:0 12px 40px #3a22163a">`).join('')}</body>`,
)
const path = join(root, 'docs/picture.png')
mkdirSync(join(root, 'docs'), { recursive: true })
await sheet.page.screenshot({ path })
console.log(`docs/picture.png: ${Math.round(statSync(path).size / 1024)} KB`)
