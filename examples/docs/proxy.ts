import { createDisClient, type Fetch } from "@dis-openapi/client";
import { fetch, ProxyAgent } from "undici";
import { options, params } from "./client.js";

const dispatcher = new ProxyAgent(process.env.HTTPS_PROXY ?? "http://proxy.example:3128");
const viaProxy = (url: string, init: object) => fetch(url, { ...init, dispatcher });
// undici declares Response itself; its objects are the ones that the runtime's fetch returns.
const dis = createDisClient({ ...options, fetch: viaProxy as unknown as Fetch });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
