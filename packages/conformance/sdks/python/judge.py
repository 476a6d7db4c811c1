"""Read calls from standard input and print a line of JSON for each: the result of the SDK."""

import json
import re
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization
from huaweicloudsdkdis import v2


def call(case):
    endpoint = case["endpoint"]
    credentials = BasicCredentials(case["ak"], case["sk"], case.get("project_id"))
    dis = (
        v2.DisClient.new_builder()
        .with_region(Region(case["region"], endpoint))
        .with_credentials(credentials.with_iam_endpoint(endpoint))
        .build()
    )
    name = case["sdkName"][0].upper() + case["sdkName"][1:]
    method = getattr(dis, re.sub("(?<!^)(?=[A-Z])", "_", name).lower(), None)
    if method is None:
        return {"absent": True}
    params = {**case["params"], **({"body": case["body"]} if "body" in case else {})}
    # The models of the SDK have no function that reads JSON; its client has this one.
    response = method(dis._deserialize(params, getattr(v2, f"{name}Request")))
    # Serialised by the SDK, so that the names are those of the wire.
    return {"got": sanitize_for_serialization(response), "body": response.to_json_object()}


def describe(error):
    described = {"class": type(error).__name__, "message": str(error)}
    if isinstance(error, ServiceResponseException):
        return {
            **described,
            "message": error.error_msg,
            "status": error.status_code,
            "code": error.error_code,
            "request_id": error.request_id,
        }
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ServiceResponseException):
        described["wraps"] = type(cause).__name__
    return described


for case in json.load(sys.stdin):
    try:
        outcome = call(case)
    except Exception as error:
        outcome = {"error": describe(error)}
    print(json.dumps({"ak": case["ak"], **outcome}), flush=True)
