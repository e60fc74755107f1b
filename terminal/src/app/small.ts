// A program that stays open all day takes little memory: what is thrown away with each frame is collected early.
import { setFlagsFromString } from 'node:v8'

/** Of the space in which new things are made, in megabytes: a frame makes some hundred kilobytes. */
const YOUNG_MB = 4

export const keepSmall = (): void => setFlagsFromString(`--max-semi-space-size=${YOUNG_MB}`)
