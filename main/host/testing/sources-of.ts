/** Every file, folder and command that a snapshot names as the reason why something is not known. For tests only. */
import type { HostSnapshot } from '../../../core/host/snapshot.ts';

export function sourcesOfUnknowns(host: HostSnapshot): Set<string> {
  const sources = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('unknown' in value && 'source' in value) sources.add(String(value.source));
    Object.values(value).forEach(visit);
  };
  visit(host);
  for (const { source } of host.unreadable) sources.add(source);
  for (const { path } of host.missingNodes) sources.add(path);
  for (const { path } of host.platform.bootFilesUnmeasured) sources.add(path);
  return sources;
}
