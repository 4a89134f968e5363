/**
 * What crosses the boundary of the bridge process: requests with an id, their progress, and one answer each.
 *
 * Both ends are built together, so the messages are typed and not parsed; what reaches the kernel is checked by the
 * kernel's own argument checks. Messages are structured clones: bigints and bytes travel, classes do not.
 */
import type { DeviceOperations } from './operations/device.ts';
import type { DmaOperations } from './operations/dma.ts';
import type { LimitOperations } from './operations/limits.ts';
import type { MemoryOperations } from './operations/memory.ts';
import type { WireError } from './wire-error.ts';

export type Operation = { request: object; answer: unknown; progress: unknown };

/** Every operation that there is. The ones of memory, dma and device work on handles, so they belong to a session. */
export type Operations = LimitOperations & MemoryOperations & DmaOperations & DeviceOperations;

export type OperationName = keyof Operations;

/** The operations that change nothing and leave nothing behind: any bridge process can do them. */
export type FreeName = Exclude<keyof LimitOperations, 'limits.set'>;

export type RequestOf<N extends OperationName> = Operations[N]['request'];
export type AnswerOf<N extends OperationName> = Operations[N]['answer'];
/** never: the operation tells nothing on the way. */
export type ProgressOf<N extends OperationName> = Operations[N]['progress'];

export type ToHost =
  | { kind: 'request'; id: number; name: OperationName; request: object }
  /** An id that was answered already is ignored. */
  | { kind: 'cancel'; id: number };

export type FromHost =
  /** The first message: requests may come now. */
  | { kind: 'ready' }
  | { kind: 'progress'; id: number; progress: unknown }
  | { kind: 'answer'; id: number; answer: unknown }
  | { kind: 'failure'; id: number; error: WireError };
