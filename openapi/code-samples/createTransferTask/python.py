# Reads HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; the SDK looks the project up by the region.
import os
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkdis.v2 import (
    CreateObsTransferTaskRequest,
    CreateTransferTaskReq,
    DisClient,
    OBSDestinationDescriptorRequest,
)
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
    dis.create_obs_transfer_task(
        CreateObsTransferTaskRequest(
            stream_name="newstream",
            body=CreateTransferTaskReq(
                destination_type="OBS",
                obs_destination_descriptor=OBSDestinationDescriptorRequest(
                    task_name="orders-to-obs",
                    agency_name="dis_admin_agency",
                    deliver_time_interval=300,
                    obs_bucket_path="obsbucket",
                ),
            ),
        )
    )
    print("created orders-to-obs")
except exceptions.ServiceResponseException as error:
    sys.exit(f"{error.status_code} {error.error_msg} {error.request_id}")
except exceptions.SdkException as error:
    sys.exit(str(error))
