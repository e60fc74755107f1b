import type { Catalogue } from '../language.ts'

/** Who waits to be let in, threads one takes part in, previews of links, and what is done without a connection. */
export const together: Catalogue = {
  'Chat of a call, {when}': 'Discussion d’un appel, {when}',
  'Write in this chat…': 'Écrire dans cette discussion…',
  'In the chat of a call': 'Dans la discussion d’un appel',
  'You are at the door of {server}': 'Vous êtes à la porte de {server}',
  'Your account is made. Whoever looks after this server was told, and lets you in.':
    'Votre compte est créé. Les personnes qui s’occupent de ce serveur sont prévenues et vous ouvriront.',
  'This page goes on by itself. You may close it and come back with your name and password.':
    'Cette page continue d’elle-même. Vous pouvez la fermer et revenir avec votre nom et votre mot de passe.',
  'Sign in as somebody else': 'Se connecter sous un autre nom',
  'You were not let in. Nothing of you is kept here.': 'On ne vous a pas ouvert. Rien de vous n’est conservé ici.',
  'Then somebody who looks after this server lets you in.': 'Ensuite, une personne qui s’occupe de ce serveur vous ouvrira.',
  'At the door': 'À la porte',
  'asked to come in {when}': 'a demandé à entrer {when}',
  'invited by {name}': 'invitation de {name}',
  'to {room}': 'vers {room}',
  'Let in': 'Faire entrer',
  'Let in {name}': 'Faire entrer {name}',
  '{name} is in.': '{name} est entré.',
  Refuse: 'Refuser',
  'Refuse {name}': 'Refuser {name}',
  '{name} stays outside.': '{name} reste dehors.',
  'With approval': 'Avec accord',
  'Who comes by it waits until a moderator lets them in': 'Qui vient par elle attend qu’un modérateur lui ouvre',
  'Who comes by it waits until an admin lets them in': 'Qui vient par elle attend qu’un administrateur lui ouvre',
  'asks first': 'avec accord',
  'lets nobody in just now': 'ne laisse entrer personne pour l’instant',
  'You wait to be let in. Whoever looks after this server was told.':
    'Vous attendez qu’on vous ouvre. Les personnes qui s’occupent de ce serveur sont prévenues.',
  'Many people wait to be let in already. Try again later.': 'Beaucoup de personnes attendent déjà. Réessayez plus tard.',
  'Many people from your address wait to be let in already. Ask whoever looks after this server to look at them first.':
    'Beaucoup de personnes attendent déjà depuis votre adresse. Demandez à qui s’occupe de ce serveur de les examiner d’abord.',
  'You yourself, or somebody who does not stand below you, comes from that device or address. Ban the person alone.':
    'Cet appareil ou cette adresse est aussi à vous, ou à quelqu’un qui n’est pas au-dessous de vous. Excluez la personne seule.',
  'Refuse all': 'Tout refuser',
  'Refuse all of them?': 'Refuser tout le monde ?',
  'Let in first whom you know: the {count} accounts that wait here are gone then, their names are free.': {
    one: 'Faites d’abord entrer qui vous connaissez : le {count} compte qui attend ici disparaît ensuite, son nom est libre.',
    other:
      'Faites d’abord entrer qui vous connaissez : les {count} comptes qui attendent ici disparaissent ensuite, leurs noms sont libres.',
  },
  Threads: 'Fils',
  '{count} new replies': { one: '{count} nouvelle réponse', other: '{count} nouvelles réponses' },
  '{count} with something new': { one: '{count} avec du nouveau', other: '{count} avec du nouveau' },
  'You are in no thread yet': 'Vous n’êtes encore dans aucun fil',
  'Reply to a message in a thread, or follow one, and it waits for you here.':
    'Répondez à un message dans un fil, ou suivez-en un, et il vous attend ici.',
  'Follow the thread': 'Suivre le fil',
  'Unfollow the thread': 'Ne plus suivre le fil',
  'Preview of {title}': 'Aperçu de {title}',
  'Remove the preview': 'Retirer l’aperçu',
  Links: 'Liens',
  'This server looks at the links people send. Nothing is loaded from elsewhere by your device.':
    'Ce serveur regarde les liens que les gens envoient. Votre appareil ne charge rien d’ailleurs.',
  'Show what links lead to': 'Montrer où mènent les liens',
  'this thread': 'ce fil',
  'Alt click': 'Alt clic',
  'All threads': 'Tous les fils',
  Draft: 'Brouillon',
  'No connection': 'Pas de connexion',
  'This list comes from the server, as soon as it answers again.': 'Cette liste vient du serveur, dès qu’il répond de nouveau.',
  'Called off': 'Annulé',
  'Not called off. {why}': 'Pas annulé. {why}',
  'A new private chat': 'Une nouvelle discussion privée',
  'There is no connection: the change waits here until there is one. If it is sent before that, it is sent as it was.':
    'Il n’y a pas de connexion : le changement attend ici jusqu’à ce qu’il y en ait une. Si le message part avant, il part tel qu’il était.',
  'There is no connection: the change waits here until there is one.':
    'Il n’y a pas de connexion : le changement attend ici jusqu’à ce qu’il y en ait une.',
  'There is no connection. What you write here waits, and begins your private chat with {name} as soon as there is one.':
    'Il n’y a pas de connexion. Ce que vous écrivez ici attend, et ouvrira votre discussion privée avec {name} dès qu’il y en aura une.',
  'It is asked by now, and cannot be changed any more.': 'Il est déjà posé et ne peut plus être modifié.',
  'Change the poll': 'Modifier le sondage',
  'Not changed; the new words are back where you write. {why}': 'Pas modifié ; le nouveau texte est revenu là où vous écrivez. {why}',
  'It may have been sent before it was called off. {why}': 'Le message est peut-être parti avant d’avoir été annulé. {why}',
  'It may have been sent with the new words already; they are back where you write: look before you send them. {why}':
    'Le message est peut-être déjà parti avec le nouveau texte, qui est revenu là où vous écrivez : vérifiez avant de l’envoyer. {why}',
  'Not sent; the words are kept where you wrote them. {why}': 'Pas envoyé ; le texte est gardé là où vous l’avez écrit. {why}',
  'Not marked as read. {why}': 'Pas marqué comme lu. {why}',
}
