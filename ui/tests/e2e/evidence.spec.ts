import { expect, test } from './desk';

test('evidence is saved from Raw, and where it lies is said', async ({ desk }) => {
  await desk.start();
  await desk.open('bags');
  await desk.get('tab-raw').click();
  await expect(desk.get('saved-evidence')).toContainText('can be checked without us');
  await desk.get('save-evidence').click();
  await expect(desk.get('saved-evidence')).toContainText('/fermata-esc-bags.json');
});
