/** Where a command writes; tests give their own. */
export type Output = { out: (text: string) => void; err: (text: string) => void };
