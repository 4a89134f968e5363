/** The abilities of a unit of this host, from its registers. */
import { isMalformed } from '../host/malformed.ts';
import { isKnown } from '../host/measured.ts';
import type { IommuUnit } from '../host/snapshot.ts';
import type { UnitAbilities } from './abilities.ts';
import { parseAmdAbilities } from './amd-features.ts';
import { parseIntelAbilities } from './intel-capability.ts';

/** null: the unit publishes no registers, or they could not be read; `unit.registers` says which. */
export function unitAbilities(unit: IommuUnit): UnitAbilities | null {
  if (!isKnown(unit.registers) || unit.registers === null) return null;
  const registers = new Map(Object.entries(unit.registers));
  const [cap, ecap, features] = ['cap', 'ecap', 'features'].map(name => registers.get(name));
  const abilities =
    unit.vendor === 'intel' && cap !== undefined && ecap !== undefined
      ? parseIntelAbilities(cap, ecap)
      : unit.vendor === 'amd' && cap !== undefined && features !== undefined
        ? parseAmdAbilities(cap, features)
        : null;
  return isMalformed(abilities) ? null : abilities;
}
