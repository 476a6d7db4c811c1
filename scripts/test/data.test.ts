import { expect, test } from "vitest";
import {
  codeClasses,
  destinations,
  errorCodes,
  sensitive,
  servers,
  waiters,
} from "../generate/lib/data.ts";
import { fixture } from "./fixture.ts";

test("a destination has its field, and the other spelling as alias", () => {
  expect(destinations(fixture())).toEqual({
    NFS: { field: "nfs_export_descripton", alias: "nfs_export_description" },
  });
});

test("two fields for one type of destination are an error", () => {
  const spec = fixture();
  delete spec.components?.schemas?.Thing?.properties?.nfs_export_description?.["x-alias-of"];
  expect(() => destinations(spec)).toThrow(
    "nfs_export_description and nfs_export_descripton both say x-destination-type: NFS.",
  );
});

const iamServer = (url: string, ...regions: [string, ...string[]]) => ({
  ...fixture(),
  servers: [{ url, variables: { region: { default: regions[0], enum: regions } } }],
});

test("a server is paired with the IAM server for its regions", () => {
  const iam = iamServer("https://iam.{region}.example.com", "south", "north", "west");
  expect(servers(fixture(), iam)).toEqual([
    {
      dis: "https://things.{region}.example.com",
      iam: "https://iam.{region}.example.com",
      regions: ["north", "south"],
    },
  ]);
});

test("a region without IAM is an error", () => {
  const iam = iamServer("https://iam.{region}.example.com", "south");
  expect(() => servers(fixture(), iam)).toThrow(
    "openapi/iam.yaml has no server for all regions of https://things.{region}.example.com.",
  );
});

test("a server whose regions are not listed is an error", () => {
  const spec = { ...fixture(), servers: [{ url: "https://things.example.com" }] };
  expect(() => servers(spec, spec)).toThrow('needs one variable, "region", with an enum');
});

test("secrets are found in schemas, headers and security schemes, each once", () => {
  expect(sensitive([fixture(), fixture()])).toEqual(["X-Auth-Token", "X-Secret", "secret_word"]);
});

test("a class has its codes and their aliases", () => {
  expect(codeClasses(fixture())).toEqual({ throttled: ["THING.1", "THINGS.1"] });
});

test("an alias of a code has an entry of its own", () => {
  const codes = errorCodes(fixture());
  expect(Object.keys(codes)).toEqual(["THING.1", "THINGS.1", "THING.2"]);
  expect(codes["THINGS.1"]).toEqual(codes["THING.1"]);
});

test("a code that is there twice is an error", () => {
  const spec = fixture();
  spec["x-error-codes"]?.push({
    code: "THINGS.1",
    producer: "things",
    status: [400],
    meaning: "Again.",
    confidence: "sdk",
  });
  expect(() => errorCodes(spec)).toThrow("openapi/error-codes.yaml has THINGS.1 twice.");
});

test("a waiter knows its operation", () => {
  expect(waiters(fixture())).toEqual({
    waitForThing: { operation: "showThing", field: "state", success: ["READY"], failure: ["LOST"] },
  });
});
