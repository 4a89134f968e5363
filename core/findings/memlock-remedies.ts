/** What raises the locked-memory limit on this host: a line of limits.d, and where that is not read, a drop-in of systemd. */
import { isKnown } from '../host/measured.ts';
import type { HostSnapshot } from '../host/snapshot.ts';
import { loadsPamLimits } from '../memory/memlock-ways.ts';
import type { Remedy } from './remedy.ts';

export type DesktopLimits = 'reads-limits' | 'ignores-limits' | 'unknown';

/** Whether limits.d counts for the service manager of the user, and with it for programs of the desktop. */
export function desktopLimits({ user }: HostSnapshot): DesktopLimits {
  if (!isKnown(user.pamServices) || !user.pamServices.includes('systemd-user')) return 'unknown';
  const loads = loadsPamLimits(user, 'systemd-user');
  if (!isKnown(loads)) return 'unknown';
  return loads ? 'reads-limits' : 'ignores-limits';
}

export function raiseMemlock(toBytes: number, user: string | null, desktop: DesktopLimits): Remedy[] {
  const raise = { kind: 'raise-memlock', toBytes, user } as const;
  if (desktop === 'unknown') return [raise];
  return desktop === 'reads-limits' ? [{ ...raise, desktop }] : [raiseOfManager(toBytes), { ...raise, desktop }];
}

/** PAM has no say there, so systemd's own setting decides. */
function raiseOfManager(toBytes: number): Remedy {
  const folder = '/etc/systemd/system/user@.service.d';
  return {
    kind: 'command',
    command: [
      `mkdir -p ${folder}`,
      `printf '[Service]\\nLimitMEMLOCK=%s\\n' ${toBytes} > ${folder}/memlock.conf`,
      'systemctl daemon-reload',
    ].join('\n'),
    needsRoot: true,
    effect: 'lets programs of the desktop lock that much, once every session of the user has ended and a new one begun',
  };
}
