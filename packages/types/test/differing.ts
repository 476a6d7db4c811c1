/** Whether two types are the same, `any`, optional keys and index signatures included. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The names of all members that are not the same in both, those that one lacks included. */
export type Differing<A, B> = {
  [Name in keyof A | keyof B]: Name extends keyof A & keyof B
    ? Same<A[Name], B[Name]> extends true
      ? never
      : Name
    : Name;
}[keyof A | keyof B];
