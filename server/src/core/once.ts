// What is found again and again is told once.

/** So many lines say enough. */
const MOST = 1000

/** Tells of each place once, and of at most a thousand in all: whoever reads may come across the same one as often as they like. */
export function onceEach<T extends { readonly room: string; readonly seq?: number }>(tell: (about: T) => void): (about: T) => void {
  const told = new Set<string>()
  return (about) => {
    const place = `${about.room} ${about.seq ?? ''}`
    if (told.size >= MOST || told.has(place)) return
    told.add(place)
    tell(about)
  }
}
