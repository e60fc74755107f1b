// An address as people type it.

/** `192.168.1.5`, `hearth.local:8443`, `https://…`; without a port it is 8443. Undefined: no address. */
export function addressOf(typed: string): URL | undefined {
  const text = typed.trim()
  const full = /^https?:\/\//u.test(text) ? text : `https://${text}`
  if (text === '' || !URL.canParse(full)) return undefined
  const url = new URL(full)
  if (url.port === '' && !/:443(?:\/|$)/u.test(text) && url.protocol === 'https:') url.port = '8443'
  return url
}
