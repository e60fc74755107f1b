import { expect, it } from 'vitest'
import { type Spot, spotOf } from './forms.ts'

it('[CONFIG-2] what may be looked at is a name, an address or a range, with a port or without', () => {
  const spots: Readonly<Record<string, Spot | undefined>> = {
    'wiki.lan': { host: 'wiki.lan' },
    'wiki.lan:8080': { host: 'wiki.lan', port: 8080 },
    '10.0.0.7:3000': { host: '10.0.0.7', port: 3000 },
    '10.0.0.0/24:3000': { host: '10.0.0.0/24', port: 3000 },
    'fd00::1': { host: 'fd00::1' },
    'fd00::/8': { host: 'fd00::/8' },
    '[fd00::1]': { host: 'fd00::1' },
    '[fd00::/8]:3000': { host: 'fd00::/8', port: 3000 },
    'wiki.lan:0': undefined,
    'wiki.lan:65536': undefined,
    'wiki.lan:http': undefined,
    '[wiki.lan]:80': undefined,
    'http://wiki.lan': undefined,
    '10.0.0.0/33': undefined,
    '': undefined,
  }
  for (const [value, spot] of Object.entries(spots)) expect([value, spotOf(value)]).toEqual([value, spot])
})
