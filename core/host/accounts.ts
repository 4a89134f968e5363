/**
 * /etc/passwd and /etc/group: names of user and group numbers. Accounts that come from a directory service are
 * not in these files, so a missing name says nothing about the account. Source: passwd(5), group(5).
 */
export type Account = { name: string; home: string };

/** The first line with this number counts, as in getpwuid(3). @returns null when no line has it. */
export function findAccount(passwd: string, uid: number): Account | null {
  for (const line of passwd.split('\n')) {
    const [name, , id, , , home] = line.split(':');
    if (name && id === String(uid) && home !== undefined) return { name, home };
  }
  return null;
}

/** Group numbers to names; the first line with a number counts. */
export function parseGroupNames(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (!name || id === undefined || !/^\d{1,10}$/.test(id)) continue;
    if (!names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}
