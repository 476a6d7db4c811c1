#!/bin/sh
# Needs a token in DIS_AUTH_TOKEN, the project id in HUAWEICLOUD_SDK_PROJECT_ID, and jq.
set -eu

endpoint="https://dis.cn-north-4.myhuaweicloud.com"
stream_name="newstream"

# The header comes from standard input, so that the token does not appear in the process list.
if body=$(printf 'X-Auth-Token: %s\n' "$DIS_AUTH_TOKEN" | curl --silent --show-error \
  --fail-with-body --max-time 30 --header @- \
  "$endpoint/v2/$HUAWEICLOUD_SDK_PROJECT_ID/streams/$stream_name/transfer-tasks"); then
  printf '%s' "$body" | jq -r '.tasks[]? | "\(.task_name) \(.state) \(.destination_type)"'
else
  printf '%s\n' "$body" >&2
  exit 1
fi
