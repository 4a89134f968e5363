/** A host of 4,096 functions, made from a sample by repeating it: the table stays quick because it draws only what is seen. */
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { DevicesPage } from '../pages/devices-page.ts';
import { FunctionDetails } from '../pages/function-details.ts';
import { OpenSnapshot, SaveSnapshot } from '../pages/snapshot-dialogs.ts';
import { BinderyWindow } from '../pages/window.ts';
import { expect, test } from '../support/app.ts';

const COUNT = 4096;
/** Far more than fit on a screen, far fewer than there are. */
const MOST_ROWS_DRAWN = 120;

/** The functions of `host` again and again, each copy in a segment and in groups of its own. */
function repeat(host: HostSnapshot): HostSnapshot {
  if ('unknown' in host.functions || 'unknown' in host.iommu.groups) throw new Error('The sample is measured.');
  const { functions } = host;
  const segment = (copy: number) => copy.toString(16).padStart(4, '0');
  const many = Array.from({ length: COUNT }, (_, n) => {
    const text = JSON.stringify(functions[n % functions.length]);
    const copy = Math.floor(n / functions.length);
    const moved = JSON.parse(text.replaceAll('"0000:', `"${segment(copy)}:`));
    return {
      ...moved,
      iommuGroup: typeof moved.iommuGroup === 'number' ? moved.iommuGroup + copy * 1000 : moved.iommuGroup,
    };
  });
  return { ...host, functions: many };
}

/** The table is ordered by group, then by address. */
function lastInTable({ functions }: HostSnapshot): string {
  if ('unknown' in functions) throw new Error('The sample is measured.');
  const keyed = functions.map(fn => [typeof fn.iommuGroup === 'number' ? fn.iommuGroup : -1, fn.bdf] as const);
  const [last] = keyed.toSorted(([a, x], [b, y]) => b - a || (x < y ? 1 : -1));
  if (!last) throw new Error('There are functions.');
  return last[1];
}

test('its table shows all of it, drawn in part @web', async ({ page }) => {
  const window = new BinderyWindow(page);
  await window.openSample(/^Intel desktop/);
  const [save, open, devices, details] = [
    new SaveSnapshot(page),
    new OpenSnapshot(page),
    new DevicesPage(page),
    new FunctionDetails(page),
  ];
  await save.open();
  const { text } = await save.save();
  await save.close();
  await open.open();
  const large = repeat(JSON.parse(text));
  await open.chooseFile({ name: 'large.json', text: JSON.stringify(large) });
  await expect(open.banner).toBeVisible();

  await window.goTo('Devices');
  await devices.showBridges();
  await expect(page.getByText(`${COUNT} of ${COUNT} functions shown`)).toBeVisible();
  const drawn = await devices.table.getByRole('row').count();
  expect(drawn).toBeGreaterThan(10);
  expect(drawn).toBeLessThan(MOST_ROWS_DRAWN);

  const last = lastInTable(large);
  await expect(details.opener(last)).toHaveCount(0);
  await devices.scrollToEnd();
  await expect(details.opener(last)).toBeVisible();
  expect(await devices.table.getByRole('row').count()).toBeLessThan(MOST_ROWS_DRAWN);

  await details.open(last);
  await details.expectFact('Identity', 'Address', last);
  await details.close();
  await expect(details.opener(last)).toBeFocused();
  await devices.search('0042:02:00');
  await devices.expectFunctions(1);
});
