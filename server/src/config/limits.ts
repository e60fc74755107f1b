// The settings of limits: each limit of the protocol, as a whole number.
import { Limits } from '@hearth/protocol/limits.ts'
import type { TSchema } from 'typebox'

type Row = { readonly schema: TSchema; readonly says: string; readonly wants: string }

export function limitSettings(): Record<string, Row> {
  return Object.fromEntries(
    Object.entries<TSchema & { minimum?: number; description?: string }>(Limits.properties).map(([name, schema]) => {
      const says = schema.description ?? name
      return [`limits.${name}`, { schema, says, wants: `a whole number of at least ${schema.minimum ?? 0}` }]
    }),
  )
}
