import { expect, type DeskPage } from './desk';

/** Selects rows of the hundred by keys, from one to another. */
export async function run(desk: DeskPage, from: number, to: number): Promise<void> {
  await desk.open(`h${from}`);
  await desk.press('x');
  for (let n = from; n < to; n++) await desk.press('j');
  await desk.press('Shift+X');
  await expect(desk.get('selected')).toHaveCount(to - from + 1);
}
