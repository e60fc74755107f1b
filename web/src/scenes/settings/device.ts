import { t } from '../../text/t.ts'
/** 'Firefox on Linux' out of what a browser says of itself; anything else as it is. */
export function deviceName(client: string): string {
  const browser = /Edg\//.test(client)
    ? 'Edge'
    : /OPR\//.test(client)
      ? 'Opera'
      : /Firefox\//.test(client)
        ? 'Firefox'
        : /Chrom(e|ium)\//.test(client)
          ? 'Chrome'
          : /Safari\//.test(client)
            ? 'Safari'
            : ''
  const system = /iPhone/.test(client)
    ? 'iPhone'
    : /iPad/.test(client)
      ? 'iPad'
      : /Android/.test(client)
        ? 'Android'
        : /Windows/.test(client)
          ? 'Windows'
          : /Mac OS X/.test(client)
            ? t('a Mac')
            : /Linux/.test(client)
              ? 'Linux'
              : ''
  if (!browser) return client.slice(0, 60) || t('A device')
  return system ? t('{browser} on {system}', { browser, system }) : browser
}
