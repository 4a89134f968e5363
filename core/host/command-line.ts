/**
 * The kernel command line as a list of arguments.
 *
 * Blanks separate arguments except between double quotes; quotes stay as the boot loader gave them, because
 * they are part of what a user would edit. Source: Linux lib/cmdline.c, next_arg().
 */
export function splitCommandLine(text: string): string[] {
  const args: string[] = [];
  let current = '';
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    if (!isQuoted && /\s/.test(char)) {
      if (current !== '') args.push(current);
      current = '';
    } else {
      current += char;
    }
  }
  if (current !== '') args.push(current.trimEnd());
  return args;
}
