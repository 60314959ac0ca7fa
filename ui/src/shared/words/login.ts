// The setting to start with the desktop.

export const en = { start: 'Start at login', note: 'So that you hear of what waits. Its file is in your autostart directory.' };

export const de: typeof en = { start: 'Beim Anmelden starten', note: 'Damit Sie von Wartendem erfahren. Die Datei dazu liegt in Ihrem Autostart-Verzeichnis.' };
