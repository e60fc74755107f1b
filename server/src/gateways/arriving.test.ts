import { expect, test } from 'vitest'
import { createArrivals } from './arriving.ts'

test('[VASES-21] who is not signed in has little under way, and all together have only so much: who brings more is cut off alone', () => {
  const cut: string[] = []
  const arrivals = createArrivals(1_000_000)
  const open = (name: string, known: boolean) =>
    Object.assign(
      arrivals.open(() => cut.push(name)),
      { known },
    )
  const stranger = open('stranger', false)
  stranger.add(65_536)
  expect(cut).toEqual([])
  stranger.add(1)
  expect(cut).toEqual(['stranger'])
  const [ada, bo] = [open('ada', true), open('bo', true)]
  ada.add(900_000)
  bo.add(100_000)
  expect(cut).toEqual(['stranger'])
  bo.add(1)
  expect(cut).toEqual(['stranger', 'bo'])
  ada.whole()
  bo.add(1_000_000)
  expect(cut).toEqual(['stranger', 'bo'])
  bo.gone()
  ada.add(1_000_000)
  expect(cut).toEqual(['stranger', 'bo'])
})
