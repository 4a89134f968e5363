/**
 * Names in the path of a control group: of containers, virtual machines and services that somebody made.
 * Source: systemd.unit(5), names of units; lxc.container.conf(5), lxc.cgroup.dir; docker and podman name scopes by id.
 */

export type UnitRules = {
  machine: (name: string) => string;
  unit: (name: string) => string;
  isGeneric: (name: string) => boolean;
};

const PARENT_OF_MACHINES =
  /^(?:lxc(?:\.(?:payload|monitor|pivot))?|lxd|incus|docker|libpod_parent|machine|kubepods|qemu)$/;
const NAMED_BY_MANAGER =
  /^((?:lxc\.(?:payload|monitor|pivot)\.|(?:docker|libpod|libpod-conmon|crio|crio-conmon|cri-containerd|nerdctl|buildah)-))(.+?)(\.scope)?$/s;
const UNIT = /^(.+?)(\.(?:service|scope|slice|socket|mount|swap|timer|automount))$/s;
/** Units of the system and of common programs, by how their names begin. */
const KNOWN_UNIT =
  /^(?:systemd-|system-systemd|user-\d+$|user-runtime-dir|session-c?\d+$|machine-|init$|getty|serial-getty|dbus|polkit|gdm|sddm|lightdm|sshd?(?:$|@)|cron|rsyslog|virt[a-z]+d$|libvirt[a-z-]*$|containerd|dockerd?$|podman|lxcfs?$|NetworkManager|wpa_supplicant|ModemManager|udisks2|upower|accounts-daemon|avahi-daemon|bluetooth|cups|snapd?(?:$|\.)|org\.|app-(?:org|gnome|KDE|dbus|glib)|xdg-|pipewire|wireplumber|pulseaudio|at-spi|gvfs|dconf|evolution-|vte-spawn|run-[ru]?[0-9a-f]+$|pve|qmeventd|chronyd?$|auditd|firewalld|tuned|irqbalance|fwupd|thermald|-$)/;

export function cleanControlGroup(path: string, rules: UnitRules): string {
  let parent = '';
  return path
    .split('/')
    .map(name => {
      const above = parent;
      parent = name;
      return name === '' ? name : cleanName(name, above, rules);
    })
    .join('/');
}

function cleanName(name: string, parent: string, { machine, unit, isGeneric }: UnitRules): string {
  const [, manager, id = '', scope = ''] = NAMED_BY_MANAGER.exec(name) ?? [];
  if (manager !== undefined) return `${manager}${machine(id)}${scope}`;
  const [, stem = '', suffix = ''] = UNIT.exec(name) ?? [];
  if (suffix === '') return PARENT_OF_MACHINES.test(parent) && !isGeneric(name) ? machine(name) : name;
  if (isGeneric(stem) || stem.startsWith('machine-')) return name;
  const at = stem.indexOf('@');
  const template = at < 0 ? stem : stem.slice(0, at);
  const isKnown = isGeneric(template) || KNOWN_UNIT.test(template);
  if (at < 0) return isKnown ? name : `${unit(stem)}${suffix}`;
  const instance = stem.slice(at + 1);
  return `${isKnown ? template : unit(template)}@${instance === '' || isGeneric(instance) ? instance : unit(instance)}${suffix}`;
}
