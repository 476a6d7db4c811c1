// What a program carries that can sign and can use a token, and reads a task's destination.
export { accessKey, createDisClient, destinationOf, token } from "@dis-openapi/client";
