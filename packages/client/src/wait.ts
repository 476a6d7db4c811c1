export * from "./generated/waiters.js";
export { DisWaitError, type StateSeen, type Waiter, type WaitOptions } from "./waiter.js";
