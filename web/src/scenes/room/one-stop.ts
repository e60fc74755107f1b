// A list of messages is one stop for Tab, however many links, reactions and buttons stand in it: what a message holds is reached from the message
// that has the focus, and from no other. What comes late, as pictures, polls and cards do, is no exception.
// Code that scrolls stays one: without the focus nobody could read its end by keys.
const STOPS = 'a[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex]:not(pre)'

/**
 * @param list what scrolls; its messages are elements with `data-key`
 * @returns how to let go of it
 */
export function oneStop(list: HTMLElement): () => void {
  /** Those that are no stop now, and what they said of themselves. */
  const shut = new WeakMap<Element, string | null>()
  const { activeElement } = document
  let open = activeElement !== null && list.contains(activeElement) ? activeElement.closest('[data-key]') : null

  function close(stop: HTMLElement): void {
    const row = stop.closest('[data-key]')
    if (row === null || row === stop || row === open || stop.tabIndex < 0) return
    if (!shut.has(stop)) shut.set(stop, stop.getAttribute('tabindex'))
    stop.tabIndex = -1
  }
  function closeIn(part: Element): void {
    if (part instanceof HTMLElement && part.matches(STOPS)) close(part)
    for (const stop of part.querySelectorAll<HTMLElement>(STOPS)) close(stop)
  }
  function openUp(row: Element | null): void {
    if (row === open) return
    const before = open
    open = row
    if (before) closeIn(before)
    for (const stop of row?.querySelectorAll(STOPS) ?? []) {
      const was = shut.get(stop)
      if (was === undefined) continue
      shut.delete(stop)
      if (was === null) stop.removeAttribute('tabindex')
      else stop.setAttribute('tabindex', was)
    }
  }
  const onFocusIn = ({ target }: FocusEvent): void => openUp(target instanceof Element ? target.closest('[data-key]') : null)
  const onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || !list.contains(relatedTarget)) openUp(null)
  }
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes' && target instanceof HTMLElement) close(target)
      for (const node of addedNodes) if (node instanceof Element) closeIn(node)
    }
  })

  closeIn(list)
  list.addEventListener('focusin', onFocusIn)
  list.addEventListener('focusout', onFocusOut)
  observer.observe(list, { subtree: true, childList: true, attributes: true, attributeFilter: ['tabindex', 'href'] })
  return () => {
    observer.disconnect()
    list.removeEventListener('focusin', onFocusIn)
    list.removeEventListener('focusout', onFocusOut)
  }
}
