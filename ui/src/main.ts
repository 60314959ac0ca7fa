import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import type { Backend } from './ipc/backend';
import { tauriBackend } from './ipc/tauri';
import { direction, language } from './shared/language';
import { lastContrast, lastSize, showContrast, showSize } from './state/look';
import { lastTheme, showTheme } from './state/preferences';

async function backend(): Promise<Backend> {
  if (import.meta.env.MODE === 'demo') return (await import('./ipc/demo')).demoBackend();
  return tauriBackend();
}

const target = document.getElementById('app');
if (target) {
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  showTheme(lastTheme())();
  showContrast(lastContrast())();
  showSize(lastSize())();
  if (import.meta.env.MODE === 'demo' && location.search === '?tokens') mount((await import('./views/tokens/Tokens.svelte')).default, { target });
  else mount(App, { target, props: { backend: await backend() } });
}
