/**
 * What the readers need of a host: files, links, the modes of nodes, and the answers of a few programs.
 *
 * Paths are absolute as on the host itself (`/sys/...`), whatever folder the host is recorded in. Every method
 * throws an ErrnoException (ENOENT, EACCES, EIO, ...) as Node's fs does, so that readers see one kind of failure.
 */
export interface HostFiles {
  readText(path: string): string;
  /** At most `limit` bytes, fewer where the file ends. */
  readBytes(path: string, limit: number): Uint8Array;
  /** Names in a folder, in no particular order. */
  list(path: string): string[];
  /** The link's text, not resolved. */
  readLink(path: string): string;
  exists(path: string): boolean;
  status(path: string): NodeStatus;
  /** Whether this process may open the path for reading and writing (access(2)). A recording throws ENOTSUP: nobody can be asked. */
  mayOpen(path: string): boolean;
  /**
   * Standard output of a program that only reports (`--version`), cut to the last `limits.bytes` (64 KiB unless told).
   * Rejects with an ErrnoException or a named Error.
   */
  answer(program: string, args: readonly string[], limits?: AnswerLimits): Promise<string>;
  /**
   * Like answer(), for what may be long: each line is taken as it comes, and of a very long one the beginning. Rejects
   * as answer() does; lines taken before that are good.
   */
  answerLines(program: string, args: readonly string[], take: (line: string) => void): Promise<void>;
  /** A variable of the environment that the scan runs in. undefined: not set. A recording has none. */
  variable(name: string): string | undefined;
  /** Addresses of the host that runs, as text, with their interfaces. A recording cannot be asked, and has no such method. */
  ownAddresses?(): readonly { interface: string; address: string }[];
}

export type AnswerLimits = { bytes: number };

export type NodeStatus = {
  kind: 'file' | 'folder' | 'character' | 'block' | 'other';
  /** Permission bits, 0o7777. */
  mode: number;
  uid: number;
  gid: number;
};
