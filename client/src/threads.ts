// Where a reply in a thread is seen.

/** Replies in threads stand there alone, unless their author wanted them in the room, too. */
export const standsInRoom = ({ thread, also }: { readonly thread?: string; readonly also?: true }): boolean =>
  thread === undefined || also === true
