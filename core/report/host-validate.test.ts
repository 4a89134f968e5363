import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { sampleHosts } from '../../fixtures/hosts/index.ts';
import { sampleSnapshot } from '../../fixtures/sample-snapshot.ts';
import { catalogue } from '../findings/catalogue.ts';
import { checkHost } from '../findings/check-host.ts';
import { answerQuestions, HOST_QUESTIONS, parseHostValidate } from './host-validate.ts';

test('every question has findings that answer it', () => {
  for (const { id, codes } of HOST_QUESTIONS) {
    expect(codes.length, id).toBeGreaterThan(0);
    for (const code of codes) expect(catalogue, id).toHaveProperty([code]);
  }
});

test('every sample host answers every question', async () => {
  const rows = await Promise.all(
    sampleHosts.map(async ({ id }) => {
      const host = await sampleSnapshot(id);
      return answerQuestions(host, checkHost(host)).map(({ question, ours, findings }) =>
        `${id.padEnd(21)} ${question.id.padEnd(24)} ${ours.padEnd(11)} ${findings.map(finding => finding.code).join(' ')}`.trimEnd(),
      );
    }),
  );
  await expect(`${rows.flat().join('\n')}\n`).toMatchFileSnapshot('golden/host-validate.txt');
});

test('a missing node and a firmware without IOMMU are told as no', async () => {
  const host = await sampleSnapshot('iommu-off');
  const says = (id: string, changed = host) =>
    answerQuestions(changed, checkHost(changed)).find(one => one.question.id === id)?.ours;
  expect(says('iommu-support')).toBe('no');
  expect(says('iommu-enabled')).toBe('no');
  const bare = { ...host, deviceNodes: [], missingNodes: [{ path: '/dev/kvm', reason: 'absent' }] };
  expect(says('kvm-exists', bare)).toBe('no');
  expect(says('tun', bare)).toBe('unmeasured');
});

describe('lines of the tool', () => {
  test.each([
    ['  QEMU: Checking for hardware virtualization      : PASS', 'hardware-virtualization', 'yes'],
    ['  QEMU: Checking if device /dev/kvm is accessible : FAIL (because)', 'kvm-accessible', 'no'],
    ["  QEMU: Checking for cgroup 'cpu' controller support : PASS", 'cgroup-cpu', 'yes'],
    ["  QEMU: Checking for cgroup 'cpuacct' controller support : PASS", 'cgroup-cpuacct', 'yes'],
    ['  QEMU: Checking for secure guest support : WARN (Unknown if ...)', 'secure-guest', 'unmeasured'],
    ['  QEMU: Checking for the phase of the moon : PASS', undefined, 'yes'],
  ])('%s', (line, id, says) => {
    expect(parseHostValidate(line)).toMatchObject([{ says }]);
    expect(parseHostValidate(line)[0]?.question?.id).toBe(id);
  });
});

const tool = spawnSync('virt-host-validate', ['qemu'], { encoding: 'utf8' });
if (tool.error)
  console.warn('SKIPPED: virt-host-validate is not installed, so its own questions are not held against ours.');

test.skipIf(tool.error !== undefined)('the installed tool asks nothing that we do not answer', () => {
  const lines = parseHostValidate(tool.stdout);
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter(line => line.question === null).map(line => line.asks)).toEqual([]);
});
