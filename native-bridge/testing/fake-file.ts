/** What stands behind a descriptor of the FakeKernel, and how a model refuses. */
import type { ErrnoName } from '../errno.ts';
import type { IoctlArgument, IoctlRequest } from '../kernel-calls.ts';

/** Thrown by a model; the FakeKernel makes it the SyscallError of the call. */
export class Refusal extends Error {
  readonly code: ErrnoName;

  constructor(code: ErrnoName) {
    super(code);
    this.code = code;
  }
}

export interface FakeFile {
  /** Absent, or undefined for a request that it does not know: ENOTTY. */
  ioctl?(request: IoctlRequest, argument: IoctlArgument): number | undefined;
  /** The content, for files that have one. */
  content?: { bytes: Buffer; sizeBytes: number; seals: number };
  /** A device's region space. */
  readAt?(offset: bigint, sizeBytes: number): Buffer;
  writeAt?(offset: bigint, bytes: Uint8Array): number;
  /** The last descriptor of it was closed. */
  closed?(): void;
}

/** The struct behind an argument. @throws Refusal EFAULT, as the kernel does, when there is none. */
export function structOf(argument: IoctlArgument): Buffer {
  if (typeof argument === 'bigint') throw new Refusal('EFAULT');
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}

/**
 * Answers an info struct as the kernel does: all of it when there is room, else the fixed part without capabilities.
 * `argsz` says what all would take.
 * @param capOffsetAt where the struct keeps the offset of its first capability.
 */
export function answerInfo(argument: IoctlArgument, full: Buffer, fixedBytes: number, capOffsetAt: number): number {
  const into = structOf(argument);
  const argsz = into.readUInt32LE(0);
  // The real kernel would write behind the buffer and spoil our heap: here it is a failed test.
  if (argsz > into.length) throw new Error(`argsz is ${argsz}, the buffer ${into.length} bytes`);
  if (argsz < full.length) {
    full.copy(into, 0, 0, Math.min(argsz, fixedBytes));
    if (argsz >= capOffsetAt + 4) into.writeUInt32LE(0, capOffsetAt);
    // Only for capabilities does the kernel ask for more room.
    into.writeUInt32LE(full.length > fixedBytes ? full.length : argsz, 0);
    return 0;
  }
  full.copy(into);
  into.writeUInt32LE(full.length, 0);
  return 0;
}

/** Hangs capabilities behind an info struct and links them. */
export function withCapabilities(fixed: Buffer, capOffsetAt: number, capabilities: { id: number; body: Buffer }[]) {
  const parts = [fixed];
  let at = fixed.length;
  for (const [index, { id, body }] of capabilities.entries()) {
    const part = Buffer.alloc(Math.ceil((8 + body.length) / 8) * 8); // struct vfio_info_cap_header { __u16 id; __u16 version; __u32 next; }
    part.writeUInt16LE(id, 0);
    part.writeUInt16LE(1, 2);
    part.writeUInt32LE(index === capabilities.length - 1 ? 0 : at + part.length, 4);
    body.copy(part, 8);
    parts.push(part);
    at += part.length;
  }
  if (capabilities.length > 0) fixed.writeUInt32LE(fixed.length, capOffsetAt);
  return Buffer.concat(parts);
}
