/** Operations about limits and accounts, and about what the kernel has: they leave nothing open. */
import { type AccountingMode, IommuFd } from '../../iommufd/iommu-fd.ts';
import { type Accounting, readAccounting } from '../../memory/accounting.ts';
import { type MemlockLimit, readMemlock, setMemlock } from '../../memory/memlock.ts';
import { type Extension, VfioContainer } from '../../vfio/container.ts';
import type { Handlers } from '../context.ts';

export type LimitOperations = {
  /** RLIMIT_MEMLOCK of a process; absent: of the bridge process, which inherits the app's. */
  'limits.get': { request: { pid?: number }; answer: MemlockLimit; progress: never };
  /** Of the session's process only: what QEMU would live under. Stays until the session ends. */
  'limits.set': { request: MemlockLimit; answer: null; progress: never };
  /** VmLck and VmPin of this bridge process. */
  'accounting.read': { request: object; answer: Accounting; progress: never };
  /** What /dev/vfio/vfio offers. Opens no device. */
  'container.extensions': { request: object; answer: Extension[]; progress: never };
  /** Whether /dev/iommu opens, and whose account it counts on. Opens no device. */
  'iommufd.accounting': { request: object; answer: AccountingMode; progress: never };
};

export const limitOperations: Handlers<LimitOperations> = {
  'limits.get': ({ pid = 0 }, { kernel }) => readMemlock(kernel, pid),
  'limits.set': (limit, { kernel }) => {
    setMemlock(kernel, limit);
    return null;
  },
  'accounting.read': (_, { kernel }) => readAccounting(kernel),
  'container.extensions': (_, { kernel }) => {
    using container = new VfioContainer(kernel);
    return container.extensions();
  },
  'iommufd.accounting': (_, { kernel }) => {
    using iommu = new IommuFd(kernel);
    return iommu.accounting();
  },
};
