/**
 * Lines of a udev rules file that speak of VFIO, KVM, iommufd or driver_override.
 * Source: udev(7), "Rules files": `#` at the start of a line is a comment, a backslash at the end continues it.
 */
import { joinContinuedLines, wholeLineComments } from '../host/continued-lines.ts';
import type { UdevRule } from '../host/schema/access.ts';

const SUBJECT = /vfio|iommu|driver_override|\bkvm\b/i;
const LONGEST_TEXT = 1000;

export function findUdevRules(text: string, file: string): UdevRule[] {
  if (!SUBJECT.test(text)) return [];
  return joinContinuedLines(text, wholeLineComments('#'))
    .filter(row => SUBJECT.test(row.text))
    .map(row => ({
      file,
      line: row.line,
      text: row.text.length > LONGEST_TEXT ? `${row.text.slice(0, LONGEST_TEXT)}...` : row.text,
    }));
}

/** Rules that set who may open nodes of a subsystem (`vfio`, `vfio-dev`), or a node by its kernel name. */
export function rulesAboutNode(rules: readonly UdevRule[], subsystem: string, kernelName: string): UdevRule[] {
  const matches = [`SUBSYSTEM=="${subsystem}"`, `KERNEL=="${kernelName}"`, `KERNEL=="vfio/${kernelName}"`];
  return rules.filter(
    rule =>
      /\b(MODE|GROUP|OWNER)\s*:?=\s*"|TAG\+="uaccess"/.test(rule.text) &&
      matches.some(match => rule.text.includes(match)),
  );
}
