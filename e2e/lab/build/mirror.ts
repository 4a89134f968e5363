/**
 * The Debian mirror that this system itself uses. Suites beyond the system's own are taken from the same mirror, so the
 * lab needs no address of its own and works behind whatever proxy or mirror was set up here.
 * Source: apt-get(8), indextargets; apt's doc/acquire-additional-files.md, "Accessing files".
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { runProgram } from './program.ts';
import { Unavailable } from './unavailable.ts';

const FIELDS = ['REPO_URI', 'RELEASE', 'COMPONENT', 'CREATED_BY', 'ORIGIN'] as const;

/** @throws Unavailable when this is no Debian, or one whose apt names no Debian mirror. */
export async function findMirror(): Promise<string> {
  if (!isDebian()) throw new Unavailable('the lab is made of Debian packages, and this is no Debian');
  const format = FIELDS.map(field => `$(${field})`).join('\t');
  const targets = (await runProgram('apt-get', ['indextargets', '--format', format])).toString().split('\n');
  for (const target of targets) {
    const [uri = '', release = '', component, createdBy, origin] = target.split('\t');
    // bookworm-security and its like lie in other archives; a lone release with "main" may also be a vendor's.
    const isMain = createdBy === 'Packages' && component === 'main' && !release.includes('-');
    // The origin is known once the lists are here; before that, the path tells.
    if (isMain && (origin === 'Debian' || /\/debian\/?$/.test(uri))) return uri;
  }
  throw new Unavailable("apt's configuration names no Debian mirror");
}

export function isDebian(): boolean {
  return existsSync('/etc/os-release') && parseEnv(readFileSync('/etc/os-release', 'utf8'))['ID'] === 'debian';
}
