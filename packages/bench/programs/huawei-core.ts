export { AKSKSigner } from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js";
export { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
export { ClientBuilder } from "@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js";
