import 'react'

declare module 'react' {
  // Custom properties are set on elements too (through the style sheet's own interface, never as a style attribute).
  interface CSSProperties {
    readonly [custom: `--${string}`]: string | number | undefined
  }
}
