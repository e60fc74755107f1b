// How long a start takes: the first one, which makes the data folder, and the next.
import { temporary } from '#harness/server.ts'
import { startHearth } from './servers/start.ts'

export type Start = { readonly firstMs: number; readonly secondMs: number }

export async function measureStart(): Promise<Start> {
  const folder = temporary('bench')
  const once = async (): Promise<number> => {
    const began = performance.now()
    await using _server = await startHearth('plain', {}, folder.path)
    return Math.round(performance.now() - began)
  }
  const firstMs = await once()
  const secondMs = await once()
  folder.drop()
  return { firstMs, secondMs }
}
