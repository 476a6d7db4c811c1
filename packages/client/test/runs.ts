/** Runs of a property: a sample in `npm test`, all 10,000 in `npm run test:deep`. */
export const runs = Number(process.env.PROPERTY_RUNS ?? 100);
export const timeout = 600_000;
