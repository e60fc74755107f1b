import { expect, test } from 'vitest'
import { sizeInWords } from './size-words.ts'

test('[PROTOCOL-9] sizes are said in the units that limits are counted in', () => {
  const said = [0, 1, 812, 1023.6, 1024, 1500, 10_240, 1_048_575, 1_048_576, 2_500_000, 2 ** 40, 2 ** 52].map(sizeInWords)
  expect(said).toEqual([
    ...['0 bytes', '1 byte', '812 bytes', '1.0 KB', '1.0 KB', '1.5 KB', '10 KB', '1.0 MB', '1.0 MB', '2.4 MB', '1.0 TB', '4096 TB'],
  ])
})
