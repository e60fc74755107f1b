// One-line drawings for empty places. Drawn by hand for Hearth; they take the colour of the text around them.
import type { ReactElement, ReactNode } from 'react'

function Drawing({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <svg
      width="132"
      height="96"
      viewBox="0 0 132 96"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

/** A fire between two logs. */
export const HearthDrawing = (): ReactElement => (
  <Drawing>
    <path d="M10 84h112M40 84c-8-3-8-11 0-12l52-8c9 0 10 10 2 12l-40 8M92 84c8-3 8-11 0-12l-16-3" />
    <path d="M66 12c6 14-15 22-15 38 0 7 4 12 8 14 0-8 5-12 9-18 2 9 11 11 11 20 5-3 8-8 8-15 0-17-18-20-21-39Z" stroke="var(--ember)" />
    <path d="M28 30c2-3-2-5 0-8M104 36c2-3-2-5 0-8M98 18c1-2-1-3 0-5" opacity=".5" />
  </Drawing>
)

/** Two speech bubbles made of one line. */
export const QuietDrawing = (): ReactElement => (
  <Drawing>
    <path d="M8 84h28c2-5 2-9-2-12-10-8-13-20-8-31C32 28 48 20 64 22c19 2 32 15 31 31-1 15-15 26-34 26-6 0-11-1-16-3-3 4-7 7-12 8h91" />
    <path d="M46 46h30M46 57h19" opacity=".55" />
    <path d="M100 34c9 4 15 12 14 22-1 6-4 11-8 14 1 4 3 7 6 9-5 0-10-1-14-4" stroke="var(--ember)" />
  </Drawing>
)

/** A magnifying glass over an empty shelf. */
export const NothingDrawing = (): ReactElement => (
  <Drawing>
    <path d="M8 84h50l22-22M80 62a22 22 0 1 0-31-31 22 22 0 0 0 31 31Zm0 0 24 22h20" />
    <path d="M56 40c3-4 8-6 13-5" stroke="var(--ember)" />
    <path d="M20 84V64h16v20M14 64h28" opacity=".55" />
  </Drawing>
)

/** A plug out of its socket. */
export const OfflineDrawing = (): ReactElement => (
  <Drawing>
    <path d="M8 70c14 0 14-22 28-22h12M48 38v20h8a10 10 0 0 0 0-20h-8ZM66 42h7M66 54h7" />
    <path d="M124 26c-14 0-14 22-28 22h-6M90 34v28a14 14 0 0 1 0-28Z" />
    <path d="M76 26l4-7M82 72l3 8M71 73l-4 7" stroke="var(--ember)" />
  </Drawing>
)

/** An open door with light in it. */
export const DoorDrawing = (): ReactElement => (
  <Drawing>
    <path d="M8 84h34V16h48v68h34" />
    <path d="M42 16l30 10v66L42 84M64 56v5" />
    <path d="M90 84 72 92M98 30l10-6M100 44h12M98 58l10 6" stroke="var(--ember)" />
  </Drawing>
)
