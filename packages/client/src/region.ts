import { DisConfigError } from "./errors.js";
import { servers } from "./generated/data.js";

/** A region of the spec. Pass the address of any other as `endpoint`. */
export type Region = (typeof servers)[number]["regions"][number];

/** Return the hosts of a region's DIS and IAM. @throws DisConfigError for a region that the spec lacks. */
export function hostsOf(region: string): { dis: string; iam: string } {
  for (const { dis, iam, regions } of servers) {
    const known: readonly string[] = regions;
    if (known.includes(region)) {
      return { dis: dis.replace("{region}", region), iam: iam.replace("{region}", region) };
    }
  }
  throw new DisConfigError(
    `region must be one of ${servers.flatMap(({ regions }) => regions).join(", ")}; for another, pass its address as endpoint`,
  );
}
