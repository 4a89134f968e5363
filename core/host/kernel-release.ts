/** `6.12.9-amd64` as numbers. Only for facts that a kernel cannot be asked about: prefer to look for the file itself. */
export type KernelVersion = { major: number; minor: number };

/** @returns null when the text does not start with two numbers. */
export function parseKernelVersion(release: string): KernelVersion | null {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(release.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : null;
}

export function isAtLeast(version: KernelVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
