// What waits, where it is seen without the page: the tab's icon, and the number on the installed app's.

export function markApp(waiting: number, isSome: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const href = waiting > 0 ? '/icon-for-you.svg' : isSome ? '/icon-new.svg' : '/icon.svg'
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href)
  if (!('setAppBadge' in navigator)) return
  const mark = waiting > 0 ? navigator.setAppBadge(waiting) : navigator.clearAppBadge()
  // Not every system has a place for it.
  mark.catch(() => undefined)
}
