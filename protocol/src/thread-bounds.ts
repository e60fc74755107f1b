// How many threads are told of and kept. Apart from the commands, so that a page need not load their schemas.

/** Threads in one page of one's own. */
export const THREADS_PAGE = 30
/** So many of one's own are told of when one comes in: those replied to last. */
export const THREADS_KEPT = 500
/** So many threads may hold something half written by one person. */
export const MOST_THREAD_DRAFTS = 100
