// What a program carries that can sign and can use a token.
export { accessKey, createDisClient, token } from "@dis-openapi/client";
