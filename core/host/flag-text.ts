/** A module parameter of type bool: `Y` or `N`. Source: Linux kernel/params.c, param_get_bool(). */
import { type Malformed, malformed } from './malformed.ts';

export function parseBoolParameter(text: string): boolean | Malformed {
  const letter = text.trim();
  return letter === 'Y' || letter === 'N' ? letter === 'Y' : malformed(text);
}
