// Wrong on purpose: a cycle, seen through types stripped by @swc/core only.
import type { Loop } from './loop.ts'
import { loop } from './loop.ts'

export const secret = 'nobody may read this'
export const whole: Loop = loop
