// Asks the server over https again and again. An answer, whatever it says, means that this browser accepts its certificate.
const origin = document.body.dataset.origin
const status = document.getElementById('status')

// iPads say they are Macs; only they have touch.
if (navigator.maxTouchPoints > 1 && document.querySelector('#macos.own')) document.getElementById('ios').open = true

async function look() {
  try {
    await fetch(`${origin}/healthz`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(5000) })
  } catch {
    setTimeout(look, 2000)
    return
  }
  status.dataset.state = 'secure'
  document.getElementById('status-title').textContent = 'Secure now'
  document.getElementById('status-text').textContent =
    'Your browser accepts this server. A padlock, and no red “Not secure”, beside the address is the final proof.'
  document.getElementById('enter').hidden = false
}

void look()
