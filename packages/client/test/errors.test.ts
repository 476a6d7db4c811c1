import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import * as here from "../src/index.js";

const classes = [
  here.DisConfigError,
  here.DisConnectionError,
  here.DisTimeoutError,
  here.DisResponseError,
  here.DisParseError,
];

describe("an error of this client", () => {
  test.each(classes.map((one) => [one.kind, one] as const))(
    "%s has its name, message, context and cause",
    (kind, One) => {
      const cause = new Error("why");
      const error = new One(
        "it went wrong",
        { operationId: "op", requestId: "r1", attempts: 2 },
        { cause },
      );
      expect(error.name).toBe(kind);
      expect(error.message).toBe("op: it went wrong (request id r1, 2 attempts)");
      expect(error.cause).toBe(cause);
      expect({ ...error }).toEqual({ operationId: "op", requestId: "r1", attempts: 2 });
      expect(String(error)).toBe(`${kind}: ${error.message}`);
      expect(error.stack).toContain(`${kind}: ${error.message}`);
      expect(inspect(error)).toContain(kind);
      expect(error).toBeInstanceOf(Error);
      expect(error).toBeInstanceOf(here.DisClientError);
      for (const other of classes) expect(error instanceof other).toBe(other === One);
    },
  );

  test("an error without a call has no operation, no request id and no cause", () => {
    const error = new here.DisConfigError("give a region");
    expect(error.message).toBe("give a region");
    expect({ ...error }).toEqual({ operationId: undefined, requestId: undefined, attempts: 0 });
    expect("cause" in error).toBe(false);
  });
});

describe("instanceof", () => {
  test("instanceof works across two installed copies", async () => {
    vi.resetModules();
    const there = await import("../src/index.js");
    expect(there.DisTimeoutError).not.toBe(here.DisTimeoutError);
    const error = new there.DisTimeoutError("late");
    expect(error instanceof here.DisTimeoutError).toBe(true);
    expect(error instanceof here.DisClientError).toBe(true);
    expect(error instanceof here.DisConfigError).toBe(false);
  });

  test("instanceof works for a derived class", () => {
    class Mine extends here.DisTimeoutError {}
    const mine = new Mine("late");
    expect(mine instanceof Mine).toBe(true);
    expect(mine instanceof here.DisTimeoutError).toBe(true);
    expect(mine instanceof here.DisClientError).toBe(true);
    expect(new here.DisTimeoutError("late") instanceof Mine).toBe(false);
  });

  test.each([undefined, null, 1, "DisTimeoutError", {}, new Error("x")])(
    "instanceof is false for %o",
    (value) => {
      expect((value as unknown) instanceof here.DisTimeoutError).toBe(false);
      expect((value as unknown) instanceof here.DisClientError).toBe(false);
    },
  );
});
