/**
 * The package that has a kernel's modules, where the distribution splits them and the name is known.
 *
 * Source: Debian kernel handbook (the flavour `cloud` leaves drivers out); Ubuntu linux-modules-extra; Fedora
 * kernel-modules; Alpine linux-virt.
 */
import type { Distribution } from './os-release.ts';

/** null: not known; the usual kernel has them all. */
export function packageOfModules({ id, idLike }: Pick<Distribution, 'id' | 'idLike'>, release: string): string | null {
  const family = [id, ...idLike];
  if (family.includes('ubuntu')) return `linux-modules-extra-${release}`;
  if (family.includes('debian')) return release.includes('-cloud-') ? 'linux-image-amd64' : null;
  if (family.includes('fedora') || family.includes('rhel')) return `kernel-modules-${release.replace(/\.[^.]*$/, '')}`;
  if (family.includes('alpine')) return release.endsWith('-virt') ? 'linux-lts' : null;
  return null;
}
