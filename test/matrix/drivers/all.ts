// Every program the matrix speaks and hears through. A dialect adds its own here.
import type { Driver } from '../driver.ts'
import { disbroad } from './disbroad.ts'
import { native } from './native.ts'
import { prmp } from './prmp.ts'
import { pychat } from './pychat.ts'
import { pycord } from './pycord.ts'
import { vases } from './vases.ts'

export const drivers: readonly Driver[] = [native, ...prmp, ...disbroad, ...pychat, ...vases, pycord]

/** What a server is told to let all of them in, at any free port. */
export const allFlags: readonly string[] = [...new Set(drivers.map(({ flags }) => flags.join('\u0000')))].flatMap((flags) =>
  flags === '' ? [] : flags.split('\u0000'),
)
