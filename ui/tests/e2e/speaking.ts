// The page in another language, as a test sees it: which words did not come out of the catalogues, and what runs over its edge.

import type { Page } from '@playwright/test';

export async function speak(page: Page, language: 'de' | 'qps'): Promise<void> {
  await page.addInitScript((spoken) => localStorage.setItem('fermata.language', spoken), language);
}

/** In English made strange: visible words and spoken names that stand in no brackets. Data stand isolated, so that they are told apart. */
export function plainWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // What came from outside or is the same in every language: data, moments, code and ids, keys, and choices of a contract.
    const data = 'bdi, time, .mono, kbd, option, script, style';
    // Named by data: a stand-in by its sign, a queue and a reason by their codes, a decision by the desk's note.
    const named = `${data}, mark, .queues .nav, [data-testid=reason], [data-testid=progress]`;
    const left = (text: string): string => {
      let rest = text;
      for (let before = ''; before !== rest; ) {
        before = rest;
        rest = rest.replace(/\[[^[\]]*\]/g, '');
      }
      return /\p{L}{2}/u.test(rest) ? rest.trim() : '';
    };
    const found: string[] = [];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest(data) || !parent.checkVisibility()) continue;
      if (left(node.textContent ?? '') !== '') found.push(`${parent.tagName.toLowerCase()}.${parent.className}: ${left(node.textContent ?? '')}`);
    }
    for (const element of document.body.querySelectorAll('[title], [aria-label], [placeholder], [aria-valuetext], [alt]')) {
      if (element.closest(named) || !element.checkVisibility()) continue;
      for (const name of ['title', 'aria-label', 'placeholder', 'aria-valuetext', 'alt']) {
        const text = element.getAttribute(name);
        if (text !== null && left(text) !== '') found.push(`${element.tagName.toLowerCase()}[${name}]: ${left(text)}`);
      }
    }
    return [...new Set(found)];
  });
}

/** Words that run over the edge of their place or of the window, and are not cut on purpose. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      const words = (node.textContent ?? '').trim();
      const parent = node.parentElement;
      if (words === '' || !parent || parent.closest('option, script, style, .visually-hidden, .mono') || !parent.checkVisibility()) continue;
      let place = parent;
      while (getComputedStyle(place).display === 'inline' && place.parentElement) place = place.parentElement;
      // Cut with an ellipsis, or there for the ears alone.
      if (getComputedStyle(place).textOverflow === 'ellipsis' || getComputedStyle(place).clipPath !== 'none') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const [text, edge] = [range.getBoundingClientRect(), place.getBoundingClientRect()];
      const over = text.right > edge.right + 1 || text.left < edge.left - 1 || text.right > innerWidth || text.left < 0;
      if (over && text.width > 0) found.push(`${place.tagName.toLowerCase()}.${place.className} “${words.slice(0, 40)}”: ${text.left} to ${text.right} in ${edge.left} to ${edge.right}`);
    }
    return [...new Set(found)];
  });
}
