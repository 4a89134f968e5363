/**
 * What the areas say, put together: each area is checked by itself, and what one tells with more knowledge of the host is
 * not told otherwise by another.
 */
import type { LogMessage } from './catalogue/kernel-log.ts';
import { describeFinding } from './describe.ts';
import type { Finding, FindingCode } from './finding.ts';

export type FindingsByArea = { host: Finding[]; selection: Finding[]; machine: Finding[] };

/** Messages of the kernel, and the findings that tell the same with this host's remedies. */
const TOLD_BY: Readonly<Record<string, readonly FindingCode[]>> = {
  'iommu/direct-map-required': ['iommu/direct-regions'],
  'iommu/rmrr': ['iommu/direct-regions'],
  'iommu/acs-override': ['isolation/acs-override-in-use'],
  'vfio/bar-reserved': ['cost/boot-picture'],
  'vfio/memlock-exceeded': ['memory/memlock-too-low', 'memory/memlock-soft-too-low', 'memory/memlock-needs-login'],
  'vfio/no-interrupt-remapping': ['iommu/interrupt-remapping-off'],
};

export function settleFindings(areas: FindingsByArea): FindingsByArea {
  const all = [...areas.host, ...areas.selection, ...areas.machine];
  const told = new Set(areas.selection.flatMap(finding => (isLogMessage(finding) ? (finding.fn?.bdf ?? []) : [])));
  const settle = (findings: readonly Finding[]) =>
    findings.flatMap((finding): Finding[] => {
      if (isLogMessage(finding)) return [pointToFinding(finding, all)];
      if (finding.code !== 'kernel-log/about-functions') return [finding];
      const about = finding.about.filter(({ bdf }) => !told.has(bdf));
      return about.length === 0 ? [] : [{ ...finding, about }];
    });
  return { host: settle(areas.host), selection: settle(areas.selection), machine: settle(areas.machine) };
}

type LogFinding = Extract<Finding, { code: 'kernel-log/trouble' | 'kernel-log/notice' }>;

const isLogMessage = (finding: Finding): finding is LogFinding =>
  finding.code === 'kernel-log/trouble' || finding.code === 'kernel-log/notice';

function pointToFinding(message: LogFinding, all: readonly Finding[]): Finding {
  const codes = TOLD_BY[message.kind] ?? [];
  const same =
    codes.length === 0 ? undefined : all.find(other => codes.includes(other.code) && isAbout(other, message));
  return same ? { ...message, toldBy: describeFinding(same).title } : message;
}

/** What names no function is about the whole host. */
function isAbout(finding: Finding, { fn }: LogMessage): boolean {
  if ('picked' in finding) return finding.picked.some(label => label.bdf === fn?.bdf);
  return finding.code !== 'cost/boot-picture' || finding.fn.bdf === fn?.bdf;
}
