import type { Outcome } from "./query.js";

/** Header of every response of the mock of this project. */
const mockHeader = "x-mock";

/** Hosts of this machine, as `URL` writes them. */
const loopback =
  /^(?:(?:.*\.)?localhost\.?|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;

/** Return why the responses are not those of the live service; undefined if nothing says so. */
export function whyNotLive({ responses, address }: Outcome): string | undefined {
  if (responses.some(({ headers }) => headers.has(mockHeader))) return "the mock responded";
  return loopback.test(new URL(address).hostname) ? "the endpoint is on this machine" : undefined;
}
