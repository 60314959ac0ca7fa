import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import type { Backend } from './ipc/backend';
import { tauriBackend } from './ipc/tauri';
import { bound } from './shared/keys/bound.svelte';
import { direction, language } from './shared/language';
import { Desk } from './state/desk.svelte';
import { lastContrast, lastSize, showContrast, showSize } from './state/look';
import { lastLetters, lastOwn, lastTheme, showTheme } from './state/preferences';

/** What the desk has to say is there sooner than this at most starts. What waits is drawn only after it: to draw that first would delay the rest. */
const PATIENCE_MS = 100;

async function backend(): Promise<Backend> {
  if (import.meta.env.MODE === 'demo') return (await import('./ipc/demo')).demoBackend();
  return tauriBackend();
}

/** The desk as this machine was left, which asks for what it shows. */
async function begun(): Promise<Desk> {
  const desk = new Desk(await backend());
  desk.theme = lastTheme();
  desk.contrast = lastContrast();
  desk.size = lastSize();
  bound.letters = lastLetters();
  bound.own = lastOwn();
  await Promise.race([desk.feed.start(), new Promise((rest) => setTimeout(rest, PATIENCE_MS))]);
  return desk;
}

const target = document.getElementById('app');
if (target) {
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  showTheme(lastTheme())();
  showContrast(lastContrast())();
  showSize(lastSize())();
  if (import.meta.env.MODE === 'demo' && location.search === '?tokens') mount((await import('./views/tokens/Tokens.svelte')).default, { target });
  else mount(App, { target, props: { desk: await begun() } });
}
