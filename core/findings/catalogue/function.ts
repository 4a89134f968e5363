/** Texts about single functions, as far as their silicon, their slot and their relatives go. */
import type { Catalogue } from '../catalogue-entry.ts';
import { type FunctionIdentityFacts, functionIdentityCatalogue } from './function-identity.ts';
import { type FunctionResetFacts, functionResetCatalogue } from './function-reset.ts';
import { type FunctionWayFacts, functionWayCatalogue } from './function-way.ts';

export type FunctionFacts = FunctionResetFacts & FunctionWayFacts & FunctionIdentityFacts;

export const functionCatalogue: Catalogue<FunctionFacts> = {
  ...functionWayCatalogue,
  ...functionResetCatalogue,
  ...functionIdentityCatalogue,
};
