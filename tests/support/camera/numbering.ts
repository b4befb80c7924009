/**
 * Pictures of the n-th start of a stand-in (counted from 1) are numbered from (n - 1) times this,
 * so that a picture tells its run too.
 */
export const numbersPerStart = 1_000_000;
