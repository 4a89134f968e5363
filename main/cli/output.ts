/** Where a command writes; tests give their own. */
export type Output = {
  out: (text: string) => void;
  err: (text: string) => void;
  /** How this program is started in a shell, for advice to start it again. */
  bindery: string;
};
