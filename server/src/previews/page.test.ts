import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPage } from './page.ts'

describe('what a page says of itself', () => {
  it('[PREVIEWS-3] by its own words for it, or by what every page has', () => {
    expect(
      readPage('<html><head><title>Fire &amp; wood</title><meta name="description" content="How to &quot;light&quot; it"></head>'),
    ).toEqual({
      title: 'Fire & wood',
      description: 'How to "light" it',
    })
    const full = `<meta property='og:title' content='Fire'><META PROPERTY=og:image CONTENT=/fire.png><meta property="og:site_name" content="Wiki">
      <title>Something else</title>`
    expect(readPage(full)).toEqual({ title: 'Fire', site: 'Wiki', image: '/fire.png' })
  })

  it('[PREVIEWS-3] only its head counts, and nothing in scripts or comments', () => {
    expect(readPage('<!-- <title>no</title> --><script>"<title>no</title>"</script><title>yes</title>')).toEqual({ title: 'yes' })
    expect(readPage('<head></head><body><title>no</title>')).toBeUndefined()
    expect(readPage('<title> \u200b\n </title>')).toBeUndefined()
  })

  it('[PREVIEWS-3] is one line, cut to length, and turns nobody’s direction', () => {
    const said = readPage(`<title>a\u202e&#x202e;b\n\n${'x'.repeat(500)}</title><meta name=description content="${'y'.repeat(5000)}">`)
    expect(said?.title).toMatch(/^ab x+…$/)
    expect(Array.from(said?.title ?? '')).toHaveLength(200)
    expect(Array.from(said?.description ?? '')).toHaveLength(300)
  })

  it('[PREVIEWS-3] whatever it holds it is read in time that grows with it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('<', '>', '"', "'", '=', 'meta ', '<title>', '<!--', '</', 'content', ' ', 'x')), (parts) => {
        readPage(parts.join(''))
      }),
    )
    const began = performance.now()
    for (const piece of ['<', '<meta ', '<meta content="', "<meta a='", '<!-', '<script>', '<title>', '<a b=', '&#x', '&amp;'])
      readPage(piece.repeat(Math.ceil(1_048_576 / piece.length)))
    // Ten megabytes: a reader that goes back over what it has read would take hours.
    expect(performance.now() - began).toBeLessThan(60_000)
  })
})
