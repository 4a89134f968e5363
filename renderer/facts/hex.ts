/** A number as the kernel writes ids: `10de`. */
export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
