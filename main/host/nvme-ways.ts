/**
 * The ways to an NVMe namespace that more than one controller may serve. With native multipath the kernel hangs it
 * under its subsystem, which is a virtual device; the subsystem's folder links to the controllers.
 * Source: Linux drivers/nvme/host/core.c nvme_init_subsystem(), multipath.c nvme_mpath_alloc_disk().
 */
import { isKnown } from '../../core/host/measured.ts';
import type { Bdf } from '../../core/pci/bdf.ts';
import { functionsOnTheWay } from '../../core/storage/device-way.ts';
import type { HostFiles } from './host-files.ts';
import { measure } from './measure.ts';
import type { UnreadableFiles } from './unreadable.ts';

const SUBSYSTEMS = '/sys/class/nvme-subsystem';

export class NvmeWays {
  readonly #files: HostFiles;
  readonly #unreadable: UnreadableFiles;
  readonly #known = new Map<string, Bdf[][]>();

  constructor(files: HostFiles, unreadable: UnreadableFiles) {
    this.#files = files;
    this.#unreadable = unreadable;
  }

  /** One way for each controller; one over a network is a way that no function can cut. */
  of(subsystem: string): Bdf[][] {
    let ways = this.#known.get(subsystem);
    if (ways === undefined) this.#known.set(subsystem, (ways = this.#read(`${SUBSYSTEMS}/${subsystem}`)));
    return ways;
  }

  #read(folder: string): Bdf[][] {
    const names = measure(folder, () => this.#files.list(folder));
    if (!isKnown(names)) {
      this.#unreadable.addUnknown(names);
      return [];
    }
    return names.sort().flatMap(name => {
      // Beside the controllers lie attributes, and the namespaces as nvme0n1.
      if (!/^nvme\d+$/.test(name)) return [];
      const link = measure(`${folder}/${name}`, () => this.#files.readLink(`${folder}/${name}`));
      if (isKnown(link)) return [functionsOnTheWay(link)];
      this.#unreadable.addUnknown(link);
      return [];
    });
  }
}
