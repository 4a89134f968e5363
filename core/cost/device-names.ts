/**
 * Block devices by the names that other files have for them: sysfs, mountinfo, /proc/swaps and sources of mounts.
 * Source: Linux Documentation/admin-guide/devices.rst; lvm2, dm_build_dm_name() (hyphens are doubled).
 */
import { knownOr } from '../host/measured.ts';
import type { BlockDevice } from '../host/schema/storage.ts';

type Named = { device: BlockDevice };

export class DeviceNames<Node extends Named> {
  readonly #byName = new Map<string, Node>();
  readonly #byNumber = new Map<string, Node>();
  readonly #byMapperName = new Map<string, Node>();
  readonly #byUuid = new Map<string, Node>();

  add(node: Node): void {
    const { name, number, mapper, signature } = node.device;
    this.#byName.set(name, node);
    this.#byNumber.set(number, node);
    const mapperName = knownOr(mapper, null)?.name;
    if (mapperName !== undefined) this.#byMapperName.set(mapperName, node);
    const uuid = knownOr(signature, null)?.uuid;
    if (uuid) this.#byUuid.set(uuid, node);
  }

  all(): Node[] {
    return [...this.#byName.values()];
  }

  /** Below /sys/class/block. */
  named(name: string): Node | undefined {
    return this.#byName.get(name);
  }

  /** `major:minor`. */
  numbered(number: string): Node | undefined {
    return this.#byNumber.get(number);
  }

  /** By its path in /dev, as the kernel, the mapper, udev or LVM make it. */
  at(path: string): Node | undefined {
    const rest = path.startsWith('/dev/') ? path.slice('/dev/'.length) : '';
    const [, folder, name] = /^(mapper|disk\/by-uuid|[^/]+)\/(.+)$/.exec(rest) ?? [];
    if (folder === 'mapper') return this.#byMapperName.get(name ?? '');
    if (folder === 'disk/by-uuid') return this.#byUuid.get(name ?? '');
    // sysfs cannot have a slash in a name.
    const plain = this.#byName.get(rest.replaceAll('/', '!'));
    // /dev/GROUP/VOLUME is LVM's.
    const double = (text = '') => text.replaceAll('-', '--');
    return plain ?? this.#byMapperName.get(`${double(folder)}-${double(name)}`);
  }
}
