// Which part of a file is asked for (RFC 9110, sections 13 and 14). One range at a time: of several the whole file may be sent instead.

export type Part =
  | { readonly is: 'whole' }
  | { readonly is: 'part'; readonly start: number; readonly end: number }
  | { readonly is: 'nowhere' }
  | { readonly is: 'known' }

export type Asked = {
  readonly range?: string | undefined
  readonly ifRange?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

const RANGE = /^bytes=[ \t]{0,8}(\d{0,15})[ \t]{0,8}-[ \t]{0,8}(\d{0,15})[ \t]{0,8}$/

/**
 * @param tag strong, with its quotes
 * @returns `end` is the last byte, itself included; `nowhere`: 416; `known`: 304
 */
export function partOf({ range, ifRange, ifNoneMatch }: Asked, size: number, tag: string): Part {
  if (ifNoneMatch !== undefined && isAmong(ifNoneMatch, tag)) return { is: 'known' }
  const [, from, to] = RANGE.exec(range ?? '') ?? []
  // A weak tag or a date proves nothing about single bytes.
  if (from === undefined || to === undefined || (from === '' && to === '') || (ifRange !== undefined && ifRange.trim() !== tag))
    return { is: 'whole' }
  if (from === '')
    return Number(to) === 0 || size === 0 ? { is: 'nowhere' } : { is: 'part', start: Math.max(0, size - Number(to)), end: size - 1 }
  if (to !== '' && Number(to) < Number(from)) return { is: 'whole' }
  if (Number(from) >= size) return { is: 'nowhere' }
  return { is: 'part', start: Number(from), end: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

function isAmong(header: string, tag: string): boolean {
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag)
}
