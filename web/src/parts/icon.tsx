import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'

/** A picture beside a word; silent for screen readers, because the word says it. */
export function Icon({ of: Picture, size = 18 }: { readonly of: LucideIcon; readonly size?: number }): ReactElement {
  return <Picture size={size} strokeWidth={1.75} aria-hidden="true" focusable="false" />
}
