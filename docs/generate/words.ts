// How a JSON Schema is said in Markdown: one line a field.

/** The part of JSON Schema that the protocol's tables use. */
export type Schema = {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** A schema as plain JSON, without what only the schema library sees. */
export const plain = (schema: object): Schema => JSON.parse(JSON.stringify(schema))

/** Names of the shapes that are described once, by their JSON. */
export type Named = ReadonlyMap<string, string>

/** The type of a field in a few words: `text, 1 to 64 characters`. */
export function typeOf(schema: Schema, named: Named): string {
  const name = named.get(JSON.stringify(schema))
  if (name) return `[${name}](#${name.toLowerCase()})`
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one, named)).join(' or ')
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {}, named)}${between(schema.minItems, schema.maxItems)}`
  if (schema.patternProperties)
    return `object: room id → ${Object.values(schema.patternProperties)
      .map((one) => typeOf(one, named))
      .join()}`
  return scalar(schema, named)
}

/** One bullet for each field of an object, optional ones marked. */
export function fields(schema: Schema, named: Named): string[] {
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const note = field.description && !named.has(JSON.stringify(field)) ? `; ${field.description}` : ''
    return `- \`${name}\`${required.has(name) ? '' : ' (optional)'}: ${typeOf(field, named)}${note}`
  })
}

function scalar(schema: Schema, named: Named): string {
  switch (schema.type) {
    case 'string':
      return `text${between(schema.minLength, schema.maxLength)}`
    case 'integer':
      return `whole number${between(schema.minimum, schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum)}`
    case 'object':
      return `object {${Object.entries(schema.properties ?? {})
        .map(([name, field]) => `${name}: ${typeOf(field, named)}`)
        .join(', ')}}`
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    default:
      return 'any JSON'
  }
}

function between(least: number | undefined, most: number | undefined): string {
  if (least === undefined && most === undefined) return ''
  if (most === undefined) return `, ${least} or more`
  return least === undefined ? `, up to ${most}` : `, ${least} to ${most}`
}
