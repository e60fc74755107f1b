import { describe, expect, it } from 'vitest'
import { mayReach, type Rules, unwrapped } from './addresses.ts'
import { checkLink, reach } from './fetching.ts'

const { signal } = new AbortController()
const rules: Rules = { allow: [], own: ['203.0.114.9', 'fd00::9'], ports: [8443] }

/** Links whose host is an address already: how it is written makes no difference. */
const refused = [
  ...['http://127.0.0.1/', 'http://127.1/', 'http://2130706433/', 'http://0x7f000001/', 'http://0177.0.0.1/', 'http://0x7f.0.0.1/'],
  ...['http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[::127.0.0.1]/', 'http://[64:ff9b::7f00:1]/'],
  ...['http://[64:ff9b:1::7f00:1]/', 'http://[2001:0:7f00:1::1]/'],
  ...['http://[2002:7f00:1::]/', 'http://[::ffff:0:127.0.0.1]/', 'http://0.0.0.0/', 'http://0/', 'http://[::]/', 'http://①②⑦.⓪.⓪.①/'],
  ...['http://10.0.0.1/', 'http://172.16.3.4/', 'http://192.168.1.1/', 'http://100.64.0.1/', 'http://[fd00::1]/', 'http://[fc00::1]/'],
  ...['http://169.254.169.254/', 'http://[fe80::1]/', 'http://[::ffff:169.254.169.254]/', 'http://224.0.0.1/', 'http://255.255.255.255/'],
  ...['http://[ff02::1]/', 'http://192.0.2.7/', 'http://198.18.0.1/', 'http://[2001:db8::1]/', 'http://240.0.0.1/'],
  ...['http://93.184.215.14:22/', 'http://93.184.215.14:8443/', 'http://203.0.114.9:8443/', 'http://203.0.114.9/', 'http://localhost/'],
]

describe('where nobody is sent', () => {
  it.each(refused)('[PREVIEWS-1] %s', async (link) => {
    await expect(reach(checkLink(link), rules, signal)).rejects.toThrow('nobody is sent')
  })

  it('[PREVIEWS-1] links that are no web pages, or carry a password', () => {
    for (const link of ['file:///etc/passwd', 'ftp://example.org/', 'gopher://x/', 'javascript:alert(1)', 'http://', 'x'])
      expect(() => checkLink(link)).toThrow()
    expect(() => checkLink('http://ada:secret@example.org/')).toThrow('password')
    expect(() => checkLink(`http://example.org/${'x'.repeat(3000)}`)).toThrow()
  })

  it('[PREVIEWS-1] the wide world is open, at the ports of web pages', async () => {
    expect(await reach(checkLink('https://93.184.215.14/'), rules, signal)).toBe('93.184.215.14')
    expect(await reach(checkLink('http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/'), rules, signal)).toContain('2606')
  })

  it('[PREVIEWS-1] what the settings name is open, but for this server’s own ports, and never what is link-local', () => {
    const allow = ['wiki.lan', '192.168.1.0/24', '127.0.0.1', '169.254.0.0/16', 'fd00::/8'].map((host) => ({ host }))
    const home: Rules = { ...rules, ports: [8443, 80], allow }
    expect(mayReach(home, 'wiki.lan', '10.0.0.7', 80)).toBe(true)
    expect(mayReach(home, 'wiki.lan', '10.0.0.7', 443)).toBe(true)
    expect(mayReach(home, 'other.lan', '10.0.0.7', 80)).toBe(false)
    expect(mayReach(home, '192.168.1.7', '192.168.1.7', 80)).toBe(true)
    expect(mayReach(home, '192.168.2.7', '192.168.2.7', 80)).toBe(false)
    expect(mayReach(home, 'x', '::ffff:192.168.1.7', 80)).toBe(true)
    expect(mayReach(home, '127.0.0.1', '127.0.0.1', 443)).toBe(true)
    expect(mayReach(home, '127.0.0.1', '127.0.0.1', 80)).toBe(false)
    expect(mayReach(home, 'wiki.lan', 'fd00::9', 80)).toBe(false)
    expect(mayReach(home, 'wiki.lan', '169.254.169.254', 80)).toBe(false)
    expect(mayReach(home, '169.254.169.254', '169.254.169.254', 80)).toBe(false)
  })

  it('[PREVIEWS-1] what the settings name is open at the ports of web pages, or at the one they name, and at no other', () => {
    const allow = [{ host: 'wiki.lan' }, { host: 'wiki.lan', port: 8080 }, { host: '192.168.1.0/24', port: 3000 }]
    const home: Rules = { ...rules, allow }
    const open = [80, 443, 8080, 22, 25, 3000, 5432, 6379, 8443, 9100].filter((port) => mayReach(home, 'wiki.lan', '10.0.0.7', port))
    expect(open).toEqual([80, 443, 8080])
    expect([80, 443, 3000, 5432].filter((port) => mayReach(home, '192.168.1.7', '192.168.1.7', port))).toEqual([3000])
  })

  it('[PREVIEWS-1] an IPv4 address in the clothes of IPv6 is that address', () => {
    expect(unwrapped('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(unwrapped('64:ff9b::a00:1')).toBe('10.0.0.1')
    expect(unwrapped('2002:a00:1::')).toBe('10.0.0.1')
    expect(unwrapped('::10.0.0.1')).toBe('10.0.0.1')
    expect(unwrapped('::1')).toBe('0:0:0:0:0:0:0:1')
    expect(unwrapped('fe80::1%eth0')).toBeUndefined()
    expect(unwrapped('nonsense')).toBeUndefined()
  })
})
