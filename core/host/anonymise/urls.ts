/** Machines in URLs. Source: RFC 3986, 3.2. */

const HOST =
  /(?<=[a-z][a-z0-9+.-]{0,15}:\/\/(?:[^\s/"'<>@]{0,300}@)?)(?:\[[^\]\s]{1,64}\]|[^\s/:"'<>?#@,;[\]]+)(?![^\s/"'<>]{0,300}@)/giu;
/** Projects and makers that messages of the kernel and of programs point to. */
const PUBLIC =
  /(?:^|\.)(?:(?:kernel|freedesktop|qemu|libvirt|linux-kvm|debian|fedoraproject|archlinux|gentoo|opensuse|gnu|nixos|systemd|linuxfoundation|wikipedia)\.(?:org|io)|(?:github|gitlab|ubuntu|redhat|suse|intel|amd|nvidia|google|microsoft|proxmox|launchpad)\.(?:com|net)|bit\.ly|goo\.gl|aka\.ms|0pointer\.de)$/i;

export function cleanUrls(text: string, server: (name: string) => string): string {
  if (!text.includes('://')) return text;
  return text.replace(HOST, name => (PUBLIC.test(name) ? name : server(name)));
}
