import { type Cases, type Finding, parameter, path, taskState } from "./fixture.js";

const one = (at: string, name: string, markup: string): Finding[] => [
  [
    "house/no-raw-html",
    at,
    `${name} contains "${markup}", which would become an element of the docs page: put it into a code span, or write it in words.`,
  ],
];

export const cases: Cases = {
  refuses: {
    "an element in the description of an operation": {
      edits: { [path]: ["Returns one task.", 'Returns <meta http-equiv="refresh">.'] },
      findings: one(`${path}:4`, "v1_tasks_{task_name}.get.description", "<meta"),
    },
    "the end of an element in the description of a schema": {
      edits: { [taskState]: ["State of a task.", "State</p> of a task."] },
      findings: one(`${taskState}:1`, "TaskState.description", "</p"),
    },
    "a comment in the description of a parameter": {
      edits: { [parameter]: ["Name of the task.", "Name <!-- of the --> task."] },
      findings: one(`${parameter}:4`, "TaskName.description", "<!--"),
    },
    "an element in a summary": {
      edits: { [path]: ["Show an OBS task", "Show an <b>OBS</b> task"] },
      findings: one(`${path}:3`, "v1_tasks_{task_name}.get.summary", "<b"),
    },
    "an element in evidence on a field": {
      edits: {
        "components/schemas/Task.yaml": ["says: The state is", "says: The <i>state</i> is"],
      },
      findings: one("components/schemas/Task.yaml:16", "Task.state.x-evidence.0.says", "<i"),
    },
    "an element in the description of a value": {
      edits: {
        [taskState]: [
          "      - PAUSED",
          '      - PAUSED\n    x-enumDescriptions:\n      RUNNING: Runs.\n      PAUSED: "<b>Paused.</b>"',
        ],
      },
      findings: one(`${taskState}:9`, "TaskState.anyOf.0.x-enumDescriptions.PAUSED", "<b"),
    },
    "an element in the register of differences": {
      edits: { "differences.yaml": ["Both are declared.", "<script>Both</script>"] },
      findings: one("differences.yaml:6", "differences.0.decision", "<script"),
    },
    "an element in the title of a source": {
      edits: { "sources.yaml": ["The reference page", "The <br>reference page"] },
      findings: one("sources.yaml:2", "sources.0.title", "<br"),
    },
    "a tag of Markdoc, even in a code span": {
      edits: { [path]: ["Returns one task.", 'Returns `{% html name="meta" /%}`.'] },
      findings: one(`${path}:4`, "v1_tasks_{task_name}.get.description", "{%"),
    },
  },
  accepts: {
    "a placeholder in a code span, and a comparison": {
      [path]: ["Returns one task.", "Returns `List<Task>` if 1 < 2 and 2<3."],
    },
  },
};
