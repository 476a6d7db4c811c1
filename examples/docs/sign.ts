import { authorization, importKey, sdkDate } from "@dis-openapi/client/sign";
import { projectId } from "./client.js";

const { AK = "", SK = "" } = process.env;
const host = "https://dis.cn-north-4.myhuaweicloud.com";
const url = `${host}/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;
const headers = new Headers({ "X-Sdk-Date": sdkDate(Date.now()) });
const request = { method: "GET", url, headers };
const signed = ["host", "x-sdk-date"];
headers.set("Authorization", await authorization(request, signed, AK, await importKey(SK)));
console.log((await fetch(url, { headers })).status); //=> 200
