import { secret } from './secret.ts'

export type Loop = { readonly again: () => string }
export const loop: Loop = { again: () => secret }
