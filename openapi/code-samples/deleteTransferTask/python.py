# Reads HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; the SDK looks the project up by the region.
import os
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkdis.v2 import DeleteTransferTaskRequest, DisClient
from huaweicloudsdkdis.v2.region.dis_region import DisRegion

try:
    dis = (
        DisClient.new_builder()
        .with_region(DisRegion.value_of("cn-north-4"))
        .with_credentials(
            BasicCredentials(os.environ["HUAWEICLOUD_SDK_AK"], os.environ["HUAWEICLOUD_SDK_SK"])
        )
        .build()
    )
    dis.delete_transfer_task(
        DeleteTransferTaskRequest(stream_name="newstream", task_name="newtask")
    )
    print("deleted newtask")
except exceptions.ServiceResponseException as error:
    sys.exit(f"{error.status_code} {error.error_msg} {error.request_id}")
except exceptions.SdkException as error:
    sys.exit(str(error))
