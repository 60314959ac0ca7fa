// What the twin says of itself, in the form of the real one.

export function diagnostics(now: number, inbox: number): string {
  const at = (secondsAgo: number): string => new Date(now - secondsAgo * 1000).toISOString();
  return `Fermata diagnostics
written ${at(0)}

program
  Fermata: 0.1.0
  protocol: 1
  tauri: 2.12.5
  webview: 2.50.6
  debug build: no

system
  kind: linux
  machine: x86_64
  distribution: debian
  its version: 12
  desktop: GNOME
  session: wayland

desk
  gateway: loopback
  link: live
  log read to its end: yes
  durability: synced
  team list version: 7
  people on it: 1
  inbox: ${inbox}
  outbox: 0
  theme: system
  notifications: yes
  quiet hours: no

log: the last 3 lines, without what they were about
  ${at(3600)} INFO fermata_desk::controller::deliver:61 a decision waits to be delivered
  ${at(3590)} DEBUG fermata_desk::error:107 an error is told to the page (offline)
  ${at(40)} WARN fermata_desk::alerts:102 no notification daemon shows this
`;
}
