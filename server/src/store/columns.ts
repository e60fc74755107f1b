// Columns that hold JSON. Only we write them, but a hand in the database, a disk or another version may have: what one row holds must not keep
// a whole page of others from being read.
import { type Static, type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Check } from 'typebox/value'

/** Longer than whatever we write there. */
const MOST_CHARS = 1_048_576

/** Reads a column that holds what the schema says; undefined for anything else. Compiled when it is first asked. */
export function reader<T extends TSchema>(schema: T): (json: string) => Static<T> | undefined {
  let validator: Validator | undefined
  return (json) => {
    const value = valueIn(json)
    validator ??= Compile(schema)
    // The one place where the schema's word is taken for the value's type: it was just checked.
    return validator.Check(value) ? (value as Static<T>) : undefined
  }
}

/** The same for what is read once. */
export function readOnce<T extends TSchema>(schema: T, json: string): Static<T> | undefined {
  const value = valueIn(json)
  return Check(schema, value) ? (value as Static<T>) : undefined
}

/** A list of texts, or undefined for anything else. */
export const textsIn = reader(Type.Array(Type.String())) as <T extends string>(json: string) => T[] | undefined

/** A list of numbers, or undefined for anything else. */
export const numbersIn = reader(Type.Array(Type.Number()))

function valueIn(json: string): unknown {
  if (json.length > MOST_CHARS) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
