/**
 * Every text that a user reads about a problem, by code. A code without an entry does not compile.
 *
 * Writing an entry: the title is what is so, not what to do; the explanation says what it means for tonight; evidence
 * names the file and what it said; remedies start with the one that we would take. Name every object. Give units.
 */

import { accessCatalogue } from './catalogue/access.ts';
import { costCatalogue } from './catalogue/cost.ts';
import { costSeatCatalogue } from './catalogue/cost-seat.ts';
import { firmwareCatalogue } from './catalogue/firmware.ts';
import { functionCatalogue } from './catalogue/function.ts';
import { holdersCatalogue } from './catalogue/holders.ts';
import { hostMemoryCatalogue } from './catalogue/host-memory.ts';
import { iommuCatalogue } from './catalogue/iommu.ts';
import { isolationCatalogue } from './catalogue/isolation.ts';
import { kernelLogCatalogue } from './catalogue/kernel-log.ts';
import { machineCatalogue } from './catalogue/machine.ts';
import { memoryCatalogue } from './catalogue/memory.ts';
import { pciCatalogue } from './catalogue/pci.ts';
import { platformCatalogue } from './catalogue/platform.ts';
import { probeCatalogue } from './catalogue/probe.ts';
import { selectionCatalogue } from './catalogue/selection.ts';
import { virtualizationCatalogue } from './catalogue/virtualization.ts';
import type { Catalogue } from './catalogue-entry.ts';
import type { FindingFacts } from './finding.ts';

export const catalogue: Catalogue<FindingFacts> = {
  ...virtualizationCatalogue,
  ...iommuCatalogue,
  ...isolationCatalogue,
  ...selectionCatalogue,
  ...pciCatalogue,
  ...functionCatalogue,
  ...costCatalogue,
  ...costSeatCatalogue,
  ...holdersCatalogue,
  ...memoryCatalogue,
  ...hostMemoryCatalogue,
  ...accessCatalogue,
  ...firmwareCatalogue,
  ...machineCatalogue,
  ...platformCatalogue,
  ...kernelLogCatalogue,
  ...probeCatalogue,
};
