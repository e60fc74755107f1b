// Signing in: the second step, app passwords, what admins ask of everybody.
import type { Catalogue } from '../language.ts'

export const signingIn: Catalogue = {
  'Second step': 'Langkah kedua',
  Code: 'Kode',
  'The six digits that your authenticator app shows now, or one of your recovery codes.':
    'Enam angka yang ditampilkan aplikasi kodemu sekarang, atau salah satu kode cadanganmu.',
  'Begin anew': 'Mulai dari awal',
  'Your recovery codes': 'Kode cadanganmu',
  'Each lets you in once when your phone is gone. They are shown now and never again: keep them on paper, or where you keep passwords.':
    'Masing-masing membukakan pintu satu kali saat ponselmu hilang. Kode ini hanya ditampilkan sekarang: simpan di kertas, atau di tempat kamu menyimpan kata sandi.',
  Copy: 'Salin',
  'I have kept them': 'Sudah kusimpan',
  'Signing in takes your password and a code that your phone shows, so that a password alone opens nothing.':
    'Untuk masuk perlu kata sandi dan kode dari ponselmu, sehingga kata sandi saja tidak membuka apa pun.',
  'Off. You need an app for codes on your phone; it works without any network.':
    'Mati. Kamu perlu aplikasi kode di ponsel; aplikasi itu bekerja tanpa jaringan.',
  'Set it up': 'Siapkan',
  'On. {count} recovery codes are left.': { other: 'Menyala. Tersisa {count} kode cadangan.' },
  'New recovery codes': 'Kode cadangan baru',
  'Without it your password alone lets in whoever knows it.': 'Tanpa ini, siapa pun yang tahu kata sandimu bisa masuk.',
  'Switch it off': 'Matikan',
  'Not now': 'Nanti saja',
  'Go on': 'Lanjut',
  'Code for your authenticator app': 'Kode untuk aplikasi kodemu',
  'Point your authenticator app at this picture, or type this into it:':
    'Arahkan aplikasi kodemu ke gambar ini, atau ketikkan ini di sana:',
  'The code it shows now': 'Kode yang tampil sekarang',
  'Switch it on': 'Nyalakan',
  'The second step is off': 'Langkah kedua dimatikan',
  'App passwords': 'Kata sandi aplikasi',
  'Older programs come in with one of these, and not with your password.':
    'Program lama masuk dengan salah satu dari ini, bukan dengan kata sandimu.',
  'Older programs can come in with one of these instead of your password, which many of them send readable through the network.':
    'Program lama bisa masuk dengan ini sebagai ganti kata sandimu, yang oleh banyak program dikirim terbuka lewat jaringan.',
  'It lets nobody in any more': 'Sudah tidak berlaku lagi',
  'Type it into the program in place of your password. It is shown this once.':
    'Ketikkan di program itu sebagai ganti kata sandimu. Ini hanya ditampilkan sekali.',
  'Make an app password': 'Buat kata sandi aplikasi',
  Reads: 'Membaca',
  'Reads and writes': 'Membaca dan menulis',
  everywhere: 'di mana saja',
  'never used': 'belum pernah dipakai',
  'Last used {ago}': 'Terakhir dipakai {ago}',
  'until {day}': 'sampai {day}',
  'What it is for': 'Untuk apa',
  'What it may do': 'Yang boleh dilakukan',
  Where: 'Di mana',
  'until I end it': 'sampai kuakhiri',
  'Make it': 'Buat',
  'One thing first': 'Satu hal dulu',
  'Whoever looks after this server wants you to sign in with a second step. Set it up, then go in.':
    'Pengurus server ini ingin kamu masuk dengan langkah kedua. Siapkan dulu, lalu masuk.',
  'A second step for owners': 'Langkah kedua untuk pemilik',
  'A second step for admins': 'Langkah kedua untuk admin',
  'A second step for moderators': 'Langkah kedua untuk moderator',
  'A second step for everybody else': 'Langkah kedua untuk semua yang lain',
  'Who must have a second step sets it up before anything else.': 'Yang wajib punya harus menyiapkannya sebelum hal lain.',
  'App passwords for older programs': 'Kata sandi aplikasi untuk program lama',
  'Nobody comes in through a gateway with their own password': 'Tidak ada yang masuk lewat gerbang dengan kata sandinya sendiri',
  '{count} people have no second step yet.': { other: '{count} orang belum punya langkah kedua.' },
  'The second step is taken away.': 'Langkah kedua sudah dihapus.',
  'Take the second step away': 'Hapus langkah kedua',
  'The password is right. Now comes the second step.': 'Kata sandinya benar. Sekarang langkah kedua.',
  'This took too long, or was tried too often. Begin to sign in anew.': 'Terlalu lama, atau terlalu sering dicoba. Mulai masuk dari awal.',
  'This code is wrong, or was used before. Wait for the next one; if none fits, look at the clock of what shows it.':
    'Kode ini salah, atau sudah dipakai. Tunggu kode berikutnya; kalau tidak ada yang cocok, periksa jam perangkat yang menampilkannya.',
  'This code is of another time: the clock of what shows it, or the server’s, is wrong. Set it right, then take the next code.':
    'Kode ini dari waktu lain: jam perangkat yang menampilkannya, atau jam server, salah. Betulkan, lalu pakai kode berikutnya.',
  'Codes are on already. Switch them off before you set them up anew.': 'Kode sudah menyala. Matikan dulu sebelum menyiapkan yang baru.',
  'There are no codes to sign in with here.': 'Di sini tidak ada kode untuk masuk.',
  'This server wants you to sign in with a second step. Set one up first: on the page, in the settings under Security.':
    'Server ini ingin kamu masuk dengan langkah kedua. Siapkan dulu: di halaman, di pengaturan.',
  'Older programs need an app password here. Make one on the page, in the settings under Security.':
    'Di sini program lama perlu kata sandi aplikasi. Buat di halaman, di pengaturan.',
  'There is no such app password of yours.': 'Kamu tidak punya kata sandi aplikasi itu.',
  'You have as many of these as there may be. Take one away first.': 'Kamu sudah punya sebanyak yang boleh. Hapus satu dulu.',
  'Your second step is a passkey, and it cannot be asked for here. Open this page where you made it, by the server’s name.':
    'Langkah keduamu adalah kunci sandi, dan tidak bisa diminta di sini. Buka halaman ini di tempat kamu membuatnya, lewat nama server.',
  'Sign in with a passkey': 'Masuk dengan kunci sandi',
  Passkeys: 'Kunci sandi',
  'A key that your device keeps and shows only to this server. Nobody can guess it or talk you out of it.':
    'Kunci yang disimpan perangkatmu dan hanya ditunjukkan ke server ini. Tidak ada yang bisa menebak atau membujukmu memberikannya.',
  'Add a passkey': 'Tambah kunci sandi',
  'Your browser makes none here: it does not trust the certificate of this server.':
    'Peramban tidak bisa membuatnya di sini: sertifikat server ini tidak dipercaya.',
  'Passkeys belong to a name, and this page was opened by an address. Open it by the server’s name, with a certificate that your browser trusts.':
    'Kunci sandi terikat pada nama, sedangkan halaman ini dibuka lewat alamat. Buka lewat nama server, dengan sertifikat yang dipercaya perambanmu.',
  'The passkey is kept': 'Kunci sandi disimpan',
  'What you call it': 'Namanya',
  'No passkey was made. You called it off, or your browser does not trust the certificate of this server.':
    'Kunci sandi tidak dibuat. Kamu membatalkannya, atau peramban tidak percaya pada sertifikat server ini.',
  'This passkey does not let you in here. Sign in another way.': 'Kunci sandi ini tidak berlaku di sini. Masuk dengan cara lain.',
  'There is no such passkey of yours.': 'Kamu tidak punya kunci sandi itu.',
  'Passkeys need a name of this server and a certificate that the browser trusts; an address is not enough.':
    'Kunci sandi perlu nama server ini dan sertifikat yang dipercaya peramban; alamat saja tidak cukup.',
  'Remove [key]': 'Hapus',
  'Sign in with {server}': 'Masuk dengan {server}',
  'Sign in with {server} again': 'Masuk lagi dengan {server}',
  'Show first that it is you: sign in once more where you sign in, and do this again within five minutes. Where that is not possible any more, ask an admin for a link for a new password.':
    'Tunjukkan dulu bahwa ini kamu: masuk sekali lagi di tempat kamu biasa masuk, lalu ulangi ini dalam lima menit. Bila itu tidak mungkin lagi, mintalah tautan untuk kata sandi baru kepada admin.',
  'That is another account there than the one yours is connected with. Sign in there as yourself.':
    'Itu akun lain di sana, bukan yang terhubung dengan akunmu. Masuklah di sana sebagai dirimu sendiri.',
  'One button signs you in, instead of name and password.': 'Satu tombol untuk masuk, tanpa nama dan kata sandi.',
  'Not connected': 'Tidak terhubung',
  'Connected, as {name}': 'Terhubung, sebagai {name}',
  Connect: 'Hubungkan',
  Disconnect: 'Putuskan',
  'Not connected any more': 'Tidak terhubung lagi',
  'Name or password is wrong, or belongs to the directory, which cannot be asked right now.':
    'Nama atau kata sandi salah, atau milik direktori, yang sekarang tidak bisa ditanya.',
  'Whether this name is free cannot be seen right now: the directory does not answer. Try again later.':
    'Sekarang tidak bisa dilihat apakah nama ini bebas: direktori tidak menjawab. Coba lagi nanti.',
  'Nobody comes in here by way of another server.': 'Di sini tidak ada yang masuk lewat server lain.',
  'The other server does not answer right now. Sign in another way, or try again later.':
    'Server lain itu sekarang tidak menjawab. Masuk dengan cara lain, atau coba lagi nanti.',
  'The other server did not let you through. Try again, or sign in another way.':
    'Server lain itu tidak meloloskanmu. Coba lagi, atau masuk dengan cara lain.',
  'No account here is connected with that one. Sign in with your password first, then connect them in the settings.':
    'Tidak ada akun di sini yang terhubung dengan itu. Masuk dulu dengan kata sandimu, lalu hubungkan di pengaturan.',
  'That account is connected with somebody else’s here.': 'Akun itu terhubung dengan orang lain di sini.',
  'This account is switched off where it comes from.': 'Akun ini dimatikan di tempat asalnya.',
}
