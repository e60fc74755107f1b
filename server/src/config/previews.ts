// The settings of link previews: `[previews]` in the file, HEARTH_PREVIEWS_…, flags.
import { Type } from 'typebox'
import { type Spot, spotOf } from './forms.ts'

export type PreviewConfig = {
  readonly on: boolean
  /** Names, addresses and ranges inside the network that may be looked at, too. Without a port: at those of web pages. */
  readonly allow: readonly Spot[]
}

export const previewSettings = {
  'previews.on': {
    schema: Type.Boolean(),
    says: 'look at the links people send, and show what they lead to',
    wants: 'true or false',
    flag: '--previews',
  },
  'previews.allow': {
    schema: Type.Array(
      Type.Refine(Type.String({ maxLength: 253 }), (value) => spotOf(value) !== undefined),
      { maxItems: 100 },
    ),
    says: 'hosts and ranges of this network that may be looked at, at ports 80 and 443 or the one named; none: only the wide world',
    wants: 'a list of host names, addresses or ranges, each with :port where it is another than 80 and 443',
    flag: '--previews-allow <host...>',
  },
} as const

export const previewStandards: readonly (readonly [string, unknown])[] = [
  ['previews.on', false],
  ['previews.allow', []],
]

/** @param value what was settled for a key, checked against its schema already */
export function previewConfig(value: (key: keyof typeof previewSettings) => unknown): PreviewConfig {
  const allow = value('previews.allow')
  return { on: value('previews.on') === true, allow: Array.isArray(allow) ? allow.flatMap((one) => spotOf(String(one)) ?? []) : [] }
}
