// What failures say, by their English sentence in the table of the protocol.
import type { Catalogue } from '../language.ts'

export const errors: Catalogue = {
  'This request is not in the form the server understands.': 'Permintaan ini tidak dalam bentuk yang dimengerti server.',
  'There is no such command.': 'Perintah itu tidak ada.',
  'That is more than one request may hold.': 'Itu lebih dari yang boleh dimuat satu permintaan.',
  'This program is too old for the server. Load the page again or update it.':
    'Program ini terlalu lama untuk server. Muat ulang halaman atau perbarui.',
  'Too fast. Wait a moment and try again.': 'Terlalu cepat. Tunggu sebentar dan coba lagi.',
  'Too many connections are open. Close some and try again.': 'Terlalu banyak koneksi terbuka. Tutup beberapa dan coba lagi.',
  'Something went wrong on the server. Nothing was changed.': 'Ada yang salah di server. Tidak ada yang diubah.',
  'The server could not write to its disk. Nothing was changed; tell whoever looks after it.':
    'Server tidak bisa menulis ke disknya. Tidak ada yang diubah; beri tahu pengurusnya.',
  'There is no connection to the server right now. What was asked may or may not have been done.':
    'Sekarang tidak ada koneksi ke server. Yang diminta mungkin sudah dilakukan, mungkin belum.',
  'The server is stopping. Try again in a moment.': 'Server sedang berhenti. Coba lagi sebentar lagi.',
  'Sign in first.': 'Masuk dulu.',
  'Name or password is wrong.': 'Nama atau kata sandi salah.',
  'This sign-in has ended. Sign in again.': 'Sesi ini sudah berakhir. Masuk lagi.',
  'Nobody is banned under that address or name.': 'Tidak ada yang diblokir dengan alamat atau nama itu.',
  'This machine’s own address cannot be banned: the server’s owner and its reverse proxy come from there.':
    'Alamat mesin ini sendiri tidak bisa diblokir: pemilik server dan proksinya datang dari sana.',
  'You are not let in here. Talk to whoever looks after the server.': 'Kamu tidak diizinkan masuk. Bicaralah dengan pengurus server.',
  'You may not do that.': 'Kamu tidak boleh melakukan itu.',
  'New accounts need an invitation here.': 'Di sini akun baru perlu undangan.',
  'Guests are not let in here. Make an account instead.': 'Tamu tidak bisa masuk di sini. Buat akun saja.',
  'This invitation is unknown, used up or too old.': 'Undangan ini tidak dikenal, sudah habis, atau terlalu lama.',
  'This setup link is unknown, used or too old. The server prints a new one when it starts without an admin.':
    'Tautan pemasangan ini tidak dikenal, sudah dipakai, atau terlalu lama. Server menampilkan yang baru saat dijalankan tanpa admin.',
  'Somebody has this name, or one that looks like it. Choose another, or add to it.':
    'Nama ini, atau nama yang mirip, sudah dipakai orang lain. Pilih yang lain, atau tambahkan sesuatu.',
  'A name starts with a letter or a digit and holds letters, digits, dots, dashes and underscores.':
    'Nama diawali huruf atau angka dan berisi huruf, angka, titik, tanda hubung, dan garis bawah.',
  'Choose a password of at least 8 characters that is not on every list of common ones.':
    'Pilih kata sandi paling sedikit 8 karakter yang tidak ada di daftar kata sandi umum.',
  'A password may have at most 1,024 bytes.': 'Kata sandi paling panjang 1.024 bita.',
  'There is no such token of yours.': 'Kamu tidak punya token itu.',
  'This token may not do that: its scope does not reach so far.': 'Token ini tidak boleh melakukan itu: cakupannya tidak sejauh itu.',
  'There is no such person.': 'Orang itu tidak ada.',
  'There is no such room.': 'Ruang itu tidak ada.',
  'You are not in this room.': 'Kamu tidak di ruang ini.',
  'This code opens no room. Ask for a new one.': 'Kode ini tidak membuka ruang mana pun. Minta yang baru.',
  'Only its admins speak in this channel.': 'Hanya adminnya yang menulis di saluran ini.',
  'A room’s name has at least one visible character and is not too long.':
    'Nama ruang punya paling sedikit satu karakter yang terlihat dan tidak terlalu panjang.',
  'You are in as many rooms as the server allows. Leave one first.':
    'Kamu sudah di sebanyak ruang yang diizinkan server. Keluar dari salah satu dulu.',
  'This room has as many people as the server allows.': 'Ruang ini sudah berisi sebanyak orang yang diizinkan server.',
  'This kind of room cannot be changed that way.': 'Ruang jenis ini tidak bisa diubah begitu.',
  'A room needs an owner. Make somebody else owner first.': 'Ruang perlu pemilik. Jadikan orang lain pemilik dulu.',
  'Your list of contacts is full.': 'Daftar kontakmu penuh.',
  'You are signed in on as many devices as the server allows. Sign out somewhere first.':
    'Kamu sudah masuk di sebanyak perangkat yang diizinkan server. Keluar di salah satu dulu.',
  'There is no such message in this room.': 'Pesan itu tidak ada di ruang ini.',
  'There is nothing to send.': 'Tidak ada yang bisa dikirim.',
  'This text is too long. Shorten it or send it in parts.': 'Teks ini terlalu panjang. Persingkat atau kirim bertahap.',
  'There is no such file, or it is not for you.': 'Berkas itu tidak ada, atau bukan untukmu.',
  'The time of this file is over: it is not kept any more.': 'Waktu berkas ini sudah habis: tidak disimpan lagi.',
  'This file is not uploaded to its end yet.': 'Berkas ini belum selesai diunggah.',
  'This file is larger than the server takes.': 'Berkas ini lebih besar dari yang diterima server.',
  'Files of this kind are not taken here.': 'Berkas jenis ini tidak diterima di sini.',
  'This file is no image that can be shown.': 'Berkas ini bukan gambar yang bisa ditampilkan.',
  'These are more files than a message may hold.': 'Berkasnya lebih banyak dari yang boleh dimuat satu pesan.',
  'Too many uploads are begun or waiting to be sent. Send or cancel some first.':
    'Terlalu banyak unggahan dimulai atau menunggu dikirim. Kirim atau batalkan beberapa dulu.',
  'You keep as many files as the server allows. Delete messages with files that nobody needs any more.':
    'Berkasmu sudah sebanyak yang diizinkan server. Hapus pesan yang berkasnya tidak diperlukan lagi.',
  'This room keeps as many files as the server allows. Delete messages with files that nobody needs any more.':
    'Berkas ruang ini sudah sebanyak yang diizinkan server. Hapus pesan yang berkasnya tidak diperlukan lagi.',
  'The server has no room for files right now. What has arrived is kept, and goes on when there is room again.':
    'Server sedang kehabisan tempat untuk berkas. Yang sudah sampai disimpan, dan dilanjutkan kalau ada tempat lagi.',
  'The upload stands at another place. Ask for it with HEAD and go on from there.':
    'Unggahan sudah sampai di tempat lain. Tanyakan dengan HEAD dan lanjutkan dari sana.',
  'These bytes were damaged on their way. Send them again.': 'Bita ini rusak di jalan. Kirim lagi.',
  'Uploads speak tus 1.0.0: say `Tus-Resumable: 1.0.0`.': 'Unggahan memakai tus 1.0.0: tulis `Tus-Resumable: 1.0.0`.',
  'The file is shorter than what was asked for.': 'Berkasnya lebih pendek dari yang diminta.',
  'A reaction is one emoji.': 'Reaksi adalah satu emoji.',
  'This message has as many different reactions as the server allows.':
    'Pesan ini sudah punya sebanyak jenis reaksi yang diizinkan server.',
  'Calls are turned off on this server.': 'Panggilan dimatikan di server ini.',
  'This call is over.': 'Panggilan ini sudah berakhir.',
  'As many people are in this call as the server allows.': 'Panggilan ini sudah berisi sebanyak orang yang diizinkan server.',
  'What carries sound and pictures is starting again. Try again in a moment.':
    'Pembawa suara dan gambar sedang dijalankan ulang. Coba lagi sebentar lagi.',
  'You are not in this call.': 'Kamu tidak di panggilan ini.',
  'This session description does not answer what was offered.': 'Deskripsi sesi ini tidak menjawab yang ditawarkan.',
  'This clientId was used for a message in another room. Use a new one for each message.':
    'clientId ini sudah dipakai untuk pesan di ruang lain. Pakai yang baru untuk setiap pesan.',
  'The server’s disk has damaged or lost this file, so it is not given out. Who has it may send it again.':
    'Disk server merusak atau kehilangan berkas ini, jadi tidak diberikan. Siapa pun yang punya bisa mengirimnya lagi.',
  'This room has as many pinned messages as the server allows. Take one off first.':
    'Ruang ini sudah punya sebanyak pesan tersemat yang diizinkan server. Lepas satu dulu.',
  'You have saved as many messages as the server allows. Let go of one first.':
    'Kamu sudah menyimpan sebanyak pesan yang diizinkan server. Lepas satu dulu.',
  'This poll is closed.': 'Jajak pendapat ini sudah ditutup.',
  'This is no choice of this poll, or more of them than it takes.': 'Ini bukan pilihan dari jajak ini, atau jumlahnya terlalu banyak.',
  'You hide how far you have read, so you do not see it of others.':
    'Kamu menyembunyikan sampai mana kamu membaca, jadi kamu juga tidak melihatnya dari orang lain.',
  'There are too many people in this room for that.': 'Orang di ruang ini terlalu banyak untuk itu.',
  'You have something half written in as many threads as the server keeps. It stays on this device.':
    'Kamu punya draf di utas sebanyak yang disimpan server. Yang ini tetap di perangkat ini.',
}
