/**
 * What a probe needs of the bridge: a session, which is a process of its own. Only its types are named here, so that use
 * cases are tried on a pretended kernel, and nothing native is loaded where they run.
 */
import type { AnswerOf, OperationName, ProgressOf, RequestOf } from '../../../native-bridge/process/protocol.ts';

export interface ProbeSession extends AsyncDisposable {
  /** Of the process that holds memory and devices; the kernel's messages name it. */
  readonly pid: number | undefined;
  call<N extends OperationName>(
    name: N,
    request: RequestOf<N>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<AnswerOf<N>>;
  stream<N extends OperationName>(
    name: N,
    request: RequestOf<N>,
    options?: { signal?: AbortSignal | undefined },
  ): AsyncGenerator<ProgressOf<N>, AnswerOf<N>, undefined>;
}

export type { MemoryBacking } from '../../../native-bridge/memory/allocate.ts';
export type { DeviceHandle, DeviceInspection } from '../../../native-bridge/process/operations/device.ts';
export type { DmaHandle, DmaInfo } from '../../../native-bridge/process/operations/dma.ts';
export type { MemoryHandle } from '../../../native-bridge/process/operations/memory.ts';
