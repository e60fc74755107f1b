// Tokens: 256 bits of chance that only their holder has; the store keeps a hash.
import { createHash } from 'node:crypto'

export const secret = (chance: (bytes: number) => Uint8Array): string => Buffer.from(chance(32)).toString('base64url')

/** What the store keeps and looks up. A plain hash is enough: there is nothing to guess in 256 bits. */
export const secretHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** So many letters and digits that are told apart easily, of five bits each. */
export const letters = (chance: (bytes: number) => Uint8Array, many: number): string =>
  Array.from(chance(many), (byte) => CODE_LETTERS.charAt(byte & 31)).join('')

/** A room's code: ten letters that are read out easily, in two halves. 50 bits. */
export function roomCode(chance: (bytes: number) => Uint8Array): string {
  const code = letters(chance, 10)
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

/** A code as somebody typed it: capitals, spaces and a missing dash do not matter. */
export function readCode(typed: string): string {
  const code = typed.toLowerCase().replace(/[^0-9a-z]/g, '')
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

const CODE_LETTERS = '23456789abcdefghjkmnpqrstuvwxyz0'
