/** What a run was asked for: handed from run.ts to the tests by the environment. */
import { type CatalogueEntry, machines } from './machines.ts';
import type { Spec } from './spec.ts';

export type Selection = { isAll: boolean; kernel?: string; iommu?: string; machine?: string; spec?: string };

const VARIABLE = 'BINDERY_LAB_SELECTION';

export function handOn(selection: Selection): void {
  process.env[VARIABLE] = JSON.stringify(selection);
}

export function readSelection(): Selection {
  return JSON.parse(process.env[VARIABLE] ?? '{"isAll":false}');
}

/** Machines with the specs to run on each; those without one are not booted. */
export function select(selection: Selection, specs: readonly Spec[]): [string, CatalogueEntry, Spec[]][] {
  const wanted = specs.filter(({ name }) => selection.spec === undefined || name === selection.spec);
  return [...machines].flatMap(([title, machine]): [string, CatalogueEntry, Spec[]][] => {
    if (!isWanted(title, machine, selection)) return [];
    if (machine.knownFailure !== undefined) return isWide(selection) ? [[title, machine, []]] : [];
    const here = wanted.filter(({ ci, on }) => ci.includes(title) || (isWide(selection) && on(machine)));
    return here.length > 0 ? [[title, machine, here]] : [];
  });
}

/** Whoever names a machine wants all that can be run on it. */
function isWide({ isAll, kernel, iommu, machine }: Selection): boolean {
  return isAll || kernel !== undefined || iommu !== undefined || machine !== undefined;
}

function isWanted(title: string, entry: CatalogueEntry, { kernel, iommu, machine }: Selection): boolean {
  if (entry.isOnRequest && kernel !== entry.kernel && machine !== title) return false;
  return (
    (kernel === undefined || entry.kernel === kernel) &&
    (iommu === undefined || entry.iommu === iommu) &&
    (machine === undefined || title === machine)
  );
}
