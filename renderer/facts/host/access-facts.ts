/** Whom a machine runs as, how much that user may lock, and which device nodes are open to them. */

import { isKnown } from '../../../core/host/measured.ts';
import type { HostUser } from '../../../core/host/schema/user.ts';
import type { DeviceNode, HostSnapshot } from '../../../core/host/snapshot.ts';
import { mayOpenNode, nameNodeOwner } from '../../../core/vfio/node-access.ts';
import { formatMode } from '../../format/mode.ts';
import { code, type Fact, type FactGroup, fact, join, type Line, say, tableOrFact } from '../fact.ts';
import { memlockFacts } from './memlock-facts.ts';

export function accessFacts(host: HostSnapshot): FactGroup[] {
  const { user } = host;
  return [
    {
      title: 'User',
      facts: [
        {
          term: 'User',
          lines: [[...say(user.name, name => name ?? 'not in /etc/passwd'), ' (uid ', ...say(user.uid, String), ')']],
        },
        fact('Groups', user.groups, groups => groups.map(nameOfGroup).join(', ') || 'None'),
        ...groupsOfNextLogin(user),
      ],
    },
    ...memlockFacts(user),
    { title: 'Device nodes', isWide: true, ...nodeTable(host) },
    { title: 'Rules for device nodes', isWide: true, ...ruleTable(host) },
  ];
}

const nameOfGroup = (group: { gid: number; name: string | null }) => group.name ?? `gid ${group.gid}`;

/** Groups that the account has and this process has not: they come with the next login. */
function groupsOfNextLogin({ groups, accountGroups }: HostUser): Fact[] {
  if (!isKnown(accountGroups)) return [{ term: 'Groups of the account', lines: [[accountGroups]] }];
  if (!isKnown(groups)) return [];
  const missing = accountGroups.filter(group => !groups.some(({ gid }) => gid === group.gid));
  if (missing.length === 0) return [];
  return [{ term: 'After the next login', lines: [[`also ${missing.map(nameOfGroup).join(', ')}`]] }];
}

function nodeTable(host: HostSnapshot): Pick<FactGroup, 'facts' | 'tables'> {
  const columns = ['Node', 'Mode and owner', 'Also allowed (ACL)', 'This user may open it'];
  const table = { title: 'Device nodes', columns };
  const { facts, tables } = tableOrFact(host.deviceNodes, table, 'None of those that a machine needs', node => ({
    key: node.path,
    cells: [
      [code(node.path)],
      ownerLine(host, node),
      aclLine(node),
      say(mayOpenNode(node, host.user), may => (may ? 'Yes' : 'No')),
    ],
  }));
  const missing = host.missingNodes.map(({ path, reason }): Line => [code(path), ` ${reason}`]);
  return { tables, facts: [...facts, ...(missing.length > 0 ? [{ term: 'Not there', lines: missing }] : [])] };
}

function ownerLine(host: HostSnapshot, node: DeviceNode): Line {
  const { owner, group } = nameNodeOwner(node, host.user);
  return [code(formatMode(node.mode)), ` ${owner}:${group}`];
}

function aclLine({ acl }: DeviceNode): Line {
  return say(acl, entries => (entries.length === 0 ? 'Nobody' : join(entries.map(code), ', ')));
}

function ruleTable({ security }: HostSnapshot) {
  const table = { title: 'Rules for device nodes', columns: ['File', 'Rule'] };
  return tableOrFact(security.udevRules, table, 'No udev rule speaks of VFIO, KVM or iommufd', rule => ({
    key: `${rule.file}:${rule.line}`,
    cells: [[code(`${rule.file}:${rule.line}`)], [code(rule.text)]],
  }));
}
