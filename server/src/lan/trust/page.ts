// The page that explains the certificate. Text in, HTML out; works without script but for the live check.
import { type Steps, type System, systemOf, systems } from './systems.ts'

export type TrustPage = {
  readonly name: string
  /** https://HOST:PORT of this server, by the address the visitor used. */
  readonly origin: string
  readonly fingerprint: string
  readonly userAgent: string | undefined
}

export function trustPage({ name, origin, fingerprint, userAgent }: TrustPage): string {
  const own = systemOf(userAgent)
  const others = Object.entries(systems).filter(([system]) => system !== own)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(name)} – one step before you enter</title>
<link rel="icon" href="/trust.svg" type="image/svg+xml">
<link rel="stylesheet" href="/trust.css">
</head>
<body data-origin="${escaped(origin)}">
<main>
<header><img src="/trust.svg" alt="" width="36" height="36"><span>${escaped(name)}</span></header>
<h1>One step before you enter</h1>
<p class="lead">This server speaks to you in private: everything is encrypted. So that your device knows it is talking to this server and to nobody in between, it has to learn the server’s certificate once.</p>
<section class="status" id="status" data-state="waiting" aria-live="polite">
<span class="mark" aria-hidden="true"></span>
<div><strong id="status-title">Not trusted on this device yet</strong>
<p id="status-text">Follow the steps below. This page notices by itself when it has worked.</p></div>
<a class="button" id="enter" href="${escaped(origin)}/" hidden>Open Hearth</a>
</section>
${section(own, systems[own], true)}
<h2>Another device?</h2>
${others.map(([system, steps]) => section(system, steps, false)).join('\n')}
<section class="card">
<h2>Is it the right one?</h2>
<p>Whoever started the server sees this fingerprint in its terminal. Compare it before you trust the certificate.</p>
<code class="print">${groups(fingerprint)}</code>
</section>
<section class="card">
<h2>Why does a chat on my own network need this?</h2>
<p>Browsers give microphone, camera, notifications and private connections only to pages whose certificate they trust. Certificates everybody trusts are sold for names on the internet, and this server has none: it works without the internet. So it made a certificate of its own.</p>
<p>What you install is narrow on purpose: it can vouch for private addresses, names such as <b>.local</b> and this server’s own name, and never for your bank or your mail.</p>
</section>
<section class="card">
<h2>Or continue with the warning</h2>
<p>You can go on without installing anything: <a href="${escaped(origin)}/">open Hearth</a>, choose <b>Advanced</b> and <b>Continue</b> when the browser warns. In Chrome and Firefox on a computer or on Android everything works then, and what you write is encrypted. What you give up is the proof that it is really this server that answers, so do it only on a network you trust. On iPhone and iPad it does not work: Safari refuses the connection the chat needs.</p>
</section>
</main>
<script src="/trust.js" defer></script>
</body>
</html>
`
}

function section(system: System | string, { title, file, button, steps, notes }: Steps, own: boolean): string {
  const body = `<a class="button" href="${file}" download>${button}</a>
<ol>${steps.map((step) => `<li>${marked(step)}</li>`).join('')}</ol>
${notes.map((note) => `<p class="note">${marked(note)}</p>`).join('')}`
  return own
    ? `<section class="card own" id="${system}"><h2>On this device: ${title}</h2>\n${body}</section>`
    : `<details class="card" id="${system}"><summary>${title}</summary>\n${body}</details>`
}

/** Eight groups of four pairs: lines break between groups only. */
function groups(fingerprint: string): string {
  return (fingerprint.replaceAll(':', ' ').match(/.{1,12}/g) ?? []).map((group) => `<span>${escaped(group.trim())}</span>`).join(' ')
}

function marked(text: string): string {
  return escaped(text)
    .replace(/\*([^*]+)\*/g, '<b>$1</b>')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
