import { expect, it } from 'vitest'
import { createPages } from './pages.ts'

const given = { allowsHost: (host: string) => /^(chat\.lan|localhost)(:\d+)?$/.test(host), origins: [], isProxied: false }

it('[LAN-9] another service of the same machine, at another port, is not taken for a page of this server', () => {
  const pages = createPages(given)
  expect(pages.allows('https://chat.lan:8443')).toBe(false)
  pages.serve({ https: 8443, plain: 8081 })
  for (const own of ['https://chat.lan:8443', 'https://localhost:8443', 'http://localhost:8081'])
    expect([own, pages.allows(own)]).toEqual([own, true])
  const others = [
    ...[
      'https://chat.lan',
      'https://chat.lan:9999',
      'https://evil.lan:8443',
      'http://chat.lan:8081',
      'http://localhost',
      'http://localhost:9999',
    ],
    ...['https://chat.lan:8443/', 'https://chat.lan:8443@evil.lan', 'HTTPS://chat.lan:8443', 'null', ''],
  ]
  for (const other of others) expect([other, pages.allows(other)]).toEqual([other, false])
})

it('[LAN-9] behind a proxy that is trusted its usual port is ours, and what the settings name', () => {
  const pages = createPages({ ...given, origins: ['https://chat.lan:444'], isProxied: true })
  pages.serve({ https: 443, plain: null })
  for (const own of ['https://chat.lan', 'https://chat.lan:444']) expect([own, pages.allows(own)]).toEqual([own, true])
  expect(pages.allows('https://chat.lan:445')).toBe(false)
})
