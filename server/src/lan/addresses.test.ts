import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { addressesOf, createHosts, hostOf, scopeOf, slug, waysFor } from './addresses.ts'

const at = (address: string): NetworkInterfaceInfo => ({
  address,
  netmask: '',
  mac: '',
  internal: false,
  cidr: null,
  ...(address.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
})
const net =
  (...addresses: string[]) =>
  () => ({ eth0: addresses.map(at) })

describe('[LAN-1] it knows by which addresses neighbours can open it, the best first', () => {
  test('[LAN-1] private IPv4 first, loopback last, zone ids and doubles gone', () => {
    const found = addressesOf(net('::1', '127.0.0.1', 'fe80::1%eth0', 'fd00::5', '8.8.8.8', '192.168.1.5', '192.168.1.5'))
    expect(found.map(({ address }) => address)).toEqual(['192.168.1.5', '8.8.8.8', 'fd00::5', 'fe80::1', '127.0.0.1', '::1'])
  })

  test.each([
    ['10.1.2.3', 'private'],
    ['172.31.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['100.64.0.1', 'private'],
    ['169.254.9.9', 'link'],
    ['127.5.5.5', 'loopback'],
    ['fd12::1', 'private'],
    ['2001:db8::1', 'public'],
  ])('[LAN-1] %s is %s', (address, scope) => {
    expect(scopeOf(address)).toBe(scope)
  })

  test('[LAN-1] the addresses to open leave out what browsers cannot open', () => {
    const hosts = createHosts(['chat.example.org'], net('192.168.1.5', 'fe80::1', 'fd00::5', '127.0.0.1'), 'box')
    hosts.add('hearth.local')
    expect(hosts.urls(8443)).toEqual([
      'https://192.168.1.5:8443',
      'https://[fd00::5]:8443',
      'https://hearth.local:8443',
      'https://chat.example.org:8443',
      'https://localhost:8443',
    ])
  })
})

test('[LAN-1] who sits at the server is told by what others open it, and nobody else is', () => {
  const hosts = createHosts(['chat.example.org'], net('192.168.1.5', 'fe80::1', 'fd00::5', '127.0.0.1'), 'box')
  const open = { bind: '::', tls: null }
  const addresses = ['192.168.1.5', '[fd00::5]', 'chat.example.org']
  for (const from of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(waysFor(from, open, hosts)).toEqual({ addresses })
  expect(waysFor('192.168.1.7', open, hosts)).toEqual({})
  // A certificate of one's own vouches for names; where only this machine gets in there is no other way.
  expect(waysFor('::1', { ...open, tls: { cert: 'own' } }, hosts)).toEqual({ addresses: ['chat.example.org'] })
  expect(waysFor('::1', { ...open, bind: '127.0.0.1' }, hosts)).toEqual({})
  expect(waysFor('::1', { ...open, bind: '192.168.1.5' }, hosts)).toEqual({ addresses: ['192.168.1.5', 'chat.example.org'] })
})

describe('[LAN-2] it answers to its own names and to addresses, and to no other name', () => {
  const hosts = createHosts(['chat.example.org'], net('192.168.1.5'), 'Box.office.example')

  test.each([
    '192.168.1.5',
    '192.168.1.5:8443',
    '[fd00::1]:8443',
    '10.9.9.9',
    'localhost:1',
    'box',
    'BOX.local',
    'box.lan',
    'box.home.arpa',
    'box.local.',
    'box.office.example',
    'chat.example.org:8443',
  ])('[LAN-2] %s may come in', (host) => {
    expect(hosts.allows(host)).toBe(true)
  })

  test.each([
    undefined,
    '',
    'evil.example',
    'evil-box.local',
    'box.local.evil.example',
    'chat.example.org.evil',
    'box:8443:1',
    'a@box',
    'http://box',
    'box/..',
    '[::1',
    'box local',
  ])('[LAN-2] %s may not', (host) => {
    expect(hosts.allows(host)).toBe(false)
  })

  test('[LAN-2] a host is read without port, brackets and last dot', () => {
    expect([hostOf('A.local.:80'), hostOf('[FD00::1]:1'), hostOf('1.2.3.4')]).toEqual(['a.local', 'fd00::1', '1.2.3.4'])
  })

  test('[LAN-2] any name makes a name for mDNS', () => {
    expect([slug('Büro 3'), slug('Hearth'), slug('火'), slug('-- a --')]).toEqual(['buro-3', 'hearth', 'hearth', 'a'])
  })
})
