/**
 * Messages of the kernel and of QEMU, what causes them and what to do: one entry of the decoder's table.
 *
 * A pattern must take time linear in the line: no repetition of a group that repeats, no two open-ended runs that can
 * take each other's text. Lines are cut before they come here (see log-line.ts), which bounds what is left.
 */
import type { Remedy } from '../findings/remedy.ts';

/** What a message says, by the pattern's group names; digits alone are numbers. `device` is always there. */
export type MessageFacts = Readonly<Record<string, string | number>>;

export type MessageEntry = {
  /** Permanent: snapshots name it. */
  id: string;
  /** QEMU's messages, and libvirt's about them, never stand in the kernel's log. */
  from: 'kernel' | 'qemu';
  /** Every matching line holds one of these texts; they are looked for before the pattern is tried. */
  needles: readonly string[];
  /** The group `bdf` (or `shortBdf`) is the function it is about. */
  pattern: RegExp;
  /** `fine`: good news, or harmless; explained when asked, and never a finding. */
  weight: 'trouble' | 'note' | 'fine';
  /** With this message a machine does not start, or has ended. */
  stops?: true;
  title: (facts: MessageFacts) => string;
  /** Whole sentences. */
  cause: (facts: MessageFacts) => string;
  remedies: (facts: MessageFacts) => Remedy[];
};

/** A pattern with fragments put in. Fragments are source text of a regular expression. */
export function pattern(parts: TemplateStringsArray, ...fragments: string[]): RegExp {
  return new RegExp(String.raw(parts, ...fragments));
}

/** How the kernel names a function: `0000:01:00.0`. */
export const BDF = '(?<bdf>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])';
/** The same, or without the segment, or with the `0x` of some versions. */
export const SHORT_BDF = '(?<bdf>(?:[0-9a-f]{4,8}:)?(?:0x)?[0-9a-f]{2}:(?:0x)?[0-9a-f]{2}\\.[0-7])';

export const advice = (text: string): Remedy => ({ kind: 'advice', text });
export const command = (line: string, effect: string): Remedy => ({
  kind: 'command',
  command: line,
  needsRoot: true,
  effect,
});
export const firmware = (setting: string, value: string): Remedy => ({ kind: 'firmware-setting', setting, value });
export const addArgument = (argument: string): Remedy => ({ kind: 'kernel-argument', argument, action: 'add' });
export const removeArgument = (argument: string): Remedy => ({ kind: 'kernel-argument', argument, action: 'remove' });
