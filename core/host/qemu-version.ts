/**
 * The first line of `qemu-system-x86_64 --version`:
 * `QEMU emulator version 7.2.19 (Debian 1:7.2+dfsg-7+deb12u15)`. Source: QEMU system/vl.c, version().
 */
import { type Malformed, malformed } from './malformed.ts';

export type QemuVersion = {
  /** Everything after the word `version`, packaging included. */
  text: string;
  major: number;
  minor: number;
  micro: number;
};

export function parseQemuVersion(output: string): QemuVersion | Malformed {
  const match = /^QEMU emulator version ((\d{1,4})\.(\d{1,4})\.(\d{1,4}).*)$/m.exec(output);
  const [, text, major, minor, micro] = match ?? [];
  return text === undefined
    ? malformed(output)
    : { text: text.trim(), major: Number(major), minor: Number(minor), micro: Number(micro) };
}
