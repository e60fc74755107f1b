// An export as somebody meets it: saved by the page, unpacked, and read in a real Chromium without any server.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPromise } from 'yauzl'
import { type Browser, openBrowser, picture } from '../harness/browser.ts'
import { password, join as register, say } from '../harness/cast.ts'
import { png } from '../harness/images.ts'
import { hearth, type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { createSender } from '../harness/upload.ts'
import { connect } from '../harness/wire.ts'
import { faults } from './axe.ts'
import { openRoom, signIn } from './hands.ts'

const evil = `<script>document.title='owned'</script><img src=x onerror="document.title='owned'"> "'> =1+1`
const plan = png(300, 200, 0.2)
const folder = temporary('export')
let server: Server
let browser: Browser
beforeAll(async () => {
  server = await startServer({ flags: ['--name', '<b>House</b>', '--plain-port', '0'] })
  browser = await openBrowser(() => server)
  const ada = await register(server, 'ada')
  const bo = await register(server, 'bo')
  await bo.wire.ask('account.change', { displayName: '<i>Bo</i>' })
  const { room } = await ada.wire.ask('room.create', {
    kind: 'group',
    name: 'Workshop <u>',
    topic: evil.slice(0, 200),
    members: [bo.user.id],
  })
  const { id } = await say(ada, room.id, 'The laser cutter is free.')
  await bo.wire.ask('message.send', { room: room.id, text: evil, clientId: 'evil-1', replyTo: id })
  await bo.wire.ask('message.react', { room: room.id, id, emoji: '👍' })
  const gone = await say(bo, room.id, 'taken back')
  await bo.wire.ask('message.delete', { room: room.id, id: gone.id })
  await say(ada, ada.lobby, 'not only for the Workshop')
  const sender = createSender(server.run.plainPort ?? 0, ada.token)
  const bring = (bytes: Buffer | string, name: string) =>
    sender.upload({ bytes: new Blob([new Uint8Array(Buffer.from(bytes))]), name, room: room.id }).done
  const files = [await bring(plan, 'plan #1 & 2.png'), await bring('<script>document.title="owned"</script>', 'page.html')]
  await ada.wire.ask('message.send', { room: room.id, text: 'The plan', clientId: 'plan-1', files })
  await ada.wire.ask('account.picture', { file: await bring(png(90, 90, 0.4), 'me.png') })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  folder.drop()
})

/** Gives the names in it. */
async function unpack(file: string, into: string): Promise<string[]> {
  const names: string[] = []
  const zip = await openPromise(file, { autoClose: false })
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece)
    mkdirSync(dirname(join(into, entry.fileName)), { recursive: true })
    writeFileSync(join(into, entry.fileName), Buffer.concat(pieces))
    names.push(entry.fileName)
  }
  zip.close()
  return names
}

it('[TEST-22] the page saves an export that Chromium opens from the disk: no script, all words as they were written, in light and dark', {
  timeout: 90_000,
}, async () => {
  await using visitor = await browser.visit('/', { acceptDownloads: true })
  const { page, troubles } = visitor
  await signIn(visitor, 'ada')
  await openRoom(page, 'Workshop <u>')
  await page.getByRole('button', { name: 'Room actions' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Take its words along' }).click()
  const zip = join(folder.path, 'room.zip')
  await (await saving).saveAs(zip)
  expect(troubles).toEqual([])
  const into = join(folder.path, 'room')
  const names = await unpack(zip, into)
  const pages = names.filter((name) => name.endsWith('.html'))
  expect(pages).toHaveLength(3)

  const images = new Map<string, number>()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const name of pages) {
      await page.goto(pathToFileURL(join(into, name)).href)
      expect(await page.evaluate(() => [document.scripts.length, document.querySelectorAll('i, u').length])).toEqual([0, 0])
      expect(await page.title()).not.toBe('owned')
      await until(`the pictures of ${name}`, () =>
        page.evaluate(() => [...document.images].every((one) => (one.scrollIntoView(), one.complete && one.naturalWidth > 0))),
      )
      images.set(name, await page.evaluate(() => document.images.length))
    }
    const room = pages.find((name) => name.startsWith('rooms/')) ?? ''
    await page.goto(pathToFileURL(join(into, room)).href)
    expect([images.get(room), images.get('people.html'), images.get('index.html')]).toEqual([1, 1, 0])
    await picture(page, `export-${colorScheme}`)
    const grounds = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color])
    expect(grounds).toEqual(colorScheme === 'light' ? ['rgb(250, 248, 245)', 'rgb(31, 27, 22)'] : ['rgb(22, 19, 15)', 'rgb(243, 238, 230)'])
  }
  const words = await page.locator('main').innerText()
  for (const said of ['Workshop <u>', evil, 'ada: The laser cutter is free.', '<i>Bo</i>', '👍 1', 'deleted']) expect(words).toContain(said)
  expect(words).not.toContain('taken back')
  // Every link to a file leads to one that was unpacked, with the bytes that were sent; a page is no page here.
  const links = await page
    .locator('a[href^="shared/"]')
    .evaluateAll((all) => all.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')))
  expect(links.map((link) => basename(fileURLToPath(link)))).toEqual([
    expect.stringMatching(/^\d+-plan #1 & 2\.png$/),
    expect.stringMatching(/\.html\.txt$/),
  ])
  expect(readFileSync(fileURLToPath(links[0] ?? '')).equals(plan)).toBe(true)
  await page.locator('a[href^="shared/"]').last().click()
  await page.getByText('<script>').waitFor()
  expect(await page.title()).not.toBe('owned')
  await page.goBack()
  await page.getByRole('link', { name: /^ada: The laser/ }).click()
  expect(new URL(page.url()).hash).toMatch(/^#m\d+$/)
  await page.getByRole('link', { name: 'All rooms' }).click()
  await page.getByRole('link', { name: 'Workshop <u>' }).waitFor()
  expect(troubles).toEqual([])
})

it('[TEST-22] an admin takes everything from the settings, after being asked', { timeout: 90_000 }, async () => {
  const made = await hearth(['user', 'add', 'Root', '--admin', '--password-stdin', '--data', server.data], { input: password })
  expect(made.code).toBe(0)
  await using visitor = await browser.visit('/', { acceptDownloads: true })
  const { page, troubles } = visitor
  await signIn(visitor, 'Root')
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByRole('button', { name: 'Take everything' }).click()
  const question = page.getByRole('alertdialog', { name: 'Take everything along?' })
  expect(await faults(page)).toEqual([])
  const saving = page.waitForEvent('download')
  await question.getByRole('button', { name: 'Take everything' }).click()
  const zip = join(folder.path, 'everything.zip')
  await (await saving).saveAs(zip)
  const names = await unpack(zip, join(folder.path, 'everything'))
  expect(names.filter((name) => name.endsWith('room.json'))).toHaveLength(2)
  expect(names.some((name) => /\/shared\/\d+-plan #1 & 2\.png$/.test(name))).toBe(true)
  expect(troubles).toEqual([])
})

it('[TEST-22] the command line takes everything along while the server runs; read in elsewhere and taken along again it is the same', {
  timeout: 90_000,
}, async () => {
  const [all, other, again] = ['all.zip', 'other', 'again.zip'].map((name) => join(folder.path, name)) as [string, string, string]
  expect(await hearth(['export', all, '--data', server.data])).toMatchObject({ code: 0, stderr: '' })
  expect(await hearth(['export', all, '--data', server.data])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is there already'),
  })
  expect(await hearth(['import', all, '--data', server.data])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('A Hearth is running'),
  })
  expect(await hearth(['import', all, '--data', other])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('holds 3 people, 2 rooms, 5 messages and 3 files'),
  })
  expect(await hearth(['export', again, '--data', other])).toMatchObject({ code: 0 })
  const names = await unpack(all, join(folder.path, 'first'))
  expect(await unpack(again, join(folder.path, 'second'))).toEqual(names)
  const read = (where: string, name: string) => readFileSync(join(folder.path, where, name), 'utf8')
  for (const name of names.filter((one) => one !== 'export.json' && one !== 'index.html'))
    expect(read('second', name), name).toBe(read('first', name))

  // Somebody with a new password finds all of it there.
  expect(
    await hearth(['user', 'password', 'ada', '--password-stdin', '--data', other], { input: 'three stones and a spark' }),
  ).toMatchObject({ code: 0 })
  await using second = await startServer({ data: other, flags: ['--plain-port', '0'] })
  const wire = await connect(second)
  const { token = '' } = await wire.ask('session.open', { name: 'ada', password: 'three stones and a spark' })
  const { rooms } = await wire.ask('session.resume', { token })
  const workshop = rooms.find(({ name }) => name === 'Workshop <u>')
  if (!workshop) throw new Error('the Workshop is gone')
  const { messages } = await wire.ask('room.history', { room: workshop.id })
  expect(messages.map(({ text }) => text)).toEqual(['The laser cutter is free.', evil, null, 'The plan'])
  const [file] = messages.at(-1)?.files ?? []
  const bytes = await fetch(`http://127.0.0.1:${second.run.plainPort}/files/${file?.id}`, { headers: { authorization: `Bearer ${token}` } })
  expect(Buffer.from(await bytes.arrayBuffer()).equals(plan)).toBe(true)
  expect((await wire.ask('message.send', { room: workshop.id, text: 'and on', clientId: 'on-1' })).seq).toBe(workshop.seq + 1)

  // One room, one person, and what is not there.
  for (const [args, code] of [
    [['--room', 'workshop <U>'], 0],
    [['--person', 'bo'], 0],
    [['--room', 'nowhere'], 1],
    [['--person', 'nobody'], 1],
  ] as const)
    expect(
      (await hearth(['export', join(folder.path, `${args.join('-').replace(/\W/g, '')}.zip`), '--data', server.data, ...args])).code,
      args.join(' '),
    ).toBe(code)
  // The log says what was taken along, with nobody who could not be found.
  const { stdout } = await hearth(['audit', '--data', server.data])
  const taken = stdout.split('\n').filter((line) => line.includes('export.taken') && line.includes('(command line)'))
  for (const what of ['the whole server', 'all of a room', 'all that a person may read'])
    expect(taken.filter((line) => line.includes(`${what}, on the server’s own machine`)).length, what).toBeGreaterThan(0)
})
