// A look at a page, as somebody has it.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { picture } from '../harness/browser.ts'
import { faults, wider } from './axe.ts'

/** A picture to look at, nothing that axe finds, and nothing that reaches over an edge. */
export async function looksFine(page: Page, name: string): Promise<void> {
  await picture(page, name)
  expect(await faults(page), name).toEqual([])
  expect(await wider(page), name).toBe(0)
}
