/**
 * `devices.list` of a control group of version 1: what its members may open.
 *
 *     a *:* rwm
 *     c 10:200 rw
 *
 * Source: Linux Documentation/admin-guide/cgroup-v1/devices.rst.
 */
import { type Malformed, malformed } from '../host/malformed.ts';

const LINE = /^[abc] (\d{1,10}|\*):(\d{1,10}|\*) (?=[rwm])r?w?m?$/;

export function parseDeviceList(text: string): string[] | Malformed {
  const lines = text.split('\n').filter(line => line !== '');
  const strange = lines.find(line => !LINE.test(line));
  return strange === undefined ? lines : malformed(strange);
}

/** Whether the list lets a member open a character device for reading and writing. */
export function listAllows(list: readonly string[], major: number, minor: number): boolean {
  return list.some(line => {
    const [type, numbers = '', access = ''] = line.split(' ');
    const [theMajor, theMinor] = numbers.split(':');
    const fits = (pattern: string | undefined, number: number) => pattern === '*' || pattern === String(number);
    return (
      (type === 'a' || type === 'c') &&
      fits(theMajor, major) &&
      fits(theMinor, minor) &&
      access.includes('r') &&
      access.includes('w')
    );
  });
}
