import type { ReactElement } from 'react'

/** The flame of the house. */
export function Logo({ size = 24 }: { readonly size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="18" fill="var(--ember)" />
      <path
        d="M33.5 12c3 8-7 12-7 20 0 3 1 5 3 6 0-5 3-8 6-11 1 5 8 8 8 16a10.5 10.5 0 0 1-21 2c-3-2-5-6-5-10 0-10 13-13 16-23Z"
        fill="var(--ember-ink)"
      />
    </svg>
  )
}
