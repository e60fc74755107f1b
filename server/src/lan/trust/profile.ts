// The CA as an Apple configuration profile: what an iPhone or iPad installs.
import { createHash } from 'node:crypto'

export function mobileProfile(name: string, der: Uint8Array): string {
  const title = xml(`${name} – local certificate`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>hearth.local-ca.${uuid(der, 'profile')}</string>
<key>PayloadUUID</key><string>${uuid(der, 'profile')}</string>
<key>PayloadDisplayName</key><string>${title}</string>
<key>PayloadDescription</key><string>Lets this device recognise the Hearth server on your network. It vouches for private addresses only.</string>
<key>PayloadRemovalDisallowed</key><false/>
<key>PayloadContent</key>
<array><dict>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>hearth.local-ca.${uuid(der, 'root')}</string>
<key>PayloadUUID</key><string>${uuid(der, 'root')}</string>
<key>PayloadDisplayName</key><string>${title}</string>
<key>PayloadCertificateFileName</key><string>hearth-ca.crt</string>
<key>PayloadContent</key><data>${Buffer.from(der).toString('base64')}</data>
</dict></array>
</dict>
</plist>
`
}

/** Always the same for the same certificate, so that installing twice replaces instead of adding. */
function uuid(der: Uint8Array, part: string): string {
  const hex = createHash('sha256').update(part).update(der).digest('hex').toUpperCase()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-A${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function xml(text: string): string {
  return text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
