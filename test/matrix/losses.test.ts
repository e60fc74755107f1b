import { expect, it } from 'vitest'
import { page, written } from './losses.ts'

it('[MATRIX-4] the expected losses stand in docs/gateways/matrix.md; `node test/matrix/losses.ts` writes them', async () => {
  expect(await written()).toBe(page())
})
