// A file of the project, for tests that hold two of them to each other.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** @param path from the root of the project */
export const readPaper = (path: string): string => readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8')
