// Apart from the schemas, so that a page need not carry a validator to know it.
import type { OwnSettings } from './own-shapes.ts'

/** What holds for who has changed nothing. */
export const standardSettings: OwnSettings = {
  lastSeen: 'everyone',
  notify: 'mentions',
  words: [],
  quiet: { until: null, hours: null },
  sound: true,
  hideContent: false,
  readWhen: 'seen',
  shownAs: 'auto',
  showsReading: true,
  typing: true,
  previews: true,
}
