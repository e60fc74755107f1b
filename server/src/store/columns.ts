// Columns that hold JSON. Only we write them, but a hand in the database, a disk or another version may have: what one row holds must not keep
// a whole page of others from being read.

/** A list of texts, or undefined for anything else. */
export function textsIn<T extends string>(json: string): T[] | undefined {
  const list = listIn(json)
  return list?.every((one): one is T => typeof one === 'string') ? list : undefined
}

/** A list of numbers, or undefined for anything else. */
export function numbersIn(json: string): number[] | undefined {
  const list = listIn(json)
  return list?.every((one) => typeof one === 'number') ? list : undefined
}

/** An object, or undefined for anything else. */
export function objectIn(json: string): Record<string, unknown> | undefined {
  const value = valueIn(json)
  return isObject(value) ? value : undefined
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listIn(json: string): unknown[] | undefined {
  const value = valueIn(json)
  return Array.isArray(value) ? value : undefined
}

function valueIn(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
