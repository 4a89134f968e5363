/** Files that a scan could not use but that belong to no single fact: they end in the snapshot's `unreadable`. */
import type { Unknown } from '../../core/host/measured.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';

export class UnreadableFiles {
  readonly items: HostSnapshot['unreadable'] = [];

  add(source: string, detail: string): void {
    this.items.push({ source, detail });
  }

  addUnknown({ source, unknown, detail }: Unknown): void {
    this.add(source, detail === '' ? unknown : `${unknown}: ${detail}`);
  }
}
