import { existsSync } from "node:fs";

/** Where Debian, other Linux systems and macOS put it. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of an installed Chromium or Chrome; undefined when there is none. */
export function findChromium(): string | undefined {
  return places.find((path) => existsSync(path));
}
