// A long list whose rows are of many heights, most of which are not known yet: whoever scrolls up in it sees each row stand where it stood.

import { expect, test, type DeskPage } from './desk';

type Step = { putBack: [number, number][]; moved: number };

/** Scrolls the list up a little. Says where it was put back from and to before the next frame, and by how much the row in its middle moved meanwhile. */
const scrollUp = (desk: DeskPage): Promise<Step> =>
  desk.get('list').evaluate(async (list) => {
    const own = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop')!;
    const putBack: [number, number][] = [];
    list.scrollBy(0, -13);
    const view = list.getBoundingClientRect();
    // The middle itself may be a heading's.
    const row = [...list.querySelectorAll('[data-line]')].find((line) => line.getBoundingClientRect().bottom > view.top + view.height / 2)!;
    const y = row.getBoundingClientRect().top;
    Object.defineProperty(list, 'scrollTop', {
      configurable: true,
      get: () => own.get!.call(list) as number,
      set: (wanted: number) => {
        putBack.push([own.get!.call(list) as number, Math.round(wanted)]);
        own.set!.call(list, wanted);
      },
    });
    // The scroll is told before the second message at the latest, and what follows it is done at once.
    await new Promise((told) => list.addEventListener('scroll', told, { once: true }));
    const channel = new MessageChannel();
    await new Promise((done) => {
      channel.port1.onmessage = done;
      channel.port2.postMessage(null);
    });
    delete (list as { scrollTop?: number }).scrollTop;
    return { putBack, moved: row.getBoundingClientRect().top - y };
  });

for (const size of [100, 125]) {
  test(`at ${size} % text size no row is moved to and fro, or from its place, by rows that are laid out above it`, async ({ desk }) => {
    test.setTimeout(120_000);
    await desk.page.addInitScript((kept) => localStorage.setItem('fermata.size', `${kept}`), size);
    await desk.start('many');
    await desk.isOpen('cabin-0');
    await desk.scrollList(6_000);
    for (let n = 0; n < 46; n++) {
      const { putBack, moved } = await scrollUp(desk);
      await desk.pass(50);
      const undone = putBack.filter(([from, there], n) => from !== there && putBack[n - 1]?.[0] === there && putBack[n - 1]?.[1] === from);
      expect(undone, JSON.stringify(putBack)).toEqual([]);
      expect(Math.abs(moved), JSON.stringify(putBack)).toBeLessThan(2);
      expect(putBack.length).toBeLessThan(5);
    }
  });
}
