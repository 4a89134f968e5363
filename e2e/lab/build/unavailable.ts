/** The lab cannot run here, for a reason that is no fault of the code under test: the run skips, and says this sentence. */
export class Unavailable extends Error {}
