/** What the host and the agent inside a lab machine say to each other: one JSON value a line over a virtio-serial port. */

/** The port's name inside the machine: /sys/class/virtio-ports/N/name. */
export const PORT_NAME = 'bindery.lab';

export type Request = { id: number } & (
  | {
      op: 'exec';
      argv: readonly string[];
      env: Readonly<Record<string, string>>;
      cwd: string;
      stdin: string;
      /** Then the whole process group is killed. */
      timeoutMs: number;
    }
  | { op: 'read'; path: string }
  | { op: 'write'; path: string; text: string }
);

/** How a program ended. `code` is null when `signal` ended it. */
export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string; ms: number };

export type Hello = { hello: { release: string; node: string; uptimeSeconds: number } };
/** `errno` is null for failures that are no system call's. */
export type Failure = { id: number; error: string; errno: string | null };
export type Reply = { id: number; value: unknown };
