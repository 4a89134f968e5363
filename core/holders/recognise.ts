/**
 * What a program is, from the name that the kernel shows for it: at most 15 characters, so that longer ones are cut.
 *
 * The name is the program's own word: it decides what advice is given, never whether something is safe.
 * Source: proc_pid_comm(5); the programs' own documentation.
 */
import type { Holder } from '../host/schema/seat.ts';

/**
 * - `machine`: runs virtual machines;
 * - `session`: keeps devices open for whoever is logged in, and lets go when he logs out;
 * - `monitor`: only looks at the card.
 */
export type HolderKind =
  | 'machine'
  | 'compositor'
  | 'x-server'
  | 'login-screen'
  | 'session'
  | 'sound'
  | 'nvidia-service'
  | 'compute'
  | 'monitor'
  | 'desktop'
  | 'other';

const LONGEST_NAME = 15;

const NAMES: readonly [kind: HolderKind, names: string][] = [
  [
    'machine',
    'qemu-kvm kvm crosvm cloud-hypervisor firecracker libvirtd virtqemud vmware-vmx VBoxHeadless VirtualBoxVM bhyve dpdk-testpmd',
  ],
  [
    'compositor',
    'gnome-shell mutter gala budgie-wm kwin_wayland kwin_wayland_wrapper kwin_x11 sway Hyprland hyprland niri cosmic-comp labwc river wayfire weston gamescope gamescope-wl cage dwl mir hikari phosh phoc miracle-wm',
  ],
  ['x-server', 'Xorg X Xorg.bin Xorg.wrap'],
  [
    'login-screen',
    'gdm gdm3 gdm-session-worker gdm-wayland-session gdm-x-session sddm sddm-helper sddm-greeter sddm-greeter-qt6 lightdm lightdm-gtk-greeter slick-greeter greetd tuigreet gtkgreet regreet agreety cosmic-greeter ly ly-dm lxdm xdm lemurs emptty plasmalogin',
  ],
  ['session', 'systemd-logind elogind seatd'],
  [
    'sound',
    'pipewire pipewire-pulse wireplumber pipewire-media-session pulseaudio jackd jackdbus mpd speech-dispatcher',
  ],
  [
    'nvidia-service',
    'nvidia-persistenced nvidia-powerd nv-hostengine nvidia-fabricmanager nvidia-device-plugin nvidia-settings',
  ],
  [
    'compute',
    'ollama ollama_llama_server llama-server llama-cli ffmpeg python python3 blender steam steamwebhelper gamescope-steam obs obs-ffmpeg-mux HandBrakeCLI ghb jellyfin-ffmpeg Plex_Transcoder plex-transcoder sunshine tritonserver vllm koboldcpp hashcat darktable resolve wine64-preloader wine64 wineserver',
  ],
  [
    'monitor',
    'nvtop nvidia-smi radeontop amdgpu_top btop htop intel_gpu_top corectrl lact openrgb OpenRGB coolercontrold ddcutil powertop',
  ],
  [
    'desktop',
    'Xwayland Xephyr plasmashell waybar gnome-session-binary xdg-desktop-portal xdg-desktop-portal-gnome xdg-desktop-portal-hyprland firefox firefox-bin chrome chromium brave electron bindery code thunderbird discord slack kded5 kded6 krunner swaybg hyprpaper nautilus dolphin eww mpv vlc totem cosmic-panel cosmic-bg quickshell picom',
  ],
];

const PROGRAMS: ReadonlyMap<string, { kind: HolderKind; fullName: string }> = new Map(
  NAMES.flatMap(([kind, names]) =>
    names.split(' ').map(fullName => [fullName.slice(0, LONGEST_NAME), { kind, fullName }] as const),
  ),
);

/** NixOS wraps programs and puts a point and an ending around the name. */
const bareName = (name: string) => /^\.(.+?)(-w[raped]*)?$/.exec(name)?.[1] ?? name;

const findProgram = (name: string) => PROGRAMS.get(name) ?? PROGRAMS.get(bareName(name));

/** Process 1 keeps the devices of a session while its manager starts anew. Source: sd_pid_notify_with_fds(3), FDSTORE. */
export function recogniseHolder({ pid, name }: Pick<Holder, 'pid' | 'name'>): HolderKind {
  if (pid === 1) return 'session';
  const known = findProgram(name);
  if (known) return known.kind;
  if (bareName(name).startsWith('qemu-system-')) return 'machine';
  return /^python3\.\d+$/.test(bareName(name)) ? 'compute' : 'other';
}

/** As a person knows the program: whole again where the kernel has cut the name. */
export function fullNameOf({ name }: Pick<Holder, 'name'>): string {
  const known = name.length === LONGEST_NAME ? findProgram(name)?.fullName : undefined;
  return known ?? (bareName(name) || 'a program without a name');
}
