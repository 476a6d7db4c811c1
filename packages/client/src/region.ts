import { DisConfigError } from "./errors.js";
import { servers } from "./generated/data.js";

/** A region of the spec. Any other host is given as `endpoint`. */
export type Region = (typeof servers)[number]["regions"][number];

/** Where a region's DIS and IAM answer. @throws DisConfigError for a region that the spec lacks. */
export function hostsOf(region: string): { dis: string; iam: string } {
  for (const { dis, iam, regions } of servers) {
    const known: readonly string[] = regions;
    if (known.includes(region)) {
      return { dis: dis.replace("{region}", region), iam: iam.replace("{region}", region) };
    }
  }
  throw new DisConfigError(
    `region must be one of ${servers.flatMap(({ regions }) => regions).join(", ")}; for another, give its address as endpoint`,
  );
}
