import type { Catalogue } from '../language.ts'

/** The composer and the keys. */
export const writing: Catalogue = {
  'A person, a room, an emoji, a command': 'Une personne, un salon, un emoji, une commande',
  'All as they were': 'Tout remettre comme avant',
  'As it was': 'Comme avant',
  'As it was: {deed}': 'Comme avant : {deed}',
  'Back [in time]': 'Retour en arrière',
  'Call so many in {room}?': 'Appeler autant de monde dans {room} ?',
  Change: 'Changer',
  'Change the keys': 'Changer les touches',
  'Change the keys for: {deed}': 'Changer les touches pour : {deed}',
  Commands: 'Commandes',
  'Everybody here: {people}': 'Tout le monde ici : {people}',
  'Everybody who is connected just now': 'Toutes les personnes connectées en ce moment',
  'Forward [in time]': 'Retour en avant',
  'Hide the preview': 'Masquer l’aperçu',
  'In {room} only admins call everybody at once, and only as long as there are at most {most} people.':
    'Dans {room}, seuls les admins appellent tout le monde d’un coup, et seulement jusqu’à {most} personnes.',
  'Nobody could write this letter any more. Hold Ctrl or Alt with it.': 'On ne pourrait plus écrire cette lettre. Ajoutez Ctrl ou Alt.',
  'Nobody is called by this': 'Personne n’est appelé par ce message',
  'Nothing is written yet.': 'Rien n’est encore écrit.',
  'Part of the page before': 'Partie précédente de la page',
  'Press the new keys. Esc leaves it as it was.': 'Appuyez sur les nouvelles touches. Échap ne change rien.',
  'Others see that I am writing': 'Les autres voient que j’écris',
  Preview: 'Aperçu',
  'Reply to the last message': 'Répondre au dernier message',
  'Rooms to link to': 'Salons à lier',
  'See how it will look': 'Voir l’aperçu',
  'The browser keeps these keys for itself. Press others, or Esc.':
    'Le navigateur garde ces touches pour lui. Appuyez sur d’autres, ou sur Échap.',
  'These keys do something else: {deed}. Press others, or Esc.':
    'Ces touches font autre chose : {deed}. Appuyez sur d’autres, ou sur Échap.',
  question: 'question',
  words: 'mots',
  'This calls {count} people, whatever they are doing.': {
    one: 'Ce message appelle {count} personne, quoi qu’elle fasse.',
    other: 'Ce message appelle {count} personnes, quoi qu’elles fassent.',
  },
  '{count} suggestions: ↓ chooses': { one: '{count} suggestion : ↓ pour choisir', other: '{count} suggestions : ↓ pour choisir' },
}
