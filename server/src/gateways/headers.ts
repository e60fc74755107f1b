// What every response carries, errors included: what a page of ours may do, and what others may do with it.

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
]

const FIXED = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'geolocation=(), payment=(), usb=()',
} as const

/**
 * @param host the checked host the page was asked by: older Safaris do not count the socket of their own origin as 'self'
 */
export function securityHeaders(host: { readonly name: string; readonly secure: boolean } | undefined): Readonly<Record<string, string>> {
  const socket = host === undefined ? '' : ` ${host.secure ? 'wss' : 'ws'}://${host.name}`
  return { ...FIXED, 'content-security-policy': [...POLICY, `connect-src 'self'${socket}`].join('; ') }
}

/**
 * Only with a certificate the owner brought along, and never for an address: with the local CA a browser that does not trust it
 * yet would no longer let anybody click through.
 */
export const strictTransport = { 'strict-transport-security': 'max-age=31536000' } as const
