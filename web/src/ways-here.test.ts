import type { State } from '@hearth/client/state.ts'
import { expect, test } from 'vitest'
import { originFor } from './ways-here.ts'

const at = (origin: string): Pick<Location, 'origin' | 'protocol' | 'hostname' | 'port'> => new URL(origin)
const told = (addresses?: readonly string[]) => ({ hello: addresses && { addresses } }) as unknown as Pick<State, 'hello'>

test('[WEB-11] a link made at localhost leads others to where they find the server, by the same port', () => {
  const known = told(['192.168.1.5', 'hearth.local'])
  expect(originFor(known, at('https://localhost:8443'))).toBe('https://192.168.1.5:8443')
  expect(originFor(known, at('https://127.0.0.1'))).toBe('https://192.168.1.5')
  expect(originFor(told(['[fd00::5]']), at('https://[::1]:8443'))).toBe('https://[fd00::5]:8443')
  // Where one came by an address that leads others there as well, it stays.
  expect(originFor(known, at('https://hearth.local:8443'))).toBe('https://hearth.local:8443')
  expect(originFor(told(), at('https://localhost:8443'))).toBe('https://localhost:8443')
})
