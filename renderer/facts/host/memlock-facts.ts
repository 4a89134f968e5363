/** How much memory a machine may lock, by the way in which it is started, and which lines decide that. */
import { isKnown } from '../../../core/host/measured.ts';
import type { HostUser, MemlockSetting } from '../../../core/host/schema/user.ts';
import type { MemlockLimit } from '../../../core/host/snapshot.ts';
import { formatLimit } from '../../../core/memory/format-bytes.ts';
import { type MemlockWay, memlockWays } from '../../../core/memory/memlock-ways.ts';
import { code, type FactGroup, type FactTable, fact, join, say, tableOrFact } from '../fact.ts';

export function memlockFacts(user: HostUser): FactGroup[] {
  return [
    {
      title: 'Locked memory of this process',
      facts: [
        fact('Limit', user.memlock, formatMemlock),
        fact('May lock without limit', user.canLockUnlimited, can => (can ? 'Yes (CAP_IPC_LOCK)' : 'No')),
      ],
    },
    waysGroup(user),
    settingsGroup(user),
  ];
}

function formatMemlock({ softBytes, hardBytes }: MemlockLimit): string {
  return `${formatLimit(softBytes)} (soft), ${formatLimit(hardBytes)} (hard)`;
}

function waysGroup(user: HostUser): FactGroup {
  const title = 'Locked memory by the way of starting';
  const columns = ['Started', 'Now', 'After the next login', 'Set by'];
  const ways = tableOrFact(
    memlockWays({ user }),
    { title, columns },
    'No process found that could start a machine',
    wayRow,
  );
  const gap = isKnown(user.launchers) ? [] : [{ term: 'Processes', lines: [[user.launchers]] }];
  return { title, isWide: true, facts: [...ways.facts, ...gap], tables: ways.tables };
}

const WAYS: Record<MemlockWay['kind'], string> = {
  'this-process': 'From here: the shell or desktop in which Bindery runs',
  desktop: 'From the desktop, or as a unit of the user (systemd --user)',
  ssh: 'From a new SSH login',
  console: 'From a new login at the console',
  libvirt: 'By libvirt, which raises the limit for each machine by itself',
};

function wayRow({ kind, now, later }: MemlockWay): FactTable['rows'][number] {
  const setBy = later !== null && isKnown(later) ? later.setBy : [];
  return {
    key: `${kind} ${now?.pid ?? ''}`,
    cells: [
      [WAYS[kind]],
      now === null ? ['-'] : [...say(now.hardBytes, formatLimit), ` (process ${now.pid})`],
      later === null ? ['As now'] : say(later, ({ hardBytes }) => formatLimit(hardBytes)),
      setBy.length === 0
        ? [later !== null && isKnown(later) ? 'Nothing: the default' : '-']
        : join(
            setBy.map(({ file, line }) => code(`${file}:${line}`)),
            ', ',
          ),
    ],
  };
}

function settingsGroup({ memlockSettings, memlockGaps }: HostUser): FactGroup {
  const title = 'Where limits are set';
  const { facts, tables } = tableOrFact(
    memlockSettings,
    { title, columns: ['Place', 'Line', 'For'] },
    'No file sets one',
    setting => ({
      key: `${setting.file}:${setting.line} ${setting.kind} ${setting.subject}`,
      cells: [[code(`${setting.file}:${setting.line}`)], [code(setting.text)], [subjectOf(setting)]],
    }),
  );
  const gaps = memlockGaps.length === 0 ? [] : [{ term: 'Not seen', lines: memlockGaps.map(gap => [gap]) }];
  return { title, isWide: true, facts: [...facts, ...gaps], tables };
}

function subjectOf({ kind, subject }: MemlockSetting): string {
  switch (kind) {
    case 'pam-limit':
      return `logins of ${subject}`;
    case 'pam-stack':
      return `logins through ${subject}: they obey limits.conf`;
    case 'systemd-default':
      return subject === ''
        ? 'every unit without a limit of its own'
        : `units of the ${subject} without a limit of their own`;
    case 'systemd-unit':
      return subject;
  }
}
