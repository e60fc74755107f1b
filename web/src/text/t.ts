// The words of the page. A key is the English sentence itself; what stands in braces is put in.
type Given = Readonly<Record<string, string | number>>

export function t(key: string, given: Given = {}): string {
  return key.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole))
}

/** `one` for one, `many` for any other number; `{count}` is put in. */
t.many = (count: number, one: string, many: string, given: Given = {}): string =>
  t(count === 1 ? one : many, { count: count.toLocaleString(), ...given })
