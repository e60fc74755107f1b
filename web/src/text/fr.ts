// French, with « vous » and the spaces of French type before double signs: written here as plain spaces, set by `typeset`.
import type { Catalogue } from './language.ts'

export const fr: Catalogue = {}
