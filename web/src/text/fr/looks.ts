import type { Catalogue } from '../language.ts'

/** What stands beside a room, the list of rooms, posters, emoji. */
export const looks: Catalogue = {
  'The thread could not be opened': 'Le fil n’a pas pu être ouvert',
  'Show the list': 'Montrer la liste',
  'Put the list away': 'Ranger la liste',
  'Width of the list': 'Largeur de la liste',
  'Show or hide the list of rooms': 'Montrer ou cacher la liste des salons',
  'Beside the room': 'À côté du salon',
  Pinned: 'Épinglés',
  'No files yet': 'Pas encore de fichiers',
  'What is sent here stands here, the newest first.': 'Ce qui est envoyé ici se trouve là, le plus récent d’abord.',
  'Show more': 'En montrer plus',
  '{name}, {ago}': '{name}, {ago}',
  'Print it': 'L’imprimer',
  'Poster for the wall': 'Affiche pour le mur',
  Poster: 'Affiche',
  'this poster': 'cette affiche',
  'Talk with the people around you. Nothing leaves this network.': 'Parlez avec les gens autour de vous. Rien ne quitte ce réseau.',
  'A room of {house}. Talk with the people around you.': 'Un salon de {house}. Parlez avec les gens autour de vous.',
  'Be on this network, and point the camera of your phone at the picture. Or open:':
    'Soyez sur ce réseau et visez l’image avec l’appareil photo de votre téléphone. Ou ouvrez :',
  'Good until {when}': 'Valable jusqu’à : {when}',
  'Used lately': 'Utilisés récemment',
  'Tone of skin': 'Couleur de peau',
  Yellow: 'Jaune',
  'Light [tone]': 'Claire',
  'Medium light [tone]': 'Moyennement claire',
  'Medium [tone]': 'Moyenne',
  'Medium dark [tone]': 'Moyennement foncée',
  'Dark [tone]': 'Foncée',
}
