// How somebody is here, as one sign: told apart by its form, for terminals of two colours.
import type { Standing } from '@hearth/client/standing.ts'

export const signs: Readonly<Record<Standing, string>> = { here: '●', away: '◐', busy: '⊖', gone: '○' }

/** Behind a name; empty where there is nothing to add to the sign of who is here, or is not. */
export const inWords: Readonly<Record<Standing, string>> = { here: '', away: ', away', busy: ', do not disturb', gone: '' }
