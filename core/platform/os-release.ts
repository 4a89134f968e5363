/**
 * /etc/os-release: which distribution this is.
 *
 * Lines of NAME=value, the value quoted as a shell would. What the file leaves out has a documented default.
 * Source: os-release(5).
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import { shortLine } from './short-line.ts';

export type Distribution = {
  id: string;
  idLike: string[];
  name: string;
  version: string | null;
  variant: string | null;
};

export function parseOsRelease(text: string): Distribution | Malformed {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match) fields.set(match[1] ?? '', unquote((match[2] ?? '').trim()));
  }
  if (fields.size === 0) return malformed(text);
  const field = (name: string) => shortLine(fields.get(name) ?? '') || null;
  return {
    id: field('ID') ?? 'linux',
    idLike: (field('ID_LIKE') ?? '').split(' ').filter(id => id !== ''),
    name: field('PRETTY_NAME') ?? field('NAME') ?? 'Linux',
    version: field('VERSION_ID'),
    variant: field('VARIANT_ID'),
  };
}

/** Between double quotes a backslash protects the next character; between single quotes nothing is special. */
function unquote(value: string): string {
  const quote = value[0];
  if (quote === "'") return value.replace(/^'|'$/g, '');
  const bare = quote === '"' ? value.replace(/^"|"$/g, '') : value;
  return bare.replace(/\\(["$\\`])/g, '$1');
}
