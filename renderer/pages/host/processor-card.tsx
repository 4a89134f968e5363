import { countOf } from '../../../core/findings/function-label.ts';
import { isKnown } from '../../../core/host/measured.ts';
import type { HostSnapshot, LogicalCpu } from '../../../core/host/snapshot.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { Fact, FactCard } from './fact-card.tsx';

export function ProcessorCard({ host: { cpu, kernel, hostName } }: { host: HostSnapshot }) {
  return (
    <FactCard title="Processor and kernel">
      <Fact term="Host name">
        <MeasuredValue fact={hostName}>{name => name}</MeasuredValue>
      </Fact>
      <Fact term="Processor">
        <MeasuredValue fact={cpu.model}>{model => model}</MeasuredValue>
      </Fact>
      <Fact term="Logical CPUs">
        <MeasuredValue fact={cpu.logicalCpus}>{formatTopology}</MeasuredValue>
      </Fact>
      <Fact term="Physical addresses">
        <MeasuredValue fact={cpu.physicalAddressBits}>{bits => `${bits} bits`}</MeasuredValue>
      </Fact>
      <Fact term="Virtualization">
        <MeasuredValue fact={cpu.flags}>{formatVirtualization}</MeasuredValue>
      </Fact>
      <Fact term="Kernel">
        <MeasuredValue fact={kernel.release}>{release => release}</MeasuredValue>
      </Fact>
      <Fact term="Kernel command line">
        <MeasuredValue fact={kernel.commandLine}>
          {words => <code className="bindery-wrap-anywhere">{words.join(' ')}</code>}
        </MeasuredValue>
      </Fact>
      <Fact term="Lockdown">
        {isKnown(kernel.lockdown) && kernel.lockdown === 'none' ? (
          'Off'
        ) : (
          <MeasuredValue fact={kernel.lockdown}>{mode => mode}</MeasuredValue>
        )}
      </Fact>
    </FactCard>
  );
}

function formatTopology(cpus: readonly LogicalCpu[]): string {
  const packages = new Set(cpus.map(cpu => cpu.package)).size;
  const cores = new Set(cpus.map(cpu => `${cpu.package}:${cpu.core}`)).size;
  return `${cpus.length} on ${countOf(cores, 'core')}, ${countOf(packages, 'socket')}`;
}

function formatVirtualization(flags: readonly string[]): string {
  if (flags.includes('vmx')) return 'VT-x';
  if (flags.includes('svm')) return 'AMD-V';
  return 'Not offered by this processor, or off in the firmware';
}
