/** A remedy as one sentence, and the words to copy where there are any. The CLI prints it; the window shows it where it has no button. */

import { formatBytes } from '../memory/format-bytes.ts';
import type { ArgumentPlace } from '../platform/argument-place.ts';
import { changeOf, explainArgument } from '../platform/explain-argument.ts';
import type { Remedy } from './remedy.ts';

export type RemedyText = {
  text: string;
  /** What to type or paste, verbatim; null: nothing. */
  copy: string | null;
};

/** Bindery looks at the host that it runs on: elsewhere its answer would be about another one. */
export const remediesFor = (remedies: readonly Remedy[], isThisHost: boolean): Remedy[] =>
  remedies.filter(({ kind }) => isThisHost || kind !== 'bindery');

/**
 * `place`: where the host keeps its kernel's arguments (argumentPlaceOf()); null: not known. `bindery`: how Bindery is
 * started in a shell; null: whoever reads it knows.
 */
export function explainRemedy(remedy: Remedy, place: ArgumentPlace | null, bindery: string | null = null): RemedyText {
  switch (remedy.kind) {
    case 'select':
    case 'deselect':
    case 'change-machine':
      return { text: `${remedy.label}.`, copy: null };
    case 'firmware-setting':
      return { text: `In the firmware set-up (BIOS), set ${remedy.setting} to: ${remedy.value}.`, copy: null };
    case 'kernel-argument':
      if (place !== null) return explainArgument(place, remedy);
      return {
        text: `${changeOf(remedy.action, remedy.replaces, null)} in your boot loader's configuration, then start the computer again:`,
        copy: remedy.argument,
      };
    case 'raise-memlock': {
      const kib = Math.ceil(remedy.toBytes / 1024);
      return {
        text: `Allow ${formatBytes(remedy.toBytes)} of locked memory: put this line into a file in /etc/security/limits.d (the number is KiB), then ${afterwards(remedy.desktop, remedy.toBytes)}:`,
        copy: `${remedy.user ?? 'your-user'} - memlock ${kib}`,
      };
    }
    case 'command':
      return { text: `${remedy.needsRoot ? 'Run as root' : 'Run'}; it ${remedy.effect}:`, copy: remedy.command };
    case 'bindery': {
      const { words, input, needsRoot, effect } = remedy;
      if (bindery !== null)
        return {
          text: `${needsRoot ? 'Run as root' : 'Run'}; it ${effect}:`,
          copy: `${input === undefined ? '' : `${input} | `}${bindery} ${words}`,
        };
      return {
        text: `Run Bindery in a terminal${needsRoot ? ' as root' : ''}, with these words after its name${input === undefined ? '' : ` and the output of ${input} as its input`}; it ${effect}:`,
        copy: words,
      };
    }
    case 'advice':
      return { text: remedy.text, copy: null };
  }
}

function afterwards(desktop: 'reads-limits' | 'ignores-limits' | undefined, toBytes: number): string {
  switch (desktop) {
    case 'reads-limits':
      return 'log out of every session and in again. On this host that counts for programs of the desktop, too';
    case 'ignores-limits':
      return 'log out and in. On this host it counts for shells only, because the PAM stack of systemd --user does not load pam_limits';
    case undefined:
      return `log out and in. Programs started from the desktop may also need LimitMEMLOCK=${toBytes} for user@.service`;
  }
}
