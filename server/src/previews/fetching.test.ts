// Against real servers on this machine, which the settings of the test allow.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Rules } from './addresses.ts'
import { createFetcher, type Fetcher } from './fetcher.ts'
import { checkLink, fetchPreview, reach } from './fetching.ts'

const html = { 'content-type': 'text/html; charset=utf-8' }
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const asked: IncomingMessage[] = []
let port = 0

const pages: Readonly<Record<string, RequestListener>> = {
  '/fire': (_request, answer) =>
    answer
      .writeHead(200, html)
      .end('<title>Fire</title><meta property="og:image" content="/fire.png"><meta name=description content="Warm">'),
  '/fire.png': (_request, answer) => answer.writeHead(200, { 'content-type': 'image/png' }).end(png),
  '/moved': (_request, answer) => answer.writeHead(302, { location: '/fire' }).end(),
  '/round': (_request, answer) => answer.writeHead(302, { location: '/round' }).end(),
  '/inside': (_request, answer) => answer.writeHead(302, { location: `http://127.0.0.2:${port}/fire` }).end(),
  '/cloud': (_request, answer) => answer.writeHead(301, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/paper': (_request, answer) => answer.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7'),
  '/packed': (_request, answer) => answer.writeHead(200, { ...html, 'content-encoding': 'gzip' }).end(gzipSync('<title>x</title>')),
  '/latin': (_request, answer) =>
    answer.writeHead(200, { 'content-type': 'text/html' }).end(Buffer.from('<meta charset="iso-8859-1"><title>Käse</title>', 'latin1')),
  '/endless': (_request, answer) => {
    answer.writeHead(200, html).write('<title>Long</title>')
    const more = (): void => void (answer.destroyed || (answer.write('x'.repeat(65_536)) ? setImmediate(more) : answer.once('drain', more)))
    more()
  },
  '/silent': (_request, answer) => void answer.writeHead(200, html).write('<title>'),
  '/bomb': (_request, answer) =>
    answer.writeHead(200, html).end(`<title>Big</title><meta property="og:image" content="http://127.0.0.1:${port}/big.png">`),
  '/big.png': (_request, answer) => answer.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(2_000_000)),
}

let server: Server
let fetcher: Fetcher
beforeAll(async () => {
  server = createServer((request, answer) => {
    asked.push(request)
    const page = pages[request.url ?? '']
    if (page) page(request, answer)
    else answer.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  fetcher = createFetcher()
})
afterAll(async () => {
  await fetcher[Symbol.asyncDispose]()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const allowed = (): Rules => ({ allow: [{ host: '127.0.0.1', port }], own: [], ports: [] })
const get = (path: string, rules = allowed(), signal?: AbortSignal) => fetchPreview(`http://127.0.0.1:${port}${path}`, rules, signal)

describe('fetching', () => {
  it('[PREVIEWS-2] a page and its picture, with nothing sent along; also from the process that does so', async () => {
    const fetched = await fetcher.fetch(`http://127.0.0.1:${port}/fire`, allowed())
    expect(fetched).toMatchObject({ title: 'Fire', description: 'Warm', picture: { type: 'image/png' } })
    expect(Buffer.from(fetched.picture?.bytes ?? []).equals(png)).toBe(true)
    const headers = asked.at(-1)?.headers
    expect([headers?.cookie, headers?.referer, headers?.authorization, headers?.['accept-encoding']]).toEqual([
      undefined,
      undefined,
      undefined,
      'identity',
    ])
    await expect(fetcher.fetch(`http://127.0.0.1:${port}/fire`, { ...allowed(), allow: [] })).rejects.toThrow('nobody is sent')
    await expect(fetcher.fetch(`http://127.0.0.1:${port}/fire`, { ...allowed(), ports: [port] })).rejects.toThrow('nobody is sent')
  })

  it('[PREVIEWS-2] follows a few redirects, and no more', async () => {
    expect(await get('/moved')).toMatchObject({ title: 'Fire' })
    await expect(get('/round')).rejects.toThrow('on and on')
  })

  it('[PREVIEWS-1] each redirect is checked anew', async () => {
    await expect(get('/inside')).rejects.toThrow('nobody is sent')
    await expect(get('/cloud')).rejects.toThrow('nobody is sent')
  })

  it('[PREVIEWS-2] nothing of another type, packed, or missing', async () => {
    await expect(get('/paper')).rejects.toThrow('another type')
    await expect(get('/packed')).rejects.toThrow('packed')
    await expect(get('/nothing')).rejects.toThrow('404')
    expect(await get('/latin')).toMatchObject({ title: 'Käse' })
  })

  it('[PREVIEWS-2] of an endless page the beginning, of a picture that is too large nothing, and of one that never comes an end', async () => {
    expect(await get('/endless')).toEqual({ title: 'Long' })
    expect(await get('/bomb')).toEqual({ title: 'Big' })
    await expect(get('/silent', allowed(), AbortSignal.timeout(300))).rejects.toThrow()
  })

  it('[PREVIEWS-2] the process is ended when it takes too long, and begun anew', async () => {
    const hasty = createFetcher({ taskMs: 1 })
    await expect(hasty.fetch(`http://127.0.0.1:${port}/silent`, allowed())).rejects.toThrow('the process ended')
    await hasty[Symbol.asyncDispose]()
  })

  it('[PREVIEWS-2] a name that nobody answers for is waited for as long as for all of it, and no longer', async () => {
    const never = () => new Promise<never>(() => {})
    const ended = new AbortController()
    const asked = reach(checkLink('http://wiki.example/'), allowed(), ended.signal, never)
    ended.abort()
    await expect(asked).rejects.toThrow('nobody says where it is')
    await expect(reach(checkLink('http://wiki.example/'), allowed(), AbortSignal.abort(), never)).rejects.toThrow('nobody says where it is')
    const found = async () => [{ address: '93.184.215.14' }]
    expect(await reach(checkLink('http://wiki.example/'), allowed(), new AbortController().signal, found)).toBe('93.184.215.14')
  })
})
