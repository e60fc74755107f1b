// From what is said to its preview, over real files and a real web server on this machine.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '@hearth/protocol/shapes.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { linkIn } from '#core/previews.ts'
import { act, spoken } from '#core/testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, say, type World } from '#core/testing/world.ts'
import { openFiles } from '#files/files.ts'
import { createPreviews, type Previews } from './previews.ts'

const log = { debug() {}, warn() {}, error() {} }
let web: Server
let link: string
let folder: string
let world: World
let previews: Previews
let cast: Awaited<ReturnType<typeof createCast>>
const opened = new AsyncDisposableStack()

beforeAll(async () => {
  const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  web = createServer((request, answer) => {
    if (request.url === '/fire.png') return void answer.writeHead(200, { 'content-type': 'image/png' }).end(picture)
    answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>Fire</title><meta property="og:image" content="/fire.png">')
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const { port } = web.address() as AddressInfo
  link = `http://127.0.0.1:${port}/fire`
  folder = await mkdtemp(join(tmpdir(), 'hearth-previews-'))
  world = opened.use(await createWorld())
  cast = await createCast(world)
  const { core } = world.chat
  const files = opened.use(await openFiles({ core, publish: world.publish, folder: join(folder, 'files'), log }))
  previews = opened.use(createPreviews({ core, files, publish: world.publish, allow: [{ host: '127.0.0.1', port }], ports: () => [], log }))
})
afterAll(async () => {
  await opened.disposeAsync()
  await rm(folder, { recursive: true })
  web.closeAllConnections()
  await new Promise((resolve) => web.close(resolve))
})

/** Says it, has it looked at as the server would, and waits for what comes of it. */
async function looked(who: Person, room: Message['id'] | string, deed: () => Promise<unknown>): Promise<void> {
  const from = world.told.length
  await deed()
  previews.heard(world.told.slice(from).map(({ event }) => ({ do: 'tell', event, audience: { to: 'users', users: [who.id] } })))
  for (const deadline = performance.now() + 20_000; !world.told.slice(from).some(({ event }) => event.event === 'message.previewed'); ) {
    if (performance.now() > deadline) throw new Error(`no preview in ${room}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

it('[PREVIEWS-4] what is said is delivered first, and gets its preview as a change, with a picture of our own', async () => {
  const { ada, bo, workshop } = cast
  const from = world.told.length
  await looked(ada, workshop.id, () => say(world, ada, workshop.id, `Look: ${link}.`))
  expect(spoken(world, world.told.slice(from))).toEqual(['message.said → Ada Bo Cy', 'message.previewed → Ada Bo Cy'])
  const { messages } = await world.do(bo, 'room.history', { room: workshop.id, limit: 1 })
  const [message] = messages
  expect(message?.preview).toMatchObject({ url: link, title: 'Fire', image: { width: 60, height: 40 } })
  expect(message?.files).toBeUndefined()

  const id = message?.id as Message['id']
  expect(await failureOf(() => world.do(bo, 'message.unpreview', { room: workshop.id, id }))).toBe('not_allowed')
  const { told } = await act(world, ada, 'message.unpreview', { room: workshop.id, id })
  expect(spoken(world, told)).toEqual(['message.previewed → Ada Bo Cy'])
  expect((await world.do(bo, 'message.get', { room: workshop.id, id })).message.preview).toBeUndefined()
  const { reply } = await world.chat.execute(world.stranger, 'session.resume', {
    token: bo.token,
    since: { [workshop.id]: message?.seq ?? 0 },
  })
  expect(reply.user.id).toBe(bo.id)
})

it('[PREVIEWS-4] words that lose their link lose its preview; deleted words keep nothing of it', async () => {
  const { ada, workshop } = cast
  const room = workshop.id
  await looked(ada, room, () => say(world, ada, room, link))
  const { messages } = await world.do(ada, 'room.history', { room, limit: 1 })
  const id = messages[0]?.id as Message['id']
  await looked(ada, room, () => world.do(ada, 'message.edit', { room, id, text: 'never mind' }))
  expect((await world.do(ada, 'message.get', { room, id })).message.preview).toBeUndefined()
  await looked(ada, room, () => world.do(ada, 'message.edit', { room, id, text: `after all: ${link}` }))
  expect((await world.do(ada, 'message.get', { room, id })).message.preview).toMatchObject({ title: 'Fire' })
  const before = await world.do(ada, 'account.storage', {})
  await act(world, ada, 'message.delete', { room, id })
  const after = await world.do(ada, 'account.storage', {})
  expect(after.storage.count).toBe(before.storage.count - 1)
})

it('[PREVIEWS-4] a link is found as people write it; one in angle brackets is left alone', () => {
  const links: Readonly<Record<string, string | undefined>> = {
    'see https://example.org/a, and': 'https://example.org/a',
    '(https://example.org/a)': 'https://example.org/a',
    'https://example.org/Fire_(film)': 'https://example.org/Fire_(film)',
    '**https://example.org**': 'https://example.org',
    '<https://example.org/>': undefined,
    'xhttps://example.org/': undefined,
    nothing: undefined,
    'https://': undefined,
  }
  for (const [text, link] of Object.entries(links)) expect([text, linkIn(text)]).toEqual([text, link])
})

it('[PREVIEWS-4] what is said while nobody is asked costs nothing: words without links are not looked at', async () => {
  const { ada, workshop } = cast
  const from = world.told.length
  await world.do(ada, 'message.send', { room: workshop.id, text: 'no link', clientId: newClientId() })
  previews.heard(world.told.slice(from).map(({ event }) => ({ do: 'tell', event, audience: { to: 'everybody' } })))
  expect(world.told.slice(from)).toHaveLength(1)
})
