/**
 * /etc/passwd and /etc/group: names of user and group numbers. Accounts that come from a directory service are
 * not in these files, so a missing name says nothing about the account. Source: passwd(5), group(5).
 */
export type Account = { name: string; home: string; gid: number };

/** The first line with this number counts, as in getpwuid(3). @returns null when no line has it. */
export function findAccount(passwd: string, uid: number): Account | null {
  for (const line of passwd.split('\n')) {
    const [name, , id, gid, , home] = line.split(':');
    if (name && id === String(uid) && home !== undefined && gid !== undefined && isId(gid))
      return { name, home, gid: Number(gid) };
  }
  return null;
}

/** Group numbers to names; the first line with a number counts. */
export function parseGroupNames(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (!name || id === undefined || !isId(id)) continue;
    if (!names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}

const isId = (text: string) => /^\d{1,10}$/.test(text);

/** The groups that a new login of the account gets, its own group first. Source: initgroups(3). */
export function findAccountGroups(text: string, account: Account): { gid: number; name: string | null }[] {
  const names = parseGroupNames(text);
  const gids = new Set([account.gid]);
  for (const line of text.split('\n')) {
    const [name, , id, members] = line.split(':');
    if (name && id !== undefined && isId(id) && members?.trim().split(',').includes(account.name)) gids.add(Number(id));
  }
  return [...gids].map(gid => ({ gid, name: names.get(gid) ?? null }));
}
