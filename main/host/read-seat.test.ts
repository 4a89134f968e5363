/** Displays, input, sound, USB and claims, on hosts with little or odd hardware. */
import { describe, expect, test } from 'vitest';
import { type HostSnapshot, hostSnapshot } from '../../core/host/snapshot.ts';
import { MemoryHostFiles } from '../../fixtures/memory-host-files.ts';
import { emptyFolder, file, folderAt, line, link, put, type TreeFolder } from '../../fixtures/tree.ts';
import { Pace } from './pace.ts';
import { readSeat } from './read-seat.ts';
import { UnreadableFiles } from './unreadable.ts';

const GPU = '/sys/devices/pci0000:00/0000:01:00.0';
const USB = '/sys/devices/pci0000:00/0000:00:14.0';

function bareHost(): TreeFolder {
  const root = emptyFolder();
  for (const folder of ['/sys/class', '/sys/bus']) folderAt(root, folder);
  put(root, '/proc/bus/input/devices', file(''));
  put(root, '/proc/iomem', file('00000000-00000000 : System RAM\n'));
  return root;
}

async function read(root: TreeFolder): Promise<HostSnapshot['seat'] & { unreadable: string[] }> {
  const unreadable = new UnreadableFiles();
  const seat = await readSeat(new MemoryHostFiles({ root, answers: new Map() }), new Pace(), unreadable);
  expect(hostSnapshot.shape.seat.parse(seat)).toEqual(seat);
  return { ...seat, unreadable: unreadable.items.map(item => item.source) };
}

function addDevice(root: TreeFolder, folder: string, path: string): void {
  folderAt(root, path);
  put(root, `${folder}/${path.slice(path.lastIndexOf('/') + 1)}`, link(`../..${path.slice('/sys'.length)}`));
}

test('a server without any of it has none, and hidden addresses are not free ones', async () => {
  expect(await read(bareHost())).toEqual({
    drmCards: [],
    framebuffers: [],
    consoles: [],
    inputs: [],
    soundCards: [],
    usbDevices: [],
    barClaims: { unknown: 'denied', source: '/proc/iomem', detail: expect.stringContaining('only root') },
    unreadable: [],
  });
});

test('where not even the list of classes can be seen, nothing is known', async () => {
  const root = bareHost();
  folderAt(root, '/sys/class').mode = 0o711;
  const gap = { unknown: 'denied', source: '/sys/class', detail: 'EACCES' };
  expect(await read(root)).toMatchObject({ drmCards: gap, framebuffers: gap, consoles: gap, soundCards: gap });
});

describe('cards', () => {
  test('the card on the firmware framebuffer lies on the GPU that shows it', async () => {
    const root = bareHost();
    const card = `${GPU}/simple-framebuffer.0/drm/card0`;
    addDevice(root, '/sys/class/drm', card);
    put(root, `${card}/device`, link('../..'));
    put(root, `${GPU}/simple-framebuffer.0/driver`, link('../../../../bus/platform/drivers/simple-framebuffer'));
    addDevice(root, '/sys/class/drm', `${card}/card0-Unknown-1`);
    put(root, `${card}/card0-Unknown-1/status`, line('connected'));
    put(root, `${card}/card0-Unknown-1/enabled`, line('enabled'));
    expect((await read(root)).drmCards).toEqual([
      {
        name: 'card0',
        function: '0000:01:00.0',
        driver: 'simple-framebuffer',
        connectors: [{ name: 'Unknown-1', status: 'connected', isEnabled: true }],
      },
    ]);
  });

  test('card1 does not have the sockets of card10, and a virtual card has no driver', async () => {
    const root = bareHost();
    for (const name of ['card1', 'card10']) addDevice(root, '/sys/class/drm', `/sys/devices/virtual/drm/${name}`);
    addDevice(root, '/sys/class/drm', '/sys/devices/virtual/drm/card10/card10-Virtual-1');
    expect((await read(root)).drmCards).toMatchObject([
      { name: 'card1', function: null, driver: null, connectors: [] },
      { name: 'card10', connectors: [{ name: 'Virtual-1', status: { unknown: 'absent' } }] },
    ]);
  });

  test('a link that is none of a device is told, and the rest is read', async () => {
    const root = bareHost();
    addDevice(root, '/sys/class/drm', `${GPU}/drm/card1`);
    put(root, '/sys/class/drm/card0', link('/etc/passwd'));
    expect(await read(root)).toMatchObject({ drmCards: [{ name: 'card1' }], unreadable: ['/sys/class/drm/card0'] });
  });
});

test('sound cards go by their short names', async () => {
  const root = bareHost();
  addDevice(root, '/sys/class/sound', `${GPU}/sound/card1`);
  put(root, `${GPU}/sound/card1/id`, line('NVidia'));
  addDevice(root, '/sys/class/sound', '/sys/devices/virtual/sound/card2');
  put(root, '/sys/devices/virtual/sound/card2/id', line('no id\u0007'));
  expect(await read(root)).toMatchObject({
    soundCards: [
      { name: 'NVidia', function: '0000:01:00.0' },
      { name: 'card2', function: null },
    ],
    unreadable: ['/sys/class/sound/card2/id'],
  });
});

describe('USB', () => {
  function addUsb(root: TreeFolder, port: string, files: Record<string, string>): void {
    const path = `${USB}/usb1/${port}`;
    folderAt(root, path);
    put(root, `/sys/bus/usb/devices/${port}`, link(`../../..${path.slice('/sys'.length)}`));
    for (const [name, text] of Object.entries(files)) put(root, `${path}/${name}`, line(text));
  }
  const ids = { idVendor: '046d', idProduct: 'c52b', bDeviceClass: '00' };

  test('devices with odd names, or none; root hubs and interfaces are none', async () => {
    const root = bareHost();
    addUsb(root, '1-4', { ...ids, bDeviceClass: '09', product: 'Hub' });
    addUsb(root, '1-4.2', { ...ids, product: ' Gr\ufffdn\u0007 ' });
    addUsb(root, '1-4.10', ids);
    addUsb(root, '1-4:1.0', {});
    addUsb(root, 'usb1', { ...ids, bDeviceClass: '09' });
    expect((await read(root)).usbDevices).toMatchObject([
      { port: '1-4', controller: '0000:00:14.0', isHub: true },
      { port: '1-4.2', vendorId: 0x046d, productId: 0xc52b, product: 'Gr\ufffdn\u0007', isHub: false },
      { port: '1-4.10', product: null },
    ]);
  });

  test('a device that is unplugged during the look is told and left out', async () => {
    const root = bareHost();
    addUsb(root, '1-1', { idVendor: '046d' });
    expect(await read(root)).toMatchObject({
      usbDevices: [],
      unreadable: ['/sys/bus/usb/devices/1-1/idProduct'],
    });
  });

  test('a bus whose devices cannot be listed is not empty', async () => {
    const root = bareHost();
    folderAt(root, '/sys/bus/usb');
    expect((await read(root)).usbDevices).toMatchObject({ unknown: 'absent', source: '/sys/bus/usb/devices' });
  });
});

describe('input over Bluetooth', () => {
  const keyboard = (sysfs: string) =>
    file(
      `I: Bus=0005 Vendor=046d Product=b35b Version=0011\nN: Name="Keyboard K380"\nP: Phys=aa:bb\nS: Sysfs=${sysfs}\nU: Uniq=\nH: Handlers=kbd event7 \nB: EV=120013\nB: KEY=fffffffffffffffe\n\n`,
    );
  const UHID = '/devices/virtual/misc/uhid/0005:046D:B35B.0004/input/input7';
  const host = (sysfs: string, ...adapters: string[]) => {
    const root = bareHost();
    folderAt(root, '/proc/bus/input').entries.set('devices', keyboard(sysfs));
    for (const path of adapters) addDevice(root, '/sys/class/bluetooth', path);
    return root;
  };

  test('hangs on the only adapter', async () => {
    expect((await read(host(UHID, `${USB}/usb1/1-14/1-14:1.0/bluetooth/hci0`))).inputs).toMatchObject([
      { function: '0000:00:14.0', isKeyboard: true, isVirtual: false },
    ]);
  });

  test('of several adapters nobody tells which', async () => {
    const root = host(UHID, `${USB}/usb1/1-14/1-14:1.0/bluetooth/hci0`, `${GPU}/bluetooth/hci1`);
    expect((await read(root)).inputs).toMatchObject([{ function: null, isVirtual: false }]);
  });

  test('what software makes stays virtual', async () => {
    expect((await read(host('/devices/virtual/input/input7'))).inputs).toMatchObject([
      { function: null, isVirtual: true },
    ]);
  });
});
