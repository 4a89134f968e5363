/**
 * What `bindery export` writes starts a real QEMU inside the machine, with the assigned card at the exported place; and
 * where our checks say that it cannot, QEMU fails in the way that they predict.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInside, exportArguments } from '../bindery.ts';
import type { Nested, NestedInput } from '../guest/nested.ts';
import type { Lab, RunOptions } from '../lab.ts';
import { groupsAtBoot } from '../machines.ts';
import { spec } from '../spec.ts';

const MIB = 1024 * 1024;
const MEMORY_BYTES = 256 * MIB;
const SCRIPT = '/tmp/machine.sh';
const STATE = '/.local/share/bindery/passthrough';
const USER: RunOptions = { user: 'user' };
/** What core/memory/memlock-need.ts asks for: the guest and 1 GiB. */
const PLENTY: RunOptions = { ...USER, memlock: MEMORY_BYTES + 1024 * MIB };

spec('nested', { ci: ['6.12 intel'], on: machine => groupsAtBoot(machine) && machine.kernel !== 'iommufd' }, lab => {
  let wish: readonly string[];
  let node: string;
  /** As the user exported it, who then starts it in one way or another. */
  let argv: readonly string[];

  beforeAll(async () => {
    const { gpu, gpuAudio } = lab().devices;
    const machine = '--memory 256M --vcpus 1 --firmware seabios --network none --display none';
    wish = ['-d', gpu, '-d', gpuAudio, ...machine.split(' ')];
    await lab().bind(gpu, gpuAudio);
    node = await lab().grant(gpu);
    // TCG's processor can virtualise as AMD's do, so the script runs with KVM as it is. udev would give the node to kvm.
    await lab().modprobe('kvm_amd');
    await lab().shell('chgrp kvm /dev/kvm; chmod 660 /dev/kvm');
    await lab().shell(`mkdir -p /home/user${STATE}`, USER);
    argv = withoutVga((await exportArguments(lab(), wish, PLENTY)).argv);
    await lab().run(['bindery', 'export', '--output', SCRIPT, ...wish], PLENTY);
    await lab().shell(`sed -i 's/,x-vga=on//' ${SCRIPT}`);
  }, 120_000);

  afterAll(async () => {
    await lab().release(lab().devices.gpu, lab().devices.gpuAudio);
  }, 60_000);

  test.each([
    ['root', { user: 'root' }],
    ['a user who owns the node and may lock what we call enough', PLENTY],
  ] as const)('the exported script starts a machine with the card in its slot, for %s', async (_who, who) => {
    const nested = await start(lab(), [SCRIPT], who);
    expect(nested).toMatchObject({ code: 0, signal: null, stderr: '' });

    const { gpu, gpuAudio } = lab().devices;
    const cards = nested.pci?.filter(({ id }) => id.startsWith('hostdev'));
    expect(cards).toMatchObject([
      { function: 0, ...(await idsOf(lab(), gpu)) },
      { function: 1, ...(await idsOf(lab(), gpuAudio)) },
    ]);
    // Both sit in slot 0 of the bus behind the exported root port, and the firmware found their BARs.
    expect(cards?.map(({ slot }) => slot)).toEqual([0, 0]);
    expect(new Set(cards?.map(({ bus }) => bus))).toEqual(new Set([1]));
    for (const { bars } of cards ?? []) expect(bars).toSatisfy(all => all.length > 0 && !all.includes(null));
    const port = nested.pci?.find(({ id }) => id === 'port1');
    expect(await lab().read(SCRIPT)).toMatch(
      new RegExp(`pcie-root-port,id=port1,.*addr=0x${port?.slot.toString(16)}\\.${port?.function}`),
    );

    // All guest memory is pinned, and the firmware's; on Linux 6.1 that is the zero page still, which counts for nothing.
    if (lab().machine.kernel === '6.1') expect(nested.lockedKib).toBe(MEMORY_BYTES / 1024);
    else expect(nested.lockedKib).toBeGreaterThan(MEMORY_BYTES / 1024);
    expect(nested.lockedKib).toBeLessThan(MEMORY_BYTES / 1024 + 1024);
  });

  test.each([
    ['8 MiB, as most systems have it', 8 * MIB, 'memory/memlock-too-low', 'pc.ram'],
    ['the size of the guest, without its firmware', MEMORY_BYTES, 'memory/memlock-tight', 'pc.bios'],
  ])('a memlock limit of %s is not called enough, and is not', async (_title, memlock, code, region) => {
    const limited = { ...USER, memlock };
    const { findings } = await exportArguments(lab(), wish, limited);
    expect([...findings.keys()].filter(name => name.startsWith('memory/memlock'))).toEqual([code]);
    const nested = await start(lab(), argv, limited);
    // There the firmware needs no limit, so what we call tight is just enough.
    if (lab().machine.kernel === '6.1' && code === 'memory/memlock-tight') {
      expect(nested.code).toBe(0);
      return;
    }
    expect(nested).toMatchObject({ pci: null, code: 1 });
    expect(nested.stderr).toContain('VFIO_MAP_DMA failed: Cannot allocate memory');
    expect(nested.stderr).toContain(`Region ${region}: vfio_dma_map`);
    expect(await lab().dmesg()).toContain(`vfio_pin_pages_remote: RLIMIT_MEMLOCK (${memlock}) exceeded`);
  });

  test('the script says that the limit is too low before QEMU would, with the number', async () => {
    const nested = await start(lab(), [SCRIPT], { ...USER, memlock: 8 * MIB });
    expect(nested).toMatchObject({ pci: null, code: 1 });
    expect(nested.stderr).toMatch(/^The locked-memory limit is 8192 KiB, \d+ KiB \(.*\) are needed\./);
  });

  test('a group that one function has not joined is not viable, for us, the script and QEMU', async () => {
    const { gpuAudio } = lab().devices;
    await lab().release(gpuAudio);
    try {
      const findings = await checkInside(lab(), wish.slice(0, 2), PLENTY);
      expect(findings.get('iommu/group-shared')).toMatchObject({ facts: { inTheWay: [{ bdf: gpuAudio }] } });
      const [script, qemu] = [await start(lab(), [SCRIPT], PLENTY), await start(lab(), argv, PLENTY)];
      expect(script.stderr).toContain(`${gpuAudio} is bound to snd_hda_intel, not to vfio-pci.`);
      expect(qemu.stderr).toMatch(/group \d+ is not viable/);
    } finally {
      await lab().bind(gpuAudio);
    }
  });

  test("a user may not start it while the group's node is somebody else's", async () => {
    await lab().shell(`chown root ${node}`);
    try {
      const { findings } = await exportArguments(lab(), wish, PLENTY);
      expect(findings.get('vfio/group-node-denied')).toMatchObject({ severity: 'blocker', facts: { path: node } });
      const nested = await start(lab(), argv, PLENTY);
      expect(nested.stderr).toMatch(new RegExp(`${node}.*Permission denied`));
    } finally {
      await lab().grant(lab().devices.gpu);
    }
  });
});

/** The lab's only substitution: with QEMU's ati-vga as the card, QEMU 7.2 crashes at x-vga=on; 10.0 and 11.1 do not. */
function withoutVga(argv: readonly string[]): string[] {
  return argv.map(word => word.replace(',x-vga=on', ''));
}

async function start(lab: Lab, argv: readonly string[], who?: RunOptions): Promise<Nested> {
  return (await lab.node('e2e/lab/guest/nested.ts', { argv } satisfies NestedInput, who)) as Nested;
}

async function idsOf(lab: Lab, bdf: string) {
  const read = async (name: string) => Number(await lab.sysfs(`bus/pci/devices/${bdf}/${name}`));
  return { vendorId: await read('vendor'), deviceId: await read('device') };
}
