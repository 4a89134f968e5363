/** Distribution, kernel, boot loader, modules, and the programs that run machines. */
import type { KernelModule } from '../../../core/host/schema/platform.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { code, type Fact, type FactGroup, fact, join, type Line, say, sayLines, tableOrFact } from '../fact.ts';
import { bootFacts, initramfsFacts } from './boot-facts.ts';

export function softwareFacts(host: HostSnapshot): FactGroup[] {
  const { platform } = host;
  return [
    {
      title: 'System',
      facts: [
        fact('Distribution', platform.distribution, ({ name, version, variant }) =>
          // Some names end in the version, some do not.
          [name, version !== null && name.includes(version) ? null : version, variant].filter(Boolean).join(' '),
        ),
        fact('Kernel', host.kernel.release, release => release),
        fact('Kernel command line', host.kernel.commandLine, words => code(words.join(' '))),
        fact('Control groups', platform.cgroupControllers, names => join(names.map(code), ' ')),
      ],
    },
    bootFacts(host),
    initramfsFacts(host),
    { title: 'QEMU, libvirt and firmware for machines', isWide: true, facts: machineFacts(host) },
    {
      title: 'Kernel modules',
      isWide: true,
      ...tableOrFact(
        platform.modules,
        { title: 'Kernel modules', columns: ['Module', 'State', 'Parameters'] },
        'None of those that matter here',
        moduleRow,
      ),
    },
    { title: 'Kernel configuration', isWide: true, facts: [configFact(host)] },
    ...(host.unreadable.length > 0
      ? [{ title: 'Files that could not be used', isWide: true, facts: unreadableFacts(host) }]
      : []),
  ];
}

function machineFacts({ qemu, platform, firmware }: HostSnapshot): Fact[] {
  return [
    {
      term: 'QEMU',
      lines: sayLines(qemu, binaries =>
        binaries.length === 0
          ? [['None found in PATH']]
          : binaries.map(({ path, version }) => [code(path), ' ', ...say(version, ({ text }) => `version ${text}`)]),
      ),
    },
    fact('libvirt', platform.libvirtVersion, version => (version === null ? 'Not installed' : `version ${version}`)),
    {
      term: 'Firmware builds',
      lines: sayLines(firmware, builds =>
        builds.length === 0
          ? [['None: no descriptor files found']]
          : builds.map(({ description, features, descriptor }) => [
              `${description}${features.includes('secure-boot') ? ' (secure boot)' : ''} `,
              code(descriptor),
            ]),
      ),
    },
  ];
}

const STATES = {
  'built-in': 'Built into the kernel',
  loaded: 'Loaded',
  loadable: 'Can be loaded',
  absent: 'Not there',
} as const;

function moduleRow({ name, state, useCount, parameters }: KernelModule) {
  const set = Object.entries(parameters);
  return {
    key: name,
    cells: [
      [code(name)],
      [...say(state, known => STATES[known]), ...say(useCount, count => (count === null ? '' : `, ${count} using it`))],
      set.length === 0
        ? ['-']
        : set.flatMap(([key, value], index): Line => [index === 0 ? '' : ' ', code(`${key}=`), ...say(value, code)]),
    ],
  };
}

function configFact({ platform }: HostSnapshot): Fact {
  return {
    term: 'Options',
    lines: sayLines(platform.kernelConfig, ({ source, options }) => [
      ['Read from ', code(source)],
      join(
        Object.entries(options).map(([name, value]) => code(`${name}=${value}`)),
        ' ',
      ),
    ]),
  };
}

function unreadableFacts({ unreadable }: HostSnapshot): Fact[] {
  return [{ term: 'Could not use', lines: unreadable.map(({ source, detail }): Line => [code(source), ` ${detail}`]) }];
}
