/** Writes a small host to a folder: only what a test is about. For tests only. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Text or bytes of a file by its path on the host; `{ link }` for a link. */
export type SmallTree = Record<string, string | Uint8Array | { link: string }>;

export function writeSmallTree(root: string, tree: SmallTree): void {
  for (const [path, content] of Object.entries(tree)) {
    const here = join(root, path);
    mkdirSync(dirname(here), { recursive: true });
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, here);
    else writeFileSync(here, content);
  }
}

const ZERO = '0x0000000000000000 0x0000000000000000 0x0000000000000000';

type SmallFunction = {
  bdf: string;
  /** Folders between the root bus and the function. */
  bridges?: readonly string[];
  uevent?: string;
  config?: Uint8Array;
  /** More files, or others than the usual ones; undefined: no such file. */
  files?: Record<string, string | undefined>;
};

/** A function as a kernel of today shows it: an Ethernet card without driver, IOMMU or anything else of note. */
export function functionFiles({ bdf, bridges = [], uevent, config, files }: SmallFunction): SmallTree {
  const folder = ['/sys/devices', `pci${bdf.slice(0, 5)}00`, ...bridges, bdf].join('/');
  const usual: Record<string, string | undefined> = {
    uevent: uevent ?? `PCI_CLASS=20000\nPCI_ID=8086:1533\nPCI_SUBSYS_ID=8086:0001\nPCI_SLOT_NAME=${bdf}\n`,
    resource: `${Array(13).fill(ZERO).join('\n')}\n`,
    driver_override: '(null)\n',
    numa_node: '-1\n',
    power_state: 'D0\n',
    'power/runtime_status': 'active\n',
    revision: '0x03\n',
    ...files,
  };
  const tree: SmallTree = {
    [`/sys/bus/pci/devices/${bdf}`]: { link: `../../..${folder.slice(4)}` },
    [`${folder}/config`]: config ?? configHeader(),
  };
  for (const [name, text] of Object.entries(usual)) if (text !== undefined) tree[`${folder}/${name}`] = text;
  return tree;
}

function configHeader(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x86, 0x80, 0x33, 0x15, 0, 0, 0x10, 0, 0x03, 0, 0, 0x02]);
  return bytes;
}
