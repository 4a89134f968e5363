/**
 * Every text that a user reads about a problem, by code. A code without an entry does not compile.
 *
 * Writing an entry: the title is what is so, not what to do; the explanation says what it means for tonight; evidence
 * names the file and what it said; remedies start with the one that we would take. Name every object. Give units.
 */

import { firmwareCatalogue } from './catalogue/firmware.ts';
import { iommuCatalogue } from './catalogue/iommu.ts';
import { machineCatalogue } from './catalogue/machine.ts';
import { memoryCatalogue } from './catalogue/memory.ts';
import { pciCatalogue } from './catalogue/pci.ts';
import { probeCatalogue } from './catalogue/probe.ts';
import { selectionCatalogue } from './catalogue/selection.ts';
import { virtualizationCatalogue } from './catalogue/virtualization.ts';
import type { Catalogue } from './catalogue-entry.ts';
import type { FindingFacts } from './finding.ts';

export const catalogue: Catalogue<FindingFacts> = {
  ...virtualizationCatalogue,
  ...iommuCatalogue,
  ...selectionCatalogue,
  ...pciCatalogue,
  ...memoryCatalogue,
  ...firmwareCatalogue,
  ...machineCatalogue,
  ...probeCatalogue,
};
