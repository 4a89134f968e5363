/**
 * The questions of `virt-host-validate qemu`, and where Bindery answers each: so that nobody has to run both, and a
 * test can hold one against the other on the same host.
 * Source: libvirt tools/virt-host-validate-qemu.c, virt-host-validate-common.c (9.0 to 11).
 */
import type { Finding, FindingCode } from '../findings/finding.ts';
import { isKnown, type Measured } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';

export type Answer = 'yes' | 'no' | 'unmeasured';

export type HostQuestion = {
  id: string;
  /** In our words. */
  asks: string;
  /** Recognises the tool's line. */
  line: RegExp;
  /** Findings that say so, one way or the other. */
  codes: readonly FindingCode[];
  answer: (host: HostSnapshot, codes: ReadonlySet<FindingCode>) => Answer;
};

const known = <T>(fact: Measured<T>, holds: (value: T) => boolean): Answer =>
  isKnown(fact) ? (holds(fact) ? 'yes' : 'no') : 'unmeasured';

const hasNode = (host: HostSnapshot, path: string): Answer => {
  const missing = host.missingNodes.find(node => node.path === path);
  const isThere = known(host.deviceNodes, nodes => nodes.some(node => node.path === path));
  return isThere === 'no' && missing?.reason !== 'absent' ? 'unmeasured' : isThere;
};

/** Version 2 counts processor time without a controller, decides over devices by a program, and calls blkio io. */
const VERSION_2: Readonly<Record<string, string | null>> = { cpuacct: 'cpu', devices: null, blkio: 'io' };

const controller = (name: string): HostQuestion => ({
  id: `cgroup-${name}`,
  asks: `can control groups limit by ${name}?`,
  line: new RegExp(`cgroup '${name}'`),
  codes:
    name === 'devices'
      ? ['access/device-cgroup-denies', 'access/device-cgroup-unmeasured']
      : ['access/cgroup-controllers-missing'],
  answer: host =>
    known(host.platform.cgroupControllers, present => {
      if (present.includes(name)) return true;
      const stand = VERSION_2[name];
      return stand === null || (stand !== undefined && present.includes(stand));
    }),
});

export const HOST_QUESTIONS: readonly HostQuestion[] = [
  {
    id: 'hardware-virtualization',
    asks: 'does the processor offer virtualization?',
    line: /hardware virtualization/,
    codes: ['kvm/usable', 'kvm/no-access', 'kvm/module-missing', 'kvm/no-cpu-support', 'kvm/unmeasured'],
    answer: host => known(host.cpu.flags, flags => flags.includes('vmx') || flags.includes('svm')),
  },
  {
    id: 'kvm-exists',
    asks: 'is /dev/kvm there?',
    line: /\/dev\/kvm exists/,
    codes: ['kvm/usable', 'kvm/no-access', 'kvm/module-missing', 'kvm/no-cpu-support', 'kvm/unmeasured'],
    answer: host => hasNode(host, '/dev/kvm'),
  },
  {
    id: 'kvm-accessible',
    asks: 'may this user open /dev/kvm?',
    line: /\/dev\/kvm is accessible/,
    codes: ['kvm/usable', 'kvm/no-access', 'kvm/unmeasured'],
    answer: (_, codes) => (codes.has('kvm/usable') ? 'yes' : codes.has('kvm/unmeasured') ? 'unmeasured' : 'no'),
  },
  {
    id: 'vhost-net',
    asks: 'is /dev/vhost-net there?',
    line: /\/dev\/vhost-net exists/,
    codes: ['access/vhost-net-not-usable'],
    answer: host => hasNode(host, '/dev/vhost-net'),
  },
  {
    id: 'tun',
    asks: 'is /dev/net/tun there?',
    line: /\/dev\/net\/tun exists/,
    codes: ['access/tun-not-usable'],
    answer: host => hasNode(host, '/dev/net/tun'),
  },
  ...['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'blkio'].map(controller),
  {
    id: 'iommu-support',
    asks: 'does the firmware offer an IOMMU?',
    line: /device assignment IOMMU support/,
    codes: ['iommu/active', 'iommu/off-in-firmware', 'iommu/unmeasured'],
    answer: (host, codes) =>
      codes.has('iommu/active') ? 'yes' : known(host.iommu.firmwareTables, tables => tables.length > 0),
  },
  {
    id: 'iommu-enabled',
    asks: 'has the kernel switched the IOMMU on?',
    line: /IOMMU is enabled by kernel/,
    codes: [
      'iommu/active',
      'iommu/needs-kernel-argument',
      'iommu/off-by-kernel-argument',
      'iommu/enabled-but-inactive',
      'iommu/unmeasured',
    ],
    answer: (_, codes) => (codes.has('iommu/active') ? 'yes' : codes.has('iommu/unmeasured') ? 'unmeasured' : 'no'),
  },
  {
    id: 'secure-guest',
    asks: 'can it run encrypted guests?',
    line: /secure guest support/,
    codes: ['access/secure-guests'],
    answer: (host, codes) => (codes.has('access/secure-guests') ? 'yes' : known(host.platform.modules, () => false)),
  },
];

export type AnsweredQuestion = {
  question: HostQuestion;
  ours: Answer;
  /** Findings of this host that tell it. */
  findings: Finding[];
};

export function answerQuestions(host: HostSnapshot, findings: readonly Finding[]): AnsweredQuestion[] {
  const codes = new Set(findings.map(finding => finding.code));
  return HOST_QUESTIONS.map(question => ({
    question,
    ours: question.answer(host, codes),
    findings: findings.filter(finding => question.codes.includes(finding.code)),
  }));
}

export type ToolLine = { question: HostQuestion | null; asks: string; says: Answer };

/** Lines of `virt-host-validate qemu`. @returns one for each question that it asked; `question` is null for one that is new to us. */
export function parseHostValidate(output: string): ToolLine[] {
  return output.split('\n').flatMap(line => {
    const match = /QEMU: Checking (.{1,200}?)\s*: (PASS|FAIL|WARN|NOTE)\b(.*)$/.exec(line);
    if (!match) return [];
    const [, asks = '', verdict, why = ''] = match;
    const says: Answer = verdict === 'PASS' ? 'yes' : /Unknown/.test(why) ? 'unmeasured' : 'no';
    return [{ question: HOST_QUESTIONS.find(one => one.line.test(asks)) ?? null, asks, says }];
  });
}
