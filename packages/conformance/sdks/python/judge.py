"""Read queries from standard input and print a line of JSON for each: the result of the SDK."""

import json
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization
from huaweicloudsdkdis.v2 import DisClient, ShowTransferTaskRequest


def query(case):
    endpoint = case["endpoint"]
    credentials = BasicCredentials(case["ak"], case["sk"], case.get("project_id"))
    dis = (
        DisClient.new_builder()
        .with_region(Region(case["region"], endpoint))
        .with_credentials(credentials.with_iam_endpoint(endpoint))
        .build()
    )
    task = dis.show_transfer_task(
        ShowTransferTaskRequest(stream_name=case["stream_name"], task_name=case["task_name"])
    )
    # Serialised by the SDK, so that the names are those of the wire.
    return {"got": sanitize_for_serialization(task), "body": task.to_json_object()}


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
        outcome = query(case)
    except Exception as error:
        outcome = {"error": describe(error)}
    print(json.dumps({"ak": case["ak"], **outcome}), flush=True)
