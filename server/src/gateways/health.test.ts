import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createHealth } from '#core/health.ts'
import { createWorld } from '#core/testing/world.ts'
import { openFiles } from '#files/files.ts'
import { createLog } from '#server/main.ts'
import * as facts from '#store/facts.ts'
import { createHttp } from './http.ts'
import { createHearing } from './native/hear.ts'
import { createPressure } from './pressure.ts'
import { createTransfers } from './transfers.ts'

test('[EDGE-38] healthz is 503 when the store is full, and 200 when there is room again', async () => {
  await using world = await createWorld()
  const limitPages = (pages: number) => world.store.write((tx) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx))
  const fill = (index: number) =>
    world.store
      .write((tx) => facts.set(tx, `filler-${index}`, 'x'.repeat(4000)))
      .then(
        () => true,
        () => false,
      )
  let healthy = createHealth(world.store)
  const folder = await mkdtemp(join(tmpdir(), 'hearth-health-'))
  await using files = await openFiles({ core: world.chat.core, publish: () => {}, folder: join(folder, 'files'), log: createLog('silent') })
  const app = await createHttp({
    chat: world.chat,
    files,
    transfers: createTransfers(),
    hearing: createHearing(),
    limits: world.chat.core.settings.limits,
    log: createLog('silent'),
    door: () => ({ address: '10.0.0.1', secure: false, host: 'chat.lan', origin: 'none' }),
    pressure: createPressure(),
    pageRoot: '/nowhere',
    ca: null,
    control: { operator: world.operator, key: 'x', log: createLog('silent') },
    healthy: () => healthy(),
    figures: () => Promise.reject(new Error('nobody looks here')),
    ownCertificate: false,
    exporting: () => Promise.reject(new Error('nobody takes anything along here')),
  })
  const ask = async () => {
    const { statusCode, body } = await app.inject('/healthz')
    return { status: statusCode, body: JSON.parse(body) }
  }
  expect(await ask()).toEqual({ status: 200, body: { ok: true } })
  await limitPages(1)
  // What was free before is used up first.
  for (let index = 0; await fill(index); index++);
  // Whoever asks within a second is told what the one before was told.
  expect(await ask()).toMatchObject({ status: 200 })
  healthy = createHealth(world.store)
  expect(await ask()).toMatchObject({ status: 503, body: { error: { code: 'storage_full' } } })
  await limitPages(1_000_000)
  healthy = createHealth(world.store)
  expect(await ask()).toEqual({ status: 200, body: { ok: true } })
  await app.close()
  await rm(folder, { recursive: true })
})
