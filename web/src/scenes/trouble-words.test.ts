import { afterEach, expect, test } from 'vitest'
import { speak } from '../text/language.ts'
import { troubleInWords } from './trouble-words.ts'

afterEach(() => speak('en'))

test('[WEB-SCENE-11] what only who looks after the server can mend is said in their language, with its names and folders', async () => {
  const says = 'The disk with /backups is full. Damaged or lost on the disk: “plan.pdf”.'
  const about = [
    { what: 'disk_full' as const, folder: '/backups' },
    { what: 'files_damaged' as const, many: 4, names: ['plan.pdf', 'tree.jpg'] },
  ]
  expect(troubleInWords({ says, about })).toContain('Damaged or lost on the disk: “plan.pdf”, “tree.jpg”, ….')
  for (const language of ['fr', 'id'] as const) {
    await speak(language)
    const words = troubleInWords({ says, about })
    expect(words).toContain('/backups')
    expect(words).toContain('tree.jpg')
    expect(words).not.toMatch(/disk with|Damaged or lost/)
  }
  await speak('fr')
  const lacking = (many: number) => troubleInWords({ says, about: [{ what: 'files_lacking', many, names: ['plan.pdf'] }] })
  expect([lacking(1), lacking(2)]).toEqual([expect.stringMatching(/^1 fichier déjà/), expect.stringMatching(/^2 fichiers déjà/)])
})

test('[WEB-SCENE-11] what the page has no words for stands as the server says it', async () => {
  await speak('fr')
  expect(troubleInWords({ says: 'Out of ink.' })).toBe('Out of ink.')
  expect(troubleInWords({ says: 'x', about: [{ what: 'said', says: 'Out of ink.' }] })).toBe('Out of ink.')
  const strange = JSON.parse('{ "what": "no_ink" }')
  expect(troubleInWords({ says: 'Out of ink.', about: [{ what: 'disk_full', folder: '/x' }, strange] })).toBe('Out of ink.')
})
