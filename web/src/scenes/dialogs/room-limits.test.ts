import { expect, test } from 'vitest'
import { mostInWords, readMost, typed } from './room-limits.tsx'

const GB = 1_073_741_824

test('[WEB-61] a room’s own limits are read as people write them, and what is no number is not taken for one', () => {
  expect(readMost({ gigabytes: '', count: '' })).toEqual({ bytes: null, count: null })
  expect(readMost({ gigabytes: ' 2 ', count: '500' })).toEqual({ bytes: 2 * GB, count: 500 })
  expect(readMost({ gigabytes: '0,5', count: '' })).toEqual({ bytes: GB / 2, count: null })
  for (const gigabytes of ['0', '-1', '1e3', '2 GB', '1.2345']) expect(readMost({ gigabytes, count: '' }), gigabytes).toBeUndefined()
  for (const count of ['0', '1.5', 'many', '1000000000']) expect(readMost({ gigabytes: '', count }), count).toBeUndefined()
  expect(typed({ bytes: GB / 2, count: 500 })).toEqual({ gigabytes: '0.5', count: '500' })
  expect(mostInWords({ bytes: null, count: 500 }, { bytes: GB, count: null })).toEqual([
    'Files may have 1 GB in all',
    'Files may be as many as the server says',
  ])
})
