/** Asks for an info struct that may come back longer than it was sent. */
import type { IoctlRequest, Kernel } from '../kernel-calls.ts';

/** No answer of VFIO comes near: a bigger one is not a size but an accident. */
const MOST_BYTES = 1 << 20;

/**
 * Calls with the known size, and again with the size that the kernel names in `argsz` until it fits: capabilities come
 * only into a buffer that holds them all, and a newer kernel may know a longer struct than we do.
 * @param known the struct as asked, `argsz` first. @returns the answer, at least as long as `known`.
 * @throws SyscallError, RangeError when the kernel asks for more than any answer can have.
 */
export function askGrowing(kernel: Kernel, fd: number, request: IoctlRequest, known: Buffer, about: string): Buffer {
  for (let sizeBytes = known.length; ; ) {
    const answer = Buffer.alloc(sizeBytes);
    known.copy(answer);
    answer.writeUInt32LE(sizeBytes, 0); // __u32 argsz
    kernel.ioctl(fd, request, answer, about);
    const wanted = answer.readUInt32LE(0);
    if (wanted <= sizeBytes) return answer;
    if (wanted > MOST_BYTES) throw new RangeError(`${request.name} (${about}) wants ${wanted} bytes`);
    sizeBytes = wanted;
  }
}
