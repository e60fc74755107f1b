// Every sentence the page shows. Its key is the English sentence itself.

type Values = Readonly<Record<string, string | number>>

/** 'Hello {name}' with what stands for the names. */
export function t(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole))
}

/** The sentence for one, or the one for so many: `{count}` stands for the number. */
t.many = (count: number, one: string, many: string, values: Values = {}): string => t(count === 1 ? one : many, { ...values, count })
