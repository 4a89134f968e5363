/** What may forbid what the user could otherwise do: signed boot, lockdown, security modules, device lists. */
import { isKnown } from '../../../core/host/measured.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { code, type FactGroup, fact, sayLines } from '../fact.ts';

export function securityFacts({ security, kernel }: HostSnapshot): FactGroup[] {
  return [
    {
      title: 'Boot and kernel',
      facts: [
        fact('Secure Boot', security.isSecureBootOn, isOn =>
          isOn === null ? 'Not booted by UEFI' : isOn ? 'On' : 'Off',
        ),
        fact('Lockdown', kernel.lockdown, mode => (mode === 'none' ? 'Off' : [code(mode), LOCKDOWN[mode]])),
      ],
    },
    {
      title: 'Security modules',
      facts: [
        fact('SELinux', security.selinux, mode => SELINUX[mode]),
        fact('AppArmor', security.apparmor, ({ isEnabled }) => (isEnabled ? 'On' : 'Off')),
        {
          term: 'Profiles for QEMU',
          lines: sayLines(security.apparmorProfiles, profiles =>
            profiles.length === 0 ? [['None in force']] : profiles.map(({ name, mode }) => [code(name), `, ${mode}`]),
          ),
        },
        fact('Label of this process', security.ownLabel, label => (label === null ? 'None' : code(label))),
      ],
    },
    ...deviceGroups(security),
  ];
}

/** Of version 2 nothing can be read, on any host, so it says nothing. */
function deviceGroups({ deviceCgroup }: HostSnapshot['security']): FactGroup[] {
  if (isKnown(deviceCgroup) && deviceCgroup === null) return [];
  const lines = sayLines(deviceCgroup, entries => (entries ?? []).map(entry => [code(entry)]));
  return [
    {
      title: 'Device control groups',
      facts: [{ term: 'Devices allowed', lines: lines.length > 0 ? lines : [['None']] }],
    },
  ];
}

/** Source: kernel_lockdown(7). */
const LOCKDOWN = {
  integrity: ': the running kernel cannot be changed, by root either',
  confidentiality: ': nor can its secrets be read, by root either',
} as const;

const SELINUX = {
  enforcing: 'Enforcing',
  permissive: 'Permissive: it warns and lets through',
  disabled: 'Off',
} as const;
