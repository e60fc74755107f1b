import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFigures } from './figures.ts'
import { asText } from './metrics.ts'
import { enter, type House, openHouse } from './testing/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => house[Symbol.asyncDispose]())

test('[EDGE-45] /metrics is for admins and the key of the data folder; without either there are no figures', async () => {
  const ada = await enter(house, 'Ada')
  const look = (token?: string) =>
    fetch(`http://${house.plain}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
  expect((await look()).status).toBe(401)
  expect((await look(ada.token)).status).toBe(403)
  const shown = await look(house.key)
  expect(shown.status).toBe(200)
  expect(shown.headers.get('content-type')).toContain('text/plain; version=0.0.4')
})

test('[EDGE-45] each figure has its help, its type and one value, and the version cannot break the form', async () => {
  using meter = createFigures({
    ...{ version: '0.1.0"\n', now: () => 1000, folder: '/', database: undefined, people: () => 3, connections: () => 4 },
    ...{ pulse: { asked: 10, said: 2 }, gateways: () => ({ pychat: 8000 }) },
  })
  const figures = await meter.read()
  expect(figures).toMatchObject({
    people: 3,
    connections: 4,
    asked: 10,
    said: 2,
    databaseBytes: 0,
    gateways: [{ name: 'pychat', port: 8000 }],
  })
  expect(figures.memoryBytes).toBeGreaterThan(1_000_000)
  expect(figures.diskFreeBytes).toBeGreaterThan(0)
  const lines = asText(figures, false).trimEnd().split('\n')
  expect(lines.filter((line) => !/^(# (HELP|TYPE) hearth_[a-z_]+ .+|hearth_[a-z_]+(\{version="[^"]*"\})? [\d.e+-]+)$/.test(line))).toEqual(
    [],
  )
  expect(lines).toContain('hearth_up 0')
  expect(lines).toContain('hearth_messages_total 2')
})
