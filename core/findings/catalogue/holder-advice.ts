/**
 * What to do about a program that has a device open: how to end it, and how to keep it from the device for good.
 *
 * Source: KWin src/backends/drm/drm_backend.cpp (KWIN_DRM_DEVICES); wlroots docs/env_vars.md (WLR_DRM_DEVICES); Hyprland
 * wiki, "Environment variables" (AQ_DRM_DEVICES); mutter data/61-mutter.rules and src/backends/native/meta-udev.c
 * (mutter-device-ignore); niri wiki, "Debug Options" (ignore-drm-device); cosmic-comp src/utils/env.rs
 * (COSMIC_DRM_BLOCK_DEVICES); weston-drm(7) (--drm-device); xorg.conf(5) (AutoAddGPU, BusID).
 */

import { fullNameOf, type HolderKind, recogniseHolder } from '../../holders/recognise.ts';
import type { Holder } from '../../host/schema/seat.ts';
import { type Bdf, busOf, functionNumber, slotOf } from '../../pci/bdf.ts';
import type { Remedy } from '../remedy.ts';

/**
 * Best first: what can be stopped by itself, then what ends the session, then what keeps the device free next time.
 * `staying` are the other functions that can draw: most programs are told what they may use, not what they may not.
 */
export function adviseOnHolders(
  holders: readonly Holder[],
  functions: readonly Bdf[],
  staying: readonly Bdf[],
): Remedy[] {
  const byKind = Map.groupBy(holders, recogniseHolder);
  const of = (...kinds: HolderKind[]) => kinds.flatMap(kind => byKind.get(kind) ?? []);
  const drawing = of('compositor', 'x-server');
  return [
    ...of('nvidia-service').map(stopService),
    ...closePrograms(of('compute', 'monitor', 'desktop', 'machine', 'other')),
    ...(byKind.has('sound') ? [STOP_SOUND] : []),
    ...(drawing.length > 0 || byKind.has('session') || byKind.has('login-screen') ? endSession(drawing) : []),
    ...[...new Set(drawing.map(fullNameOf))].flatMap(name => keepAway(name, functions, staying)),
  ];
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ['nvidia-persistenced', 'nvidia-persistenced'],
  ['nvidia-powerd', 'nvidia-powerd'],
  ['nvidia-fabricmanager', 'nvidia-fabricmanager'],
  ['nv-hostengine', 'nvidia-dcgm'],
]);

function stopService(holder: Holder): Remedy {
  const unit = UNITS.get(fullNameOf(holder));
  return unit === undefined
    ? { kind: 'advice', text: `Close ${programName(holder)}.` }
    : {
        kind: 'command',
        command: `systemctl stop ${unit}`,
        needsRoot: true,
        effect: `stops ${programName(holder)} until the host or the service starts again`,
      };
}

const MOST_NAMED = 5;

function closePrograms(holders: readonly Holder[]): Remedy[] {
  if (holders.length === 0) return [];
  const named = holders.slice(0, MOST_NAMED).map(programName);
  const more = holders.length > MOST_NAMED ? ` and ${holders.length - MOST_NAMED} more` : '';
  return [{ kind: 'advice', text: `Close ${named.join(', ')}${more}; stop its service if it is one.` }];
}

/** Its sockets would start it again at once. */
const STOP_SOUND: Remedy = {
  kind: 'command',
  command: 'systemctl --user stop pipewire.socket pipewire-pulse.socket wireplumber.service pipewire.service',
  needsRoot: false,
  effect: 'silences this session until "systemctl --user start pipewire.socket pipewire-pulse.socket"',
};

function endSession(drawing: readonly Holder[]): Remedy[] {
  const desktop = drawing.length > 0 ? ` (${[...new Set(drawing.map(fullNameOf))].join(', ')})` : '';
  return [
    {
      kind: 'advice',
      text: `Log out of the desktop${desktop}: a running session does not let go of a card. Go on from a text console (Ctrl+Alt+F3) or over SSH.`,
    },
    {
      kind: 'command',
      command: 'systemctl stop display-manager',
      needsRoot: true,
      effect: 'ends the login screen and every desktop session on it at once: save your work first',
    },
  ];
}

/** How this program is told to leave the cards alone, from its next start on. None where it has no such setting. */
function keepAway(name: string, functions: readonly Bdf[], staying: readonly Bdf[]): Remedy[] {
  const setting = refusalOf(name, functions) ?? (staying.length > 0 ? choiceOf(name, staying) : null);
  return setting === null
    ? []
    : [{ kind: 'advice', text: `To keep ${name} off the card from the next login on: ${setting}` }];
}

/** Programs that can be told which cards they may not use. */
function refusalOf(name: string, functions: readonly Bdf[]): string | null {
  if (/^(gnome-shell|mutter|gala|budgie)/.test(name)) {
    const rules = functions.map(bdf => `SUBSYSTEM=="drm", KERNELS=="${bdf}", TAG+="mutter-device-ignore"`);
    return `put this into /etc/udev/rules.d/61-mutter-ignore.rules and start the host again: ${rules.join(' and, on a line of its own, ')}`;
  }
  if (name === 'niri')
    return `put into its configuration: debug { ${functions.map(bdf => `ignore-drm-device "/dev/dri/by-path/pci-${bdf}-render"`).join('; ')} }`;
  if (name === 'cosmic-comp')
    return `set COSMIC_DRM_BLOCK_DEVICES=${functions.map(bdf => `pci-${bdf}`).join(',')} before the session starts.`;
  return null;
}

/** Where to set which variable with the list of cards that a program may use. */
const VARIABLES: readonly (readonly [name: RegExp, variable: string, place: string])[] = [
  [/^kwin/, 'KWIN_DRM_DEVICES', 'in a file in ~/.config/plasma-workspace/env'],
  [/^hyprland$/i, 'AQ_DRM_DEVICES', 'before Hyprland starts, not in its own configuration'],
  [/^(sway|labwc|river|wayfire|cage|dwl|phoc|miracle-wm)$/, 'WLR_DRM_DEVICES', 'before the session starts'],
];

/** Programs that can be told which cards they may use. */
function choiceOf(name: string, staying: readonly Bdf[]): string | null {
  const variable = VARIABLES.find(([pattern]) => pattern.test(name));
  if (variable) {
    // The list is cut at colons, which the paths by address have; and the numbers of cards change.
    const links = staying.map((bdf, index) => ({ bdf, link: `dri/host-card${index}` }));
    const rules = links.map(
      ({ bdf, link }) => `SUBSYSTEM=="drm", KERNEL=="card*", KERNELS=="${bdf}", SYMLINK+="${link}"`,
    );
    return `give what stays a name of its own in /etc/udev/rules.d/62-host-card.rules (${rules.join(' and, on a line of its own, ')}), and set ${variable[1]}=${links.map(({ link }) => `/dev/${link}`).join(':')} ${variable[2]}.`;
  }
  if (name === 'weston') return 'start it with --drm-device= and the name of the card that stays, such as card0.';
  if (/^X(org|$)/.test(name))
    return `in /etc/X11/xorg.conf.d, set Option "AutoAddGPU" "false" in Section "ServerFlags", and give a Section "Device" the line BusID "${staying.map(busId)[0]}", which is the card that stays.`;
  return null;
}

/** `PCI:bus@domain:device:function`, in decimal. Source: xorg.conf(5), BusID. */
function busId(bdf: Bdf): string {
  const [segment = '', bus = ''] = busOf(bdf).split(':');
  const device = slotOf(bdf).slice(-2);
  const decimal = (hex: string) => Number.parseInt(hex, 16);
  return `PCI:${decimal(bus)}@${decimal(segment)}:${decimal(device)}:${functionNumber(bdf)}`;
}

/** `gnome-shell (process 2214 of ada)`. */
export function programName(holder: Holder): string {
  const { pid, uid, user } = holder;
  const owner = user ?? (uid === 0 ? 'root' : typeof uid === 'number' ? `user ${uid}` : null);
  return `${fullNameOf(holder)} (process ${pid}${owner === null ? '' : ` of ${owner}`})`;
}
