#!/bin/sh
# Needs a token in DIS_AUTH_TOKEN and the project id in HUAWEICLOUD_SDK_PROJECT_ID.
set -eu

endpoint="https://dis.cn-north-4.myhuaweicloud.com"
stream_name="newstream"
body='{
  "destination_type": "OBS",
  "obs_destination_descriptor": {
    "task_name": "orders-to-obs",
    "agency_name": "dis_admin_agency",
    "deliver_time_interval": 300,
    "obs_bucket_path": "obsbucket"
  }
}'

# The header comes from standard input, so that the token does not appear in the process list.
if response=$(printf 'X-Auth-Token: %s\n' "$DIS_AUTH_TOKEN" | curl --silent --show-error \
  --fail-with-body --max-time 30 --header @- \
  --header 'Content-Type: application/json' --data "$body" \
  "$endpoint/v2/$HUAWEICLOUD_SDK_PROJECT_ID/streams/$stream_name/transfer-tasks"); then
  echo 'created orders-to-obs'
else
  printf '%s\n' "$response" >&2
  exit 1
fi
