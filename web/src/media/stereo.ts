// Sound with two sides: the sound of a film that somebody shows. Pure.

/**
 * An answer that takes any voice with two sides. Which line the sound of a screen comes in at is not known before; and without this word browsers make
 * one side of both. @param sdp as the browser wrote it
 */
export function asStereo(sdp: string): string {
  const opus = [...sdp.matchAll(/^a=rtpmap:(\d+) opus\//gm)].map(([, type]) => type)
  return sdp.replaceAll(/^a=fmtp:(\d+) ([^\r\n]*)/gm, (line, type: string, words: string) =>
    opus.includes(type) && !/(?:^|;) *stereo=/.test(words) ? `${line};stereo=1` : line,
  )
}
