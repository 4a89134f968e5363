import type { Holder } from '../../host/schema/seat.ts';
import type { Bdf } from '../../pci/bdf.ts';
import type { HoldersFacts } from '../catalogue/holders.ts';
import type { Examples } from './examples.ts';

const gpu = { bdf: '0000:01:00.0' as Bdf, name: 'NVIDIA GeForce', driver: 'nvidia' };
const radeon = { bdf: '0000:09:00.0' as Bdf, name: 'AMD Radeon', driver: 'amdgpu' };
const passed = { ...gpu, driver: 'vfio-pci' };

const holder = (pid: number, name: string, ...paths: string[]): Holder => ({
  pid,
  name,
  uid: 1000,
  user: 'ada',
  paths,
});
const service = (pid: number, name: string, ...paths: string[]): Holder => ({ pid, name, uid: 0, user: null, paths });

export const holdersExamples: Examples<HoldersFacts> = {
  facts: {
    'holders/other-machine': { fns: [passed], holders: [holder(5120, 'qemu-system-x86', '/dev/vfio/2')] },
    'holders/nvidia-held': {
      fns: [gpu],
      staying: ['0000:00:02.0' as Bdf],
      holders: [
        service(931, 'nvidia-persiste', '/dev/nvidia0', '/dev/nvidiactl'),
        holder(2214, 'gnome-shell', '/dev/dri/card1', '/dev/nvidia0'),
        holder(4388, 'python3', '/dev/nvidia0'),
      ],
    },
    'holders/in-use': {
      fns: [radeon],
      staying: ['0000:04:00.0' as Bdf],
      holders: [
        service(894, 'systemd-logind', '/dev/dri/card0'),
        holder(1533, 'kwin_wayland', '/dev/dri/card0', '/dev/dri/renderD128'),
        holder(1640, 'wireplumber', '/dev/snd/controlC1'),
        holder(1999, 'nvtop', '/dev/dri/renderD128'),
      ],
    },
    'holders/none': { fns: [gpu] },
    'holders/unmeasured': {
      fns: [gpu],
      closed: 214,
      gaps: [{ unknown: 'denied', source: '/proc', detail: 'the open files of 214 processes of other users' }],
    },
  },
  withoutRemedy: {},
};
