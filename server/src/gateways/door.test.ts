import { type IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { createDoor } from './door.ts'

function ask(headers: IncomingHttpHeaders, { tls = true, from = '192.168.1.9', trustedProxies = [] as string[] } = {}) {
  const socket = tls ? new TLSSocket(new Socket()) : new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: from })
  const request = new IncomingMessage(socket)
  request.headers = headers
  const door = createDoor({ allows: (host) => /^(chat\.lan|localhost|192\.168\.1\.5|\[fe80::1\])(:\d+)?$/.test(host), trustedProxies })
  return door(request)
}

describe('door', () => {
  test.each([
    ['https://chat.lan:8443', 'own'],
    ['https://CHAT.lan:8443', 'own'],
    ['http://chat.lan:8443', 'foreign'],
    ['https://chat.lan', 'foreign'],
    ['https://chat.lan:443', 'foreign'],
    ['https://evil-chat.lan:8443', 'foreign'],
    ['https://chat.lan.evil:8443', 'foreign'],
    ['https://chat.lan:8443.evil', 'foreign'],
    ['https://chat.lan:84433', 'foreign'],
    ['null', 'foreign'],
    ['', 'foreign'],
    ['file://', 'foreign'],
    [undefined, 'none'],
  ] as const)('[EDGE-7] the origin %s of a page, asked for as chat.lan:8443, is %s', (origin, judged) => {
    expect(ask({ host: 'chat.lan:8443', ...(origin === undefined ? {} : { origin }) }).origin).toBe(judged)
  })

  test('[EDGE-7] usual ports are left out as browsers leave them out', () => {
    expect(ask({ host: 'chat.lan:443', origin: 'https://chat.lan' }).origin).toBe('own')
    expect(ask({ host: 'chat.lan', origin: 'https://chat.lan' }).origin).toBe('own')
    expect(ask({ host: '[fe80::1]:8443', origin: 'https://[fe80::1]:8443' }).origin).toBe('own')
  })

  test.each(['chat.lan:8443', 'CHAT.LAN', '192.168.1.5', 'localhost:8443'])('[EDGE-8] %s is a name of ours', (host) => {
    expect(ask({ host }).host).toBe(host.toLowerCase())
  })

  test.each(['evil.example', 'chat.lan.evil', '', 'chat.lan@evil', 'chat.lan/x', 'chat.lan:8443:1', 'a b', 'chat.lan;x'])(
    '[EDGE-8] “%s” is none',
    (host) => {
      expect(ask({ host }).host).toBeUndefined()
      expect(ask({ host, origin: `https://${host}` }).origin).toBe('foreign')
    },
  )

  test('[EDGE-9] what a proxy says of the address is believed from trusted proxies alone', () => {
    const forwarded = { host: 'chat.lan', 'x-forwarded-for': '6.6.6.6, 10.1.1.1, 192.168.1.2' }
    expect(ask(forwarded).address).toBe('192.168.1.9')
    expect(ask(forwarded, { trustedProxies: ['10.0.0.0/8'] }).address).toBe('192.168.1.9')
    expect(ask(forwarded, { trustedProxies: ['192.168.1.9'] }).address).toBe('192.168.1.2')
    expect(ask(forwarded, { trustedProxies: ['192.168.1.0/24', '10.1.1.1'] }).address).toBe('6.6.6.6')
    expect(ask({ host: 'chat.lan', 'x-forwarded-for': 'nonsense' }, { trustedProxies: ['192.168.1.9'] }).address).toBe('192.168.1.9')
    expect(ask({ host: 'chat.lan' }, { from: '::ffff:192.168.1.9' }).address).toBe('192.168.1.9')
  })

  test('[EDGE-9] so is what it says of TLS', () => {
    const page = { host: 'chat.lan', origin: 'https://chat.lan', 'x-forwarded-proto': 'https' }
    expect(ask(page, { tls: false, trustedProxies: ['192.168.1.9'] })).toMatchObject({ secure: true, origin: 'own' })
    expect(ask(page, { tls: false })).toMatchObject({ secure: false, origin: 'own' })
    expect(ask({ ...page, 'x-forwarded-proto': 'http' }, { tls: false, trustedProxies: ['192.168.1.9'] })).toMatchObject({
      secure: false,
      origin: 'foreign',
    })
  })
})
