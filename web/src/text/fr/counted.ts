import type { Catalogue } from '../language.ts'

export const counted: Catalogue = {
  'A message takes {most} at most: the last {count} were left out.': {
    one: 'Un message prend au plus {most} : le dernier a été laissé de côté.',
    other: 'Un message prend au plus {most} : les {count} derniers ont été laissés de côté.',
  },
  'Add {count} people': { one: 'Ajouter {count} personne', other: 'Ajouter {count} personnes' },
  'Channel of {count} people': { one: 'Canal de {count} personne', other: 'Canal de {count} personnes' },
  'Compressed after {count} days.': { one: 'Compressés au bout de {count} jour.', other: 'Compressés au bout de {count} jours.' },
  'Contents, {count} pages': { one: 'Contenu, {count} page', other: 'Contenu, {count} pages' },
  'Deleted after {count} days.': { one: 'Supprimés au bout de {count} jour.', other: 'Supprimés au bout de {count} jours.' },
  'Files are kept for {count} days': { one: 'Les fichiers sont gardés {count} jour', other: 'Les fichiers sont gardés {count} jours' },
  'Group of {count} people': { one: 'Groupe de {count} personne', other: 'Groupe de {count} personnes' },
  'Messages are compressed after {count} days': {
    one: 'Les messages sont compressés au bout de {count} jour',
    other: 'Les messages sont compressés au bout de {count} jours',
  },
  'Will be sent when all files are there': {
    one: 'Partira quand le fichier sera arrivé',
    other: 'Partira quand tous les fichiers seront arrivés',
  },
  'Write on: {count} waiting, all sent as soon as the server is back.': {
    one: 'Continuez d’écrire : {count} message attend et partira dès que le serveur sera de retour.',
    other: 'Continuez d’écrire : {count} messages attendent et partiront dès que le serveur sera de retour.',
  },
  'and {count} others. Search to find them.': {
    one: 'et {count} autre. Cherchez pour la trouver.',
    other: 'et {count} autres. Cherchez pour les trouver.',
  },
  '{count} bytes': { one: '{count} octet', other: '{count} octets' },
  '{count} characters left': { one: 'encore {count} caractère', other: 'encore {count} caractères' },
  '{count} characters too many': { one: '{count} caractère de trop', other: '{count} caractères de trop' },
  '{count} days': { one: '{count} jour', other: '{count} jours' },
  '{count} files': { one: '{count} fichier', other: '{count} fichiers' },
  '{count} files cannot go on yet. The message waits.': {
    one: '{count} fichier ne peut pas encore continuer. Le message attend.',
    other: '{count} fichiers ne peuvent pas encore continuer. Le message attend.',
  },
  '{count} members': { one: '{count} membre', other: '{count} membres' },
  '{count} messages not sent yet will be lost.': {
    one: '{count} message pas encore envoyé sera perdu.',
    other: '{count} messages pas encore envoyés seront perdus.',
  },
  '{count} messages take up {size}.': { one: '{count} message occupe {size}.', other: '{count} messages occupent {size}.' },
  '{count} new': { one: '{count} nouveau', other: '{count} nouveaux' },
  '{count} new messages': { one: '{count} nouveau message', other: '{count} nouveaux messages' },
  '{count} others': { one: '{count} autre', other: '{count} autres' },
  '{count} people': { one: '{count} personne', other: '{count} personnes' },
  '{count} people added': { one: '{count} personne ajoutée', other: '{count} personnes ajoutées' },
  '{count} people here': { one: '{count} personne ici', other: '{count} personnes ici' },
  '{count} unread messages': { one: '{count} message non lu', other: '{count} messages non lus' },
  '{emoji}, {count} reactions by {who}': { one: '{emoji}, {count} réaction de {who}', other: '{emoji}, {count} réactions de {who}' },
  '{names} and {count} others': { one: '{names} et {count} autre', other: '{names} et {count} autres' },
  '{names} are here to talk': { one: '{names} est là pour parler', other: '{names} sont là pour parler' },
  '{names} are in': { one: '{names} y est', other: '{names} y sont' },
  '{names} are in a call': { one: '{names} est en appel', other: '{names} sont en appel' },
  '{names} are writing': { one: '{names} écrit', other: '{names} écrivent' },
  '{part} of {whole} in {count} files': {
    one: '{part} sur {whole} dans {count} fichier',
    other: '{part} sur {whole} dans {count} fichiers',
  },
  'There may be {count} files': { one: 'Il peut y avoir {count} fichier', other: 'Il peut y avoir {count} fichiers' },
}
