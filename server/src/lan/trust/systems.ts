// What to do on each system, in the words its own settings use.
export type System = 'windows' | 'macos' | 'ios' | 'android' | 'linux'
export type Steps = {
  readonly title: string
  readonly file: string
  readonly button: string
  readonly steps: readonly string[]
  readonly notes: readonly string[]
}

export const CERT_FILE = '/hearth-ca.crt'
export const PEM_FILE = '/hearth-ca.pem'
export const PROFILE_FILE = '/hearth-ca.mobileconfig'

/** Words between * are what stands on the screen, between ` what is typed. */
export const systems: Readonly<Record<System, Steps>> = {
  windows: {
    title: 'Windows',
    file: CERT_FILE,
    button: 'Download the certificate',
    steps: [
      'Open the downloaded file *hearth-ca.crt* and choose *Open*, then *Install Certificate…*',
      'Choose *Current User*, then *Next*.',
      'Choose *Place all certificates in the following store*, *Browse…*, *Trusted Root Certification Authorities*, *OK*.',
      'Choose *Next*, *Finish*. Compare the fingerprint below, then answer *Yes*.',
    ],
    notes: ['Chrome, Edge and Firefox all use it. Close the browser and open it again if it still warns.'],
  },
  macos: {
    title: 'macOS',
    file: CERT_FILE,
    button: 'Download the certificate',
    steps: [
      'Open the downloaded file *hearth-ca.crt*. Keychain Access asks where to put it: choose *login* and *Add*.',
      'Find *Hearth local CA* in the list (*Certificates*) and open it with a double click.',
      'Open *Trust* and set *When using this certificate* to *Always Trust*.',
      'Close the window and confirm with your password or Touch ID.',
    ],
    notes: ['Safari, Chrome and Firefox all use it. Close the browser and open it again if it still warns.'],
  },
  ios: {
    title: 'iPhone and iPad',
    file: PROFILE_FILE,
    button: 'Download the profile',
    steps: [
      'Use Safari for this. Tap the button and *Allow*.',
      'Open *Settings*. Near the top, tap *Profile Downloaded*, then *Install*.',
      'Open *Settings › General › About › Certificate Trust Settings*.',
      'Switch on *Hearth local CA* under *Enable full trust for root certificates*. Without this step nothing works.',
    ],
    notes: ['You can take it away again in *Settings › General › VPN & Device Management*.'],
  },
  android: {
    title: 'Android',
    file: CERT_FILE,
    button: 'Download the certificate',
    steps: [
      'Tap the button and keep the file.',
      'Open *Settings* and search for *CA certificate* (usually under *Security › More security › Encryption & credentials › Install a certificate*).',
      'Tap *CA certificate*, then *Install anyway*, and choose *hearth-ca.crt* among the downloads.',
      'Come back to this page.',
    ],
    notes: [
      'Android may ask you to set a screen lock first, and shows later that the network may be monitored. The certificate cannot do that: it is limited to this local network.',
      'Firefox for Android asks for one more thing: *Settings › About Firefox*, tap the logo five times, then *Settings › Secret Settings › Use third party CA certificates*.',
    ],
  },
  linux: {
    title: 'Linux',
    file: PEM_FILE,
    button: 'Download the certificate',
    steps: [
      'Chrome, Chromium: open `chrome://certificate-manager`, *Custom*, *Installed by you*, *Trusted Certificates*, *Import*, and choose *hearth-ca.pem*.',
      'Firefox: *Settings › Privacy & Security › View Certificates › Authorities › Import*, choose *hearth-ca.pem* and tick *Trust this CA to identify websites*.',
    ],
    notes: [
      'For programs outside the browser, as root: `cp hearth-ca.pem /usr/local/share/ca-certificates/hearth-ca.crt && update-ca-certificates`',
    ],
  },
}

/** The visitor's system by what its browser says. An iPad that says it is a Mac is noticed by the page's script. */
export function systemOf(userAgent: string | undefined): System {
  const says = userAgent ?? ''
  if (/iPhone|iPad|iPod/.test(says)) return 'ios'
  if (/Android/.test(says)) return 'android'
  if (/Windows/.test(says)) return 'windows'
  if (/Macintosh|Mac OS X/.test(says)) return 'macos'
  return 'linux'
}
