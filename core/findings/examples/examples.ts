/** One example of every code of an area, for the tests that read the catalogue; a code without one does not compile. */
export type Examples<FactsByCode> = {
  facts: { [Code in keyof FactsByCode]: FactsByCode[Code] };
  /** Codes with nothing to do, and why. Every other that is not `ok` must offer a remedy. */
  withoutRemedy: { [Code in keyof FactsByCode]?: string };
};
