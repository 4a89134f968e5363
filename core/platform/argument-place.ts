/** Where a host keeps its kernel's arguments, as data: which file, or which command. */
export type ArgumentPlace =
  /** A command changes them. `ARGUMENT` stands for the argument. */
  | { how: 'command'; add: string; remove: string }
  | {
      how: 'edit';
      file: string;
      /** What in the file holds them: a variable, a line. */
      inside: string;
      /** What must be run afterwards; null: nothing. */
      apply: string | null;
    };

export const PLACEHOLDER = 'ARGUMENT';
