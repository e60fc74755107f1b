// The way out of another server, too. What comes of going there and back: outside/oidc.test.ts.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type House, openHouse } from './testing/house.ts'

let house: House
beforeAll(async () => {
  const claims = { name: 'preferred_username', displayName: 'name', groups: 'groups' }
  house = await openHouse({
    config: {
      trustedProxies: ['127.0.0.1'],
      // Nobody answers there: then one stays here.
      oidc: {
        issuer: 'http://127.0.0.1:9',
        clientId: 'hearth',
        clientSecret: 'x',
        called: 'Elsewhere',
        scopes: [],
        claims,
        roles: [],
        makes: true,
        tellsWhen: true,
      },
    },
  })
})
afterAll(() => house[Symbol.asyncDispose]())

const leave = (method: string, headers: Readonly<Record<string, string>>) =>
  fetch(`http://${house.plain}/oidc/leave`, { method, redirect: 'manual', headers: { 'x-forwarded-proto': 'https', ...headers } })

it('[TRUST-2] nobody is signed out elsewhere by a link, a picture or a form on another’s page: our own page alone asks for it', async () => {
  const own = await leave('POST', { origin: `https://${house.plain}` })
  expect([own.status, await own.json()]).toEqual([200, { to: '/' }])
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}] as Readonly<Record<string, string>>[])
    expect([headers, (await leave('POST', headers)).status]).toEqual([headers, 403])
  const link = await leave('GET', { 'sec-fetch-site': 'cross-site' })
  // To a browser it is a part of the page, as any address is.
  expect([link.headers.get('location'), (await link.text()).includes('<html')]).toEqual([null, true])
})
