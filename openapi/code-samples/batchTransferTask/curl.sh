#!/bin/sh
# Needs a token in DIS_AUTH_TOKEN and the project id in HUAWEICLOUD_SDK_PROJECT_ID.
set -eu

endpoint="https://dis.cn-north-4.myhuaweicloud.com"
stream_name="newstream"
task_id="As805BudhcH1lDs6gbn"
body="{\"action\": \"stop\", \"tasks\": [{\"id\": \"$task_id\"}]}"

# The header comes from standard input, so that the token does not appear in the process list.
if response=$(printf 'X-Auth-Token: %s\n' "$DIS_AUTH_TOKEN" | curl --silent --show-error \
  --fail-with-body --max-time 30 --header @- \
  --header 'Content-Type: application/json' --data "$body" \
  "$endpoint/v2/$HUAWEICLOUD_SDK_PROJECT_ID/streams/$stream_name/transfer-tasks/action"); then
  echo "stopped $task_id"
else
  printf '%s\n' "$response" >&2
  exit 1
fi
