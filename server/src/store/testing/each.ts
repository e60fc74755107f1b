// How tests of the store begin and end: a place for all of a block, a filled store for each.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Store } from '../open.ts'
import { fill } from './cast.ts'
import type { Opened, TestEngine } from './engines.ts'

type Hooks = NonNullable<Parameters<Opened['store']>[0]>

/**
 * @param begins gets the filled store before each test
 * @param hooks asked before each store is opened
 */
export function eachFilled(open: TestEngine['open'], begins: (store: Store, place: Opened) => void, hooks: () => Hooks = () => ({})): void {
  let place: Opened
  let store: Store

  beforeAll(async () => {
    place = await open()
  })
  beforeEach(async () => {
    store = await place.store(hooks())
    await fill(store)
    begins(store, place)
  })
  afterEach(async () => {
    await store.close()
    await place.wipe()
  })
  afterAll(() => place.close())
}
