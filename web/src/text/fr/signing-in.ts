// Signing in: the second step, app passwords, what admins ask of everybody.
import type { Catalogue } from '../language.ts'

export const signingIn: Catalogue = {
  'Second step': 'Deuxième étape',
  Code: 'Code',
  'The six digits that your authenticator app shows now, or one of your recovery codes.':
    'Les six chiffres que votre application affiche maintenant, ou l’un de vos codes de secours.',
  'Begin anew': 'Recommencer',
  'Your recovery codes': 'Vos codes de secours',
  'Each lets you in once when your phone is gone. They are shown now and never again: keep them on paper, or where you keep passwords.':
    'Chacun vous laisse entrer une fois si votre téléphone n’est plus là. Ils sont affichés maintenant et plus jamais : gardez-les sur papier, ou là où vous gardez vos mots de passe.',
  Copy: 'Copier',
  'I have kept them': 'Je les ai gardés',
  'Signing in takes your password and a code that your phone shows, so that a password alone opens nothing.':
    'Pour se connecter, il faut le mot de passe et un code que votre téléphone affiche : un mot de passe seul n’ouvre rien.',
  'Off. You need an app for codes on your phone; it works without any network.':
    'Désactivée. Il faut une application de codes sur votre téléphone ; elle marche sans aucun réseau.',
  'Set it up': 'La mettre en place',
  'On. {count} recovery codes are left.': {
    one: 'Activée. Il reste {count} code de secours.',
    other: 'Activée. Il reste {count} codes de secours.',
  },
  'New recovery codes': 'Nouveaux codes de secours',
  'Without it your password alone lets in whoever knows it.': 'Sans elle, votre mot de passe seul laisse entrer qui le connaît.',
  'Switch it off': 'La désactiver',
  'Not now': 'Pas maintenant',
  'Go on': 'Continuer',
  'Code for your authenticator app': 'Code pour votre application',
  'Point your authenticator app at this picture, or type this into it:':
    'Visez cette image avec votre application de codes, ou tapez-y ceci :',
  'The code it shows now': 'Le code qu’elle affiche maintenant',
  'Switch it on': 'L’activer',
  'The second step is off': 'La deuxième étape est désactivée',
  'App passwords': 'Mots de passe d’application',
  'Older programs come in with one of these, and not with your password.':
    'Les programmes anciens entrent avec l’un d’eux, et non avec votre mot de passe.',
  'Older programs can come in with one of these instead of your password, which many of them send readable through the network.':
    'Les programmes anciens peuvent entrer avec l’un d’eux au lieu de votre mot de passe, que beaucoup envoient en clair sur le réseau.',
  'It lets nobody in any more': 'Il ne laisse plus entrer personne',
  'Type it into the program in place of your password. It is shown this once.':
    'Tapez-le dans le programme à la place de votre mot de passe. Il n’est affiché que cette fois.',
  'Make an app password': 'Créer un mot de passe d’application',
  Reads: 'Lit',
  'Reads and writes': 'Lit et écrit',
  everywhere: 'partout',
  'never used': 'jamais utilisé',
  'Last used {ago}': 'Utilisé {ago}',
  'until {day}': 'jusqu’au {day}',
  'What it is for': 'À quoi il sert',
  'What it may do': 'Ce qu’il permet',
  Where: 'Où',
  'until I end it': 'jusqu’à ce que je le retire',
  'Make it': 'Le créer',
  'One thing first': 'Une chose d’abord',
  'Whoever looks after this server wants you to sign in with a second step. Set it up, then go in.':
    'La personne qui s’occupe de ce serveur veut une deuxième étape à la connexion. Mettez-la en place, puis entrez.',
  'A second step for owners': 'Une deuxième étape pour les propriétaires',
  'A second step for admins': 'Une deuxième étape pour les admins',
  'A second step for moderators': 'Une deuxième étape pour la modération',
  'A second step for everybody else': 'Une deuxième étape pour tous les autres',
  'Who must have a second step sets it up before anything else.': 'Qui doit en avoir une la met en place avant toute autre chose.',
  'App passwords for older programs': 'Mots de passe d’application pour les programmes anciens',
  'Nobody comes in through a gateway with their own password': 'Personne n’entre par une passerelle avec son propre mot de passe',
  '{count} people have no second step yet.': {
    one: '{count} personne n’a pas encore de deuxième étape.',
    other: '{count} personnes n’ont pas encore de deuxième étape.',
  },
  'The second step is taken away.': 'La deuxième étape est retirée.',
  'Take the second step away': 'Retirer la deuxième étape',
  'The password is right. Now comes the second step.': 'Le mot de passe est bon. Voici la deuxième étape.',
  'This took too long, or was tried too often. Begin to sign in anew.':
    'C’était trop long, ou essayé trop souvent. Recommencez la connexion.',
  'This code is wrong, or was used before. Wait for the next one; if none fits, look at the clock of what shows it.':
    'Ce code est faux, ou a déjà servi. Attendez le suivant ; si aucun ne va, regardez l’heure de l’appareil qui l’affiche.',
  'This code is of another time: the clock of what shows it, or the server’s, is wrong. Set it right, then take the next code.':
    'Ce code est d’un autre moment : l’heure de l’appareil qui l’affiche, ou celle du serveur, est fausse. Réglez-la, puis prenez le code suivant.',
  'Codes are on already. Switch them off before you set them up anew.':
    'Les codes sont déjà activés. Désactivez-les avant de les remettre en place.',
  'There are no codes to sign in with here.': 'Il n’y a pas de codes pour se connecter ici.',
  'This server wants you to sign in with a second step. Set one up first: on the page, in the settings under Security.':
    'Ce serveur veut une deuxième étape à la connexion. Mettez-la d’abord en place : sur la page, dans les réglages.',
  'Older programs need an app password here. Make one on the page, in the settings under Security.':
    'Ici, les programmes anciens ont besoin d’un mot de passe d’application. Créez-en un sur la page, dans les réglages.',
  'There is no such app password of yours.': 'Vous n’avez pas ce mot de passe d’application.',
  'You have as many of these as there may be. Take one away first.': 'Vous en avez autant que possible. Retirez-en un d’abord.',
  'Your second step is a passkey, and it cannot be asked for here. Open this page where you made it, by the server’s name.':
    'Votre deuxième étape est une clé d’accès, et elle ne peut pas être demandée ici. Ouvrez cette page là où vous l’avez créée, par le nom du serveur.',
  'Sign in with a passkey': 'Se connecter avec une clé d’accès',
  Passkeys: 'Clés d’accès',
  'A key that your device keeps and shows only to this server. Nobody can guess it or talk you out of it.':
    'Une clé que votre appareil garde et ne montre qu’à ce serveur. Personne ne peut la deviner ni vous la soutirer.',
  'Add a passkey': 'Ajouter une clé d’accès',
  'Your browser makes none here: it does not trust the certificate of this server.':
    'Votre navigateur n’en crée pas ici : il ne fait pas confiance au certificat de ce serveur.',
  'Passkeys belong to a name, and this page was opened by an address. Open it by the server’s name, with a certificate that your browser trusts.':
    'Une clé d’accès appartient à un nom, et cette page a été ouverte par une adresse. Ouvrez-la par le nom du serveur, avec un certificat en qui votre navigateur a confiance.',
  'The passkey is kept': 'La clé d’accès est gardée',
  'What you call it': 'Comment vous l’appelez',
  'No passkey was made. You called it off, or your browser does not trust the certificate of this server.':
    'Aucune clé d’accès n’a été créée. Vous avez renoncé, ou votre navigateur ne fait pas confiance au certificat de ce serveur.',
  'This passkey does not let you in here. Sign in another way.':
    'Cette clé d’accès ne vous laisse pas entrer ici. Connectez-vous autrement.',
  'There is no such passkey of yours.': 'Vous n’avez pas cette clé d’accès.',
  'Passkeys need a name of this server and a certificate that the browser trusts; an address is not enough.':
    'Il faut un nom de ce serveur et un certificat en qui le navigateur a confiance ; une adresse ne suffit pas.',
  'Remove [key]': 'Retirer',
  'Sign in with {server}': 'Se connecter avec {server}',
  'Sign in with {server} again': 'Se connecter de nouveau avec {server}',
  'Show first that it is you: sign in once more where you sign in, and do this again within five minutes. Where that is not possible any more, ask an admin for a link for a new password.':
    'Montrez d’abord que c’est bien vous : connectez-vous encore une fois là où vous vous connectez, puis recommencez dans les cinq minutes. Si ce n’est plus possible, demandez à un administrateur un lien pour un nouveau mot de passe.',
  'That is another account there than the one yours is connected with. Sign in there as yourself.':
    'C’est un autre compte là-bas que celui auquel le vôtre est relié. Connectez-vous là-bas en tant que vous-même.',
  'One button signs you in, instead of name and password.': 'Un bouton vous connecte, au lieu du nom et du mot de passe.',
  'Not connected': 'Pas relié',
  'Connected, as {name}': 'Relié, sous le nom {name}',
  Connect: 'Relier',
  Disconnect: 'Ne plus relier',
  'Not connected any more': 'N’est plus relié',
  'Name or password is wrong, or belongs to the directory, which cannot be asked right now.':
    'Le nom ou le mot de passe est faux, ou relève de l’annuaire, qui ne répond pas en ce moment.',
  'Whether this name is free cannot be seen right now: the directory does not answer. Try again later.':
    'On ne peut pas voir en ce moment si ce nom est libre : l’annuaire ne répond pas. Réessayez plus tard.',
  'Nobody comes in here by way of another server.': 'Ici, personne n’entre par un autre serveur.',
  'The other server does not answer right now. Sign in another way, or try again later.':
    'L’autre serveur ne répond pas en ce moment. Connectez-vous autrement, ou réessayez plus tard.',
  'The other server did not let you through. Try again, or sign in another way.':
    'L’autre serveur ne vous a pas laissé passer. Réessayez, ou connectez-vous autrement.',
  'No account here is connected with that one. Sign in with your password first, then connect them in the settings.':
    'Aucun compte d’ici n’est relié à celui-là. Connectez-vous d’abord avec votre mot de passe, puis reliez-les dans les réglages.',
  'That account is connected with somebody else’s here.': 'Ce compte est relié ici à celui de quelqu’un d’autre.',
  'This account is switched off where it comes from.': 'Ce compte est désactivé là d’où il vient.',
}
