import { rawClient } from "@dis-openapi/client/raw";
import { dis, params, projectId } from "./client.js";

const { data, error, response } = await rawClient(dis).GET(
  "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}",
  { params: { path: { project_id: projectId, ...params } } },
);
console.log(response.status, data?.state, error); //=> 200 RUNNING undefined
