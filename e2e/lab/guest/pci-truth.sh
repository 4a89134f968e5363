# What the kernel itself says of PCI functions and IOMMU groups, one fact a line: SUBJECT<TAB>FACT<TAB>VALUE.
# Made with find, cat, stat and readlink only, so that a spec has something to hold the product's own reader against.
fact() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }

for function in /sys/bus/pci/devices/*; do
  bdf=${function##*/}
  for name in vendor device subsystem_vendor subsystem_device class revision numa_node boot_vga power_state; do
    [ -e "$function/$name" ] && fact "$bdf" $name "$(cat "$function/$name")"
  done
  for name in driver iommu_group; do
    [ -L "$function/$name" ] && fact "$bdf" $name "$(basename "$(readlink "$function/$name")")"
  done
  [ -e "$function/driver_override" ] && fact "$bdf" driver_override "$(cat "$function/driver_override")"
  [ -e "$function/reset_method" ] && fact "$bdf" reset_method "$(cat "$function/reset_method" 2>/dev/null)"
  for file in "$function"/resource[0-5]; do
    [ -e "$file" ] && fact "$bdf" "${file##*/}" "$(stat -c %s "$file")"
  done
  [ -e "$function/rom" ] && fact "$bdf" rom "$(stat -c %s "$function/rom")"
  fact "$bdf" config "$(head -c 64 "$function/config" | od -An -v -tx1 | tr -d ' \n')"
done

find /sys/kernel/iommu_groups -mindepth 3 -maxdepth 3 -path '*/devices/*' | while IFS=/ read -r _ _ _ _ group _ bdf; do
  fact "group $group" member "$bdf"
done
for folder in /sys/kernel/iommu_groups/*; do
  [ -e "$folder" ] || continue
  fact "group ${folder##*/}" type "$(cat "$folder/type")"
  [ -e "$folder/name" ] && fact "group ${folder##*/}" name "$(cat "$folder/name")"
  while read -r region; do fact "group ${folder##*/}" reserved "$region"; done <"$folder/reserved_regions"
done
for unit in /sys/class/iommu/*; do
  [ -e "$unit" ] && fact iommu unit "${unit##*/}"
done
fact interrupts remapped "$(grep -c 'IR-' /proc/interrupts)"
