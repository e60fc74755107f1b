// What failures say, by their English sentence in the table of the protocol.
import type { Catalogue } from '../language.ts'

export const errors: Catalogue = {
  'This request is not in the form the server understands.': 'Cette demande n’a pas la forme que le serveur comprend.',
  'There is no such command.': 'Cette commande n’existe pas.',
  'That is more than one request may hold.': 'C’est plus qu’une demande ne peut contenir.',
  'This program is too old for the server. Load the page again or update it.':
    'Ce programme est trop ancien pour le serveur. Rechargez la page ou mettez-le à jour.',
  'Too fast. Wait a moment and try again.': 'Trop vite. Attendez un instant et réessayez.',
  'Too many connections are open. Close some and try again.': 'Trop de connexions sont ouvertes. Fermez-en et réessayez.',
  'Something went wrong on the server. Nothing was changed.': 'Quelque chose s’est mal passé sur le serveur. Rien n’a été changé.',
  'The server could not write to its disk. Nothing was changed; tell whoever looks after it.':
    'Le serveur n’a pas pu écrire sur son disque. Rien n’a été changé ; prévenez la personne qui s’en occupe.',
  'There is no connection to the server right now. What was asked may or may not have been done.':
    'Il n’y a pas de connexion au serveur en ce moment. Ce qui a été demandé a pu être fait, ou non.',
  'The server is stopping. Try again in a moment.': 'Le serveur s’arrête. Réessayez dans un instant.',
  'Sign in first.': 'Connectez-vous d’abord.',
  'Name or password is wrong.': 'Le nom ou le mot de passe est faux.',
  'This sign-in has ended. Sign in again.': 'Cette session est terminée. Reconnectez-vous.',
  'Nobody is banned under that address or name.': 'Personne n’est banni sous cette adresse ou ce nom.',
  'This machine’s own address cannot be banned: the server’s owner and its reverse proxy come from there.':
    'L’adresse de cette machine elle-même ne peut pas être bannie : son propriétaire et son serveur mandataire viennent de là.',
  'You are not let in here. Talk to whoever looks after the server.':
    'On ne vous laisse pas entrer ici. Parlez-en à la personne qui s’occupe du serveur.',
  'You may not do that.': 'Vous n’avez pas le droit de faire cela.',
  'New accounts need an invitation here.': 'Ici, il faut une invitation pour créer un compte.',
  'Guests are not let in here. Make an account instead.': 'Les invités n’entrent pas ici. Créez plutôt un compte.',
  'This invitation is unknown, used up or too old.': 'Cette invitation est inconnue, épuisée ou trop ancienne.',
  'This setup link is unknown, used or too old. The server prints a new one when it starts without an admin.':
    'Ce lien d’installation est inconnu, déjà utilisé ou trop ancien. Le serveur en affiche un nouveau quand il démarre sans admin.',
  'Somebody has this name, or one that looks like it. Choose another, or add to it.':
    'Quelqu’un porte déjà ce nom, ou un nom qui lui ressemble. Choisissez-en un autre, ou complétez-le.',
  'A name starts with a letter or a digit and holds letters, digits, dots, dashes and underscores.':
    'Un nom commence par une lettre ou un chiffre et contient des lettres, des chiffres, des points, des tirets et des tirets bas.',
  'Choose a password of at least 8 characters that is not on every list of common ones.':
    'Choisissez un mot de passe d’au moins 8 caractères qui ne figure pas sur toutes les listes de mots de passe courants.',
  'A password may have at most 1,024 bytes.': 'Un mot de passe peut avoir au plus 1 024 octets.',
  'There is no such token of yours.': 'Vous n’avez pas de jeton de ce nom.',
  'This token may not do that: its scope does not reach so far.': 'Ce jeton ne permet pas cela : sa portée ne va pas si loin.',
  'There is no such person.': 'Cette personne n’existe pas.',
  'There is no such room.': 'Ce salon n’existe pas.',
  'You are not in this room.': 'Vous n’êtes pas dans ce salon.',
  'This code opens no room. Ask for a new one.': 'Ce code n’ouvre aucun salon. Demandez-en un nouveau.',
  'Only its admins speak in this channel.': 'Seuls ses admins parlent dans ce canal.',
  'A room’s name has at least one visible character and is not too long.':
    'Le nom d’un salon a au moins un caractère visible et n’est pas trop long.',
  'You are in as many rooms as the server allows. Leave one first.':
    'Vous êtes dans autant de salons que le serveur le permet. Quittez-en un d’abord.',
  'This room has as many people as the server allows.': 'Ce salon a autant de personnes que le serveur le permet.',
  'This kind of room cannot be changed that way.': 'Cette sorte de salon ne peut pas être changée ainsi.',
  'A room needs an owner. Make somebody else owner first.': 'Il faut un propriétaire au salon. Nommez d’abord quelqu’un d’autre.',
  'Your list of contacts is full.': 'Votre liste de contacts est pleine.',
  'You are signed in on as many devices as the server allows. Sign out somewhere first.':
    'Vous êtes connecté sur autant d’appareils que le serveur le permet. Déconnectez-vous d’abord quelque part.',
  'There is no such message in this room.': 'Ce message n’existe pas dans ce salon.',
  'There is nothing to send.': 'Il n’y a rien à envoyer.',
  'This text is too long. Shorten it or send it in parts.': 'Ce texte est trop long. Raccourcissez-le ou envoyez-le en plusieurs fois.',
  'There is no such file, or it is not for you.': 'Ce fichier n’existe pas, ou il n’est pas pour vous.',
  'The time of this file is over: it is not kept any more.': 'Le temps de ce fichier est écoulé : il n’est plus gardé.',
  'This file is not uploaded to its end yet.': 'Ce fichier n’est pas encore envoyé jusqu’au bout.',
  'This file is larger than the server takes.': 'Ce fichier est plus gros que ce que le serveur accepte.',
  'Files of this kind are not taken here.': 'Les fichiers de cette sorte ne sont pas acceptés ici.',
  'This file is no image that can be shown.': 'Ce fichier n’est pas une image affichable.',
  'These are more files than a message may hold.': 'C’est plus de fichiers qu’un message ne peut contenir.',
  'Too many uploads are begun or waiting to be sent. Send or cancel some first.':
    'Trop d’envois sont commencés ou en attente. Terminez-en ou annulez-en d’abord.',
  'You keep as many files as the server allows. Delete messages with files that nobody needs any more.':
    'Vous gardez autant de fichiers que le serveur le permet. Supprimez des messages dont les fichiers ne servent plus à personne.',
  'This room keeps as many files as the server allows. Delete messages with files that nobody needs any more.':
    'Ce salon garde autant de fichiers que le serveur le permet. Supprimez des messages dont les fichiers ne servent plus à personne.',
  'The server has no room for files right now. What has arrived is kept, and goes on when there is room again.':
    'Le serveur n’a plus de place pour des fichiers en ce moment. Ce qui est arrivé est gardé, et continuera quand il y aura de la place.',
  'The upload stands at another place. Ask for it with HEAD and go on from there.':
    'L’envoi en est à un autre endroit. Demandez-le avec HEAD et reprenez de là.',
  'These bytes were damaged on their way. Send them again.': 'Ces octets ont été abîmés en chemin. Envoyez-les encore.',
  'Uploads speak tus 1.0.0: say `Tus-Resumable: 1.0.0`.': 'Les envois parlent tus 1.0.0 : dites `Tus-Resumable: 1.0.0`.',
  'The file is shorter than what was asked for.': 'Le fichier est plus court que ce qui était demandé.',
  'A reaction is one emoji.': 'Une réaction est un seul emoji.',
  'This message has as many different reactions as the server allows.':
    'Ce message a autant de réactions différentes que le serveur le permet.',
  'Calls are turned off on this server.': 'Les appels sont désactivés sur ce serveur.',
  'This call is over.': 'Cet appel est terminé.',
  'As many people are in this call as the server allows.': 'Il y a dans cet appel autant de personnes que le serveur le permet.',
  'What carries sound and pictures is starting again. Try again in a moment.':
    'Ce qui transporte le son et l’image redémarre. Réessayez dans un instant.',
  'You are not in this call.': 'Vous n’êtes pas dans cet appel.',
  'This session description does not answer what was offered.': 'Cette description de session ne répond pas à ce qui était proposé.',
  'This clientId was used for a message in another room. Use a new one for each message.':
    'Ce clientId a servi pour un message d’un autre salon. Prenez-en un nouveau pour chaque message.',
  'The server’s disk has damaged or lost this file, so it is not given out. Who has it may send it again.':
    'Le disque du serveur a abîmé ou perdu ce fichier, il n’est donc plus donné. Qui l’a encore peut le renvoyer.',
  'This room has as many pinned messages as the server allows. Take one off first.':
    'Ce salon a autant de messages épinglés que le serveur le permet. Retirez-en un d’abord.',
  'You have saved as many messages as the server allows. Let go of one first.':
    'Vous gardez autant de messages que le serveur le permet. Lâchez-en un d’abord.',
  'This poll is closed.': 'Ce sondage est clos.',
  'This is no choice of this poll, or more of them than it takes.': 'Ce n’est pas un choix de ce sondage, ou il y en a trop.',
  'You hide how far you have read, so you do not see it of others.':
    'Vous cachez jusqu’où vous avez lu, vous ne le voyez donc pas des autres.',
  'There are too many people in this room for that.': 'Il y a trop de monde dans ce salon pour cela.',
  'You have something half written in as many threads as the server keeps. It stays on this device.':
    'Vous avez des brouillons dans autant de fils que le serveur en garde. Celui-ci reste sur cet appareil.',
}
