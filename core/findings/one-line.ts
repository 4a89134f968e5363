/** Text that stays on its line and steers no terminal: names come from devices, and from snapshots of other people. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
