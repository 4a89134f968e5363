/**
 * One QEMU option as data, and its text form.
 *
 * QEMU splits option values at commas; a comma inside a value is written twice, and there is no other escape.
 * Source: QEMU util/qemu-option.c get_opt_value(), docs/system/invocation.rst.
 */
export type QemuOption = {
  /** `-device`, `-m`, ... */
  option: string;
  /** The implied first value (`vfio-pci` of `-device vfio-pci,...`), or the only one; null: none. */
  head: string | null;
  properties: readonly (readonly [name: string, value: string])[];
  /** Why this option is there, one line for a comment. */
  why: string;
};

type Properties = Readonly<Record<string, string | number | null>>;

/** An option with properties; those that are null are left out. */
export function option(name: string, head: string | number | null, properties: Properties, why: string): QemuOption {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === null ? [] : [[key, String(value)] as const],
  );
  return { option: name, head: head === null ? null : String(head), properties: given, why };
}

function escapeCommas(value: string): string {
  return value.replaceAll(',', ',,');
}

/** @returns null for a bare switch such as `-nodefaults`. */
export function formatOptionValue({ head, properties }: QemuOption): string | null {
  const parts = [
    ...(head === null ? [] : [escapeCommas(head)]),
    ...properties.map(([key, value]) => `${key}=${escapeCommas(value)}`),
  ];
  return parts.length === 0 ? null : parts.join(',');
}
