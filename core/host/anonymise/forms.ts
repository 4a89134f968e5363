/**
 * Forms by which a name is known whatever it names: a UUID, an address, a value behind `LABEL=`.
 * Every pattern takes time linear in the text: keys are short and bounded, values end at a sign.
 */

export const UUID = /(?<![0-9a-z])[0-9a-f]{8}([-_])[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}(?![0-9a-z])/gi;
export const ESCAPED_UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:\\x2d[0-9a-f]{4}){3}\\x2d[0-9a-f]{12}(?![0-9a-z])/gi;
export const BARE_UUID = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const RAID = '[0-9a-f]{8}(?::[0-9a-f]{8}){3}';
export const RAID_UUID = /(?<![0-9a-z:])[0-9a-f]{8}(?::[0-9a-f]{8}){3}(?![0-9a-z:])/gi;
export const LVM_UUID = /(?<![0-9a-z])[0-9a-z]{6}-(?:[0-9a-z]{4}-){5}[0-9a-z]{6}(?![0-9a-z])/gi;
/** Alone, behind the type that PXELINUX puts before it (`BOOTIF=01-`), or behind a name (`ifname=lan0:`). */
export const HARDWARE_ADDRESS =
  /(?:(?<![0-9a-z:.-])|(?<=(?<![0-9a-z])BOOTIF=[0-9a-f]{2}[:-])|(?<=(?<![0-9a-z:.-])[a-z_][\w.-]{2,14}:))[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![0-9a-z]|[:.-][0-9a-z])/gi;
export const EUI64 = /(?<![0-9a-z:.-])[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){6}(?![0-9a-z]|[:.-][0-9a-z])/gi;
export const NAMED_BY_ADDRESS = /(?<![0-9a-z])((?:en|wl|ww)x)([0-9a-f]{12})(?![0-9a-z])/gi;
export const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
export const IPV6 =
  /(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|(?:[0-9a-f]{1,4}:){2,7}:|::(?:[0-9a-f]{1,4}:){1,6}[0-9a-f]{1,4})(?![\w:\u{f0000}-\u{10fffd}]|\.\d)/giu;
export const WORLD_WIDE_NAME = /(?<![0-9a-z])(?:eui\.|naa\.|wwn-0x|nguid\.|uuid\.)[0-9a-f]{16,32}(?![0-9a-z])/gi;
export const ISCSI_NAME = /(?<![0-9a-z])iqn\.\d{4}-\d{2}\.[\w.:-]+/gi;
export const MACHINE_SCOPE = /(?<=\bmachine-(?:qemu|lxc|kvm)?\\x2d(?:\d+\\x2d)?)[^/]+?(?=\.scope)/g;

/** Of a container, or a checksum. */
export const CONTAINER_ID = /(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])/gi;
export const EMAIL = /(?<![\w.+-])([\w.+-]{1,64})@([\w-]+(?:\.[\w-]+)+)/g;
/** `getty@tty1.service` is no address of anybody. */
export const END_OF_UNIT =
  /\.(?:service|socket|scope|slice|mount|automount|swap|timer|target|path|device|conf|\w*\d\w*)$/i;

export type Keyed =
  | 'label'
  | 'uuid'
  | 'serial'
  | 'host'
  | 'user'
  | 'group'
  | 'volume'
  | 'volumes'
  | 'data set'
  | 'subvolume'
  | 'server'
  | 'ip';

const VALUE = '("[^"]*"|[^\\s,:"]+)';
const keyed = (key: string, value = VALUE, flags = 'gi') => new RegExp(`(?<![a-z0-9])(${key})${value}`, flags);

/** `LABEL=`, `ATTR{serial}=="..."`, `systemd.hostname=`: the value is a name by what stands before it. */
export const KEYED: readonly (readonly [RegExp, Keyed])[] = [
  [keyed('rd\\.lvm\\.(?:lv|vg)=', '([^\\s,"]+)'), 'volumes'],
  [keyed('rd\\.luks\\.name=[^\\s=]+=|cryptdevice=[^\\s:]+:'), 'volume'],
  [keyed('(?:root|boot)=ZFS=|zfs[:=]', '([^\\s,:"]+)'), 'data set'],
  [keyed('subvol=', '([^\\s,"]+)'), 'subvolume'],
  [keyed('nfsroot=|root=nfs4?:|netroot=nfs4?:', '(\\[[^\\]\\s]{1,64}\\]|[^\\s,:/"[]+)(?=:)'), 'server'],
  [keyed('nfs: server ', '([^\\s,:/"]+)'), 'server'],
  [keyed('ip=', '([^\\s"]+)'), 'ip'],
  [keyed('[a-z]{0,10}LABEL=|ID_(?:FS|PART_ENTRY)_(?:LABEL|NAME)(?:_ENC)?\\}?={1,2}'), 'label'],
  [
    keyed('(?:PART)?UUID=|ID_[A-Z_]{0,20}UUID(?:_SUB)?\\}?={1,2}|machine[_-]id=', `(${RAID}|"[^"]*"|[^\\s,:"]+)`),
    'uuid',
  ],
  [keyed('(?:ID_)?(?:serial|wwn|wwid)(?:_short|_number)?\\}?\\s{0,3}(?:={1,2}|:)\\s{0,3}'), 'serial'],
  [keyed('(?:serial(?: ?number| no\\.?)|S/N)\\s{0,3}[:=]?\\s{0,3}', '([A-Z0-9-]*\\d[A-Z0-9-]*)'), 'serial'],
  [keyed('(?:systemd\\.)?(?:host_?name|fqdn)='), 'host'],
  [keyed('OWNER:?="?', '([^\\s,:"]+)', 'g'), 'user'],
  [keyed('GROUP:?="?', '([^\\s,:"]+)', 'g'), 'group'],
];

export const NAME_OF_INTERFACE =
  /^(?:lo|(?:en|wl|ww|ib|sl)(?:[osPpnfdbvcaiu]\d+[a-z]?\d*)+|(?:eth|wlan|wwan|usb|br|bond|team|dummy|tun|tap|veth|vnet|virbr|docker|podman|cni|lxcbr|lxdbr|incusbr|vmbr|fwbr|fwpr|fwln|wg|tailscale|zt|ppp|macvtap|macvlan|ipvlan|vlan|vxlan|geneve|sit|gre|gretap|erspan|ip6tnl|tunl|ib|can|ifb|nlmon|bonding_masters)[0-9a-fip]*)(?:-nic)?(?:[.:@]\d+)?$/;
