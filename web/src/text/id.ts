// Indonesian, which has no plural forms: one sentence for every count.
import type { Catalogue } from './language.ts'

export const id: Catalogue = {}
