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

test("finds the field of a destination, and its other spelling as alias", () => {
  expect(destinations(fixture())).toEqual({
    NFS: { field: "nfs_export_descripton", alias: "nfs_export_description" },
  });
});

test("refuses two fields for one type of destination", () => {
  const spec = fixture();
  delete spec.components?.schemas?.Thing?.properties?.nfs_export_description?.["x-alias-of"];
  expect(() => destinations(spec)).toThrow(
    "nfs_export_description and nfs_export_descripton both have x-destination-type: NFS. Remove one, or add x-alias-of.",
  );
});

const iamServer = (url: string, ...regions: [string, ...string[]]) => ({
  ...fixture(),
  servers: [{ url, variables: { region: { default: regions[0], enum: regions } } }],
});

test("pairs a server with the IAM server for its regions", () => {
  const iam = iamServer("https://iam.{region}.example.com", "south", "north", "west");
  expect(servers(fixture(), iam)).toEqual([
    {
      dis: "https://things.{region}.example.com",
      iam: "https://iam.{region}.example.com",
      regions: ["north", "south"],
    },
  ]);
});

test("refuses a region without an IAM server", () => {
  const iam = iamServer("https://iam.{region}.example.com", "south");
  expect(() => servers(fixture(), iam)).toThrow(
    "openapi/iam.yaml must have a server for all regions of https://things.{region}.example.com.",
  );
});

test("refuses a server whose regions are not listed", () => {
  const spec = { ...fixture(), servers: [{ url: "https://things.example.com" }] };
  expect(() => servers(spec, spec)).toThrow('needs one variable, "region", with an enum');
});

test("lists secrets of schemas, headers and security schemes, each once", () => {
  expect(sensitive([fixture(), fixture()])).toEqual(["X-Auth-Token", "X-Secret", "secret_word"]);
});

test("lists the codes of a class with their aliases", () => {
  expect(codeClasses(fixture())).toEqual({ throttled: ["THING.1", "THINGS.1"] });
});

test("lists each alias of an error code as its own entry", () => {
  const codes = errorCodes(fixture());
  expect(Object.keys(codes)).toEqual(["THING.1", "THINGS.1", "THING.2"]);
  expect(codes["THINGS.1"]).toEqual(codes["THING.1"]);
});

test("refuses an error code that is listed twice", () => {
  const spec = fixture();
  spec["x-error-codes"]?.push({
    code: "THINGS.1",
    producer: "things",
    status: [400],
    meaning: "Again.",
    confidence: "sdk",
    source: "sdk",
  });
  expect(() => errorCodes(spec)).toThrow("openapi/error-codes.yaml lists THINGS.1 twice.");
});

test("names the operation of a waiter", () => {
  expect(waiters(fixture())).toEqual({
    waitForThing: { operation: "showThing", field: "state", success: ["READY"], failure: ["LOST"] },
  });
});
