import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Edits, lintEach } from "./lint.js";

// Each case is the small spec in fixtures/task with one thing changed. A broken one must give just
// the problems listed, so that a neighbouring rule cannot take the credit.
const source = fileURLToPath(new URL("fixtures/task", import.meta.url));

const task = "components/schemas/Task.yaml";
const taskState = "components/schemas/TaskState.yaml";
const taskError = "components/schemas/TaskError.yaml";
const path = "paths/v1_tasks_{task_name}.yaml";
const parameter = "components/parameters/TaskName.yaml";
const header = "components/headers/XRequestId.yaml";
const example = "components/examples/TaskRunning.yaml";

type Finding = [rule: string, at: string, message: string];

/** A property, with all that the house style asks of one, to put where nothing else is to be seen. */
const property = (name: string, keywords: string): string =>
  `properties:\n  ${name}:\n${keywords.replaceAll(/^/gm, "    ")}\n    description: Added.\n    examples:\n      - x\n`;

const broken: Record<string, { edits: Edits; findings: Finding[] }> = {
  "a property without a description": {
    edits: { [task]: ["    description: Name of the task.\n", ""] },
    findings: [
      [
        "house/property-described-and-exemplified",
        `${task}:4`,
        "Task.name has no description of its own: say what it means, and its unit.",
      ],
    ],
  },
  "a property with an empty description": {
    edits: { [task]: ["description: Name of the task.", 'description: " "'] },
    findings: [
      [
        "house/property-described-and-exemplified",
        `${task}:4`,
        "Task.name has no description of its own: say what it means, and its unit.",
      ],
    ],
  },
  "a reference that leaves the description to its target": {
    edits: { [task]: ["    description: What the task does at present.\n", ""] },
    findings: [
      [
        "house/property-described-and-exemplified",
        `${task}:9`,
        "Task.state has no description of its own: say what it means, and its unit.",
      ],
    ],
  },
  "a property without an example": {
    edits: { [task]: ["    examples:\n      - mine\n", ""] },
    findings: [
      [
        "house/property-described-and-exemplified",
        `${task}:4`,
        "Task.name has no example: add `examples`, here or in the schema that it points to.",
      ],
    ],
  },
  "an example missing behind a $ref and behind items": {
    edits: { [taskState]: ["examples:\n  - RUNNING\n", ""] },
    findings: [
      [
        "house/property-described-and-exemplified",
        `${task}:9`,
        "Task.state has no example: add `examples`, here or in the schema that it points to.",
      ],
      [
        "house/property-described-and-exemplified",
        `${task}:17`,
        "Task.history has no example: add `examples`, here or in the schema that it points to.",
      ],
    ],
  },
  "an undescribed property of an inline object": {
    edits: {
      [task]: [
        "properties:\n",
        "properties:\n  owner:\n    type: object\n    description: Who made it.\n    examples: [{}]\n    properties:\n      id:\n        type: string\n        examples: [a]\n",
      ],
    },
    findings: [
      [
        "house/property-described-and-exemplified",
        `${task}:9`,
        "Task.owner.id has no description of its own: say what it means, and its unit.",
      ],
    ],
  },
  "a parameter without a description": {
    edits: { [parameter]: ["description: Name of the task.\n", ""] },
    findings: [
      ["parameter-description", `${parameter}:1`, "Parameter object description must be present."],
    ],
  },
  "a parameter without an example": {
    edits: { [parameter]: ["example: mine\n", ""] },
    findings: [
      [
        "rule/parameter-exemplified",
        `${parameter}:1`,
        "This parameter has no example: add `example`.",
      ],
    ],
  },
  "a header without a description": {
    edits: { [header]: ["description: Id of the request.\n", ""] },
    findings: [
      ["rule/header-described", `${header}:1`, "The header X-Request-Id has no description."],
    ],
  },
  "a header without an example": {
    edits: { [header]: ["example: 0123456789abcdef\n", ""] },
    findings: [
      [
        "rule/header-exemplified",
        `${header}:1`,
        "The header X-Request-Id has no example: add `example`.",
      ],
    ],
  },
  "an operation without a description": {
    edits: { [path]: ["  description: Returns one task.\n", ""] },
    findings: [
      [
        "operation-description",
        `${path}:1`,
        "Operation object should contain `description` field.",
      ],
    ],
  },

  "evidence taken off a field that a row lists": {
    edits: {
      [task]: [
        "    x-evidence:\n      - id: D1\n        source: Captured response A\n        says: The state is RUNNING.\n",
        "",
      ],
    },
    findings: [
      [
        "house/evidence-complete",
        `${task}:9`,
        "Task.state must carry x-evidence for D1: the register lists it there.",
      ],
    ],
  },
  "evidence without confidence": {
    edits: { [task]: ["    x-confidence: observed\n", ""] },
    findings: [
      [
        "house/evidence-complete",
        `${task}:13`,
        "Task.state carries x-evidence without x-confidence: say how sure the evidence makes us.",
      ],
    ],
  },
  "a confidence that does not exist": {
    edits: { [task]: ["x-confidence: observed", "x-confidence: guessed"] },
    findings: [
      [
        "house/evidence-complete",
        `${task}:12`,
        'Task.state has the x-confidence "guessed", which is none of documented, observed, sdk, inferred.',
      ],
    ],
  },
  "an evidence item that says nothing": {
    edits: { [task]: ["        says: The state is RUNNING.\n", '        says: ""\n'] },
    findings: [
      [
        "house/evidence-complete",
        `${task}:14`,
        "Task.state has an evidence item without `says`: say it in words.",
      ],
    ],
  },
  "evidence that is no list": {
    edits: { [parameter]: ["example: mine", "example: mine\nx-confidence: sdk\nx-evidence: []"] },
    findings: [
      [
        "house/evidence-complete",
        `${parameter}:9`,
        "parameters.task_name has an x-evidence that is no list of `{ id, source, says }`.",
      ],
    ],
  },
  "evidence for a row that does not list the field": {
    edits: { [task]: ["id: D1", "id: D2"] },
    findings: [
      [
        "house/evidence-complete",
        `${task}:9`,
        "Task.state must carry x-evidence for D1: the register lists it there.",
      ],
      [
        "house/evidence-complete",
        `${task}:14`,
        "Task.state carries evidence for D2, which does not list it: add Task.state to the row's fields.",
      ],
    ],
  },
  "evidence for a row that does not exist": {
    edits: {
      [header]: [
        "example: ",
        "x-confidence: sdk\nx-evidence:\n  - id: D9\n    source: The SDKs\n    says: They read it.\nexample: ",
      ],
    },
    findings: [
      [
        "house/evidence-complete",
        `${header}:6`,
        "headers.X-Request-Id carries evidence for D9, which is no row of the register.",
      ],
    ],
  },
  "evidence where the register cannot name it": {
    edits: {
      [taskState]: [
        "  - type: string\nexamples",
        "  - type: string\n    x-confidence: sdk\nexamples",
      ],
    },
    findings: [
      [
        "house/evidence-complete",
        `${taskState}:7`,
        "TaskState.anyOf.1 carries evidence, but the register cannot name this place: move it to a property, a schema file, a parameter or a header.",
      ],
    ],
  },
  "a row that lists a field which does not exist": {
    edits: {
      "differences.yaml": ["- Task.state", "- Task.state\n    - Task.status\n    - schemas.Tusk"],
    },
    findings: [
      [
        "house/evidence-complete",
        "differences.yaml:6",
        "D1 lists Task.status, which this API does not have: name a `Schema.property`, `schemas.Name`, `parameters.name` or `headers.Name`.",
      ],
      [
        "house/evidence-complete",
        "differences.yaml:7",
        "D1 lists schemas.Tusk, which this API does not have: name a `Schema.property`, `schemas.Name`, `parameters.name` or `headers.Name`.",
      ],
    ],
  },
  "a row that lists a parameter and a schema without evidence": {
    edits: {
      "differences.yaml": [
        "- Task.state",
        "- Task.state\n    - parameters.task_name\n    - schemas.TaskState",
      ],
    },
    findings: [
      [
        "house/evidence-complete",
        `${parameter}:1`,
        "parameters.task_name must carry x-evidence for D1: the register lists it there.",
      ],
      [
        "house/evidence-complete",
        `${taskState}:1`,
        "schemas.TaskState must carry x-evidence for D1: the register lists it there.",
      ],
    ],
  },
  "rows that are numbered twice": {
    edits: { "differences.yaml": ["id: D2", "id: D1"] },
    findings: [
      [
        "house/evidence-complete",
        "differences.yaml:7",
        "Row 2 of the register has the id D1: rows are numbered D1, D2 and so on, each once.",
      ],
    ],
  },
  "a row with neither fields nor evidence": {
    edits: {
      "differences.yaml": ["  fields:\n    - Task.state\n", ""],
      [task]: ["- id: D1\n        source", "- source"],
    },
    findings: [
      [
        "rule/difference-well-formed",
        "differences.yaml:1",
        "A row of the register has an id, severity, title and decision, and either fields or evidence: \n- `0` property must have required property 'fields'\n- `0` property must have required property 'evidence'\n- `0` property must match exactly one schema in oneOf.",
      ],
    ],
  },
  "a row without a decision": {
    edits: { "differences.yaml": ["  decision: Ours set it.\n", ""] },
    findings: [
      [
        "rule/difference-well-formed",
        "differences.yaml:7",
        "A row of the register has an id, severity, title and decision, and either fields or evidence: `1` property must have required property 'decision'.",
      ],
    ],
  },
  "an error code without a meaning": {
    edits: { "error-codes.yaml": ["  meaning: The request is wrong.\n", ""] },
    findings: [
      [
        "rule/error-code-well-formed",
        "error-codes.yaml:1",
        "An error code is incomplete: `0` property must have required property 'meaning'.",
      ],
    ],
  },
  "a root without its register": {
    edits: { "openapi.yaml": ["x-error-codes:\n  $ref: error-codes.yaml\n", ""] },
    findings: [
      [
        "rule/registers-at-the-root",
        "openapi.yaml:1",
        "The root must point to every register: x-error-codes is required.",
      ],
    ],
  },
  "an open question that nothing settles": {
    edits: { "open-questions.yaml": ["  settledBy:\n    - body: TaskError\n", ""] },
    findings: [
      [
        "rule/open-question-well-formed",
        "open-questions.yaml:13",
        "An open question says what it asks, and what of an answer would settle it: `1` property must have required property 'settledBy'.",
      ],
    ],
  },
  "an open question under a number that another has": {
    edits: { "open-questions.yaml": ["id: Q3", "id: Q1"] },
    findings: [
      [
        "house/open-questions-answerable",
        "open-questions.yaml:13",
        "The open question Q1 stands after Q1: the ids are Q1, Q2 and so on, in order, each once.",
      ],
    ],
  },
  "an open question about what there is not": {
    edits: {
      "open-questions.yaml": [
        "    - D1\n  settledBy:\n    - values:\n        - Task.state\n",
        "    - D7\n  settledBy:\n    - values:\n        - Task.status\n    - body: Tusk\n",
      ],
    },
    findings: [
      [
        "house/open-questions-answerable",
        "open-questions.yaml:4",
        "Q1 names D7, which is no row of the register of differences.",
      ],
      [
        "house/open-questions-answerable",
        "open-questions.yaml:7",
        "Q1 looks for Task.status, which this API does not have: name a `Schema.property`.",
      ],
      [
        "house/open-questions-answerable",
        "open-questions.yaml:8",
        "Q1 looks for a body of the shape Tusk, which is no schema of this API.",
      ],
    ],
  },
  "an open question with a condition on another object": {
    edits: { "open-questions.yaml": ["field: Task.state", "field: TaskError.code"] },
    findings: [
      [
        "house/open-questions-answerable",
        "open-questions.yaml:9",
        "Q1 looks for Task.history where TaskError.code has a value: both must be of one schema.",
      ],
    ],
  },

  "a required field in a 2xx response": {
    edits: { [task]: ["properties:", "required:\n  - name\nproperties:"] },
    findings: [
      [
        "house/response-no-required",
        `${task}:3`,
        "Task is part of a 2xx response, where no field is guaranteed: delete `required`.",
      ],
    ],
  },
  "a required field beside a $ref, deep in a 2xx response": {
    edits: {
      [task]: [
        "      $ref: TaskState.yaml\nexamples",
        "      $ref: TaskState.yaml\n      required: [x]\nexamples",
      ],
    },
    findings: [
      [
        "house/response-no-required",
        `${task}:22`,
        "Task.history.items is part of a 2xx response, where no field is guaranteed: delete `required`.",
      ],
      [
        "no-required-schema-properties-undefined",
        `${task}:22`,
        "Required property 'x' is not defined.",
      ],
    ],
  },
  "an error schema that a 2xx response reaches too": {
    edits: {
      [task]: [
        "properties:",
        "properties:\n  error:\n    $ref: TaskError.yaml\n    description: What went wrong.",
      ],
    },
    findings: [
      [
        "house/response-no-required",
        `${taskError}:3`,
        "TaskError is part of a 2xx response, where no field is guaranteed: delete `required`.",
      ],
    ],
  },
  "a 2xx response that is a reference": {
    edits: {
      [path]: [
        '    "400":',
        '    "202":\n      $ref: ../components/responses/BadRequest.yaml\n    "400":',
      ],
    },
    findings: [
      [
        "house/response-no-required",
        `${taskError}:3`,
        "TaskError is part of a 2xx response, where no field is guaranteed: delete `required`.",
      ],
    ],
  },
  "closed objects in a 2xx response": {
    edits: {
      [task]: [
        "properties:",
        "additionalProperties: true\nunevaluatedProperties: false\nproperties:",
      ],
    },
    findings: [
      [
        "house/response-open-objects",
        `${task}:3`,
        "Task is part of a 2xx response, where objects stay open by saying nothing: delete `additionalProperties`.",
      ],
      [
        "house/response-open-objects",
        `${task}:4`,
        "Task is part of a 2xx response, where objects stay open by saying nothing: delete `unevaluatedProperties`.",
      ],
    ],
  },
  "a closed enumeration in a 2xx response": {
    edits: {
      [taskState]: [
        "anyOf:\n  - type: string\n    enum:\n      - RUNNING\n      - PAUSED\n  - type: string\n",
        "type: string\nenum:\n  - RUNNING\n  - PAUSED\n",
      ],
    },
    findings: [
      [
        "house/response-open-enums",
        `${taskState}:3`,
        "TaskState closes a 2xx response with `enum`: write `anyOf: [{ type: string, enum: [...] }, { type: string }]`, so that an unknown value stays valid.",
      ],
    ],
  },
  "an enumeration whose other branch is not open": {
    edits: {
      [taskState]: ["  - type: string\nexamples", "  - type: string\n    maxLength: 9\nexamples"],
    },
    findings: [
      [
        "house/response-open-enums",
        `${taskState}:4`,
        "TaskState.anyOf.0 closes a 2xx response with `enum`: write `anyOf: [{ type: string, enum: [...] }, { type: string }]`, so that an unknown value stays valid.",
      ],
    ],
  },
  "a constant in a 2xx response": {
    edits: { [task]: ["properties:\n", property("kind", "type: string\nconst: x")] },
    findings: [
      [
        "house/response-open-enums",
        `${task}:6`,
        "Task.kind closes a 2xx response with `const`: write `anyOf: [{ type: string, enum: [...] }, { type: string }]`, so that an unknown value stays valid.",
      ],
    ],
  },
  "an open enumeration without a name of its own": {
    edits: {
      [task]: [
        "properties:\n",
        property("kind", "anyOf:\n  - { type: string, enum: [x] }\n  - { type: string }"),
      ],
    },
    findings: [
      [
        "house/response-open-enums",
        `${task}:6`,
        "Task.kind.anyOf.0 lists values inline: give the list a file of its own in components/schemas and point to it, so that it has a name.",
      ],
    ],
  },
  "a 2xx response without its request id": {
    edits: {
      [path]: [
        "      headers:\n        X-Request-Id:\n          $ref: ../components/headers/XRequestId.yaml\n",
        "",
      ],
    },
    findings: [
      [
        "response-contains-header",
        `${path}:10`,
        'Response object must contain a "X-Request-Id" header.',
      ],
    ],
  },

  "an operation summary in title case": {
    edits: { [path]: ["Show an OBS task", "Show An OBS task"] },
    findings: [
      [
        "rule/sentence-case-operation-summary",
        `${path}:3`,
        expect.stringMatching(
          /^Summaries and titles are in sentence case .*"Show An OBS task" should match/,
        ),
      ],
    ],
  },
  "an example summary with a full stop": {
    edits: { [example]: ["that is running", "that is running."] },
    findings: [
      [
        "rule/sentence-case-example-summary",
        `${example}:1`,
        expect.stringMatching(/end without a full stop: "A task that is running\." should match/),
      ],
    ],
  },
  "an example without a summary": {
    edits: { [example]: ["summary: A task that is running\n", ""] },
    findings: [
      [
        "rule/sentence-case-example-summary",
        `${example}:1`,
        "Summaries and titles are in sentence case and end without a full stop: Should not be empty.",
      ],
    ],
  },
  "a tag in lower case": {
    edits: {
      "openapi.yaml": ["name: Dump tasks", "name: dump tasks"],
      [path]: ["- Dump tasks", "- dump tasks"],
    },
    findings: [
      [
        "rule/sentence-case-tag",
        "openapi.yaml:11",
        expect.stringMatching(/"dump tasks" should match/),
      ],
    ],
  },
  "a title of the register in title case": {
    edits: { "differences.yaml": ["State of a task", "State of a Task"] },
    findings: [
      [
        "rule/difference-well-formed",
        "differences.yaml:3",
        expect.stringMatching(/`title` property must match pattern/),
      ],
    ],
  },

  "a path written into the root": {
    edits: {
      "openapi.yaml": [
        "components:",
        '  /v1/ping:\n    get:\n      operationId: ping\n      summary: Ping\n      description: Answers.\n      tags: [Dump tasks]\n      responses:\n        "204":\n          description: Nothing.\n          headers:\n            X-Request-Id: { $ref: components/headers/XRequestId.yaml }\n        "400": { $ref: components/responses/BadRequest.yaml }\ncomponents:',
      ],
    },
    findings: [
      [
        "rule/root-holds-only-refs-to-paths",
        "openapi.yaml:18",
        "The root holds only references: move /v1/ping to a file in paths/ and point to it.",
      ],
    ],
  },
  "a security scheme written into the root": {
    edits: {
      "openapi.yaml": [
        "      $ref: components/securitySchemes/token.yaml",
        "      type: apiKey\n      in: header\n      name: X-Auth-Token\n      x-sensitive: true",
      ],
      "components/securitySchemes/token.yaml": ["description", "# $ref: nothing\ndescription"],
    },
    findings: [
      [
        "house/no-unused-component-file",
        "components/securitySchemes/token.yaml:1",
        "components/securitySchemes/token.yaml is reached neither from openapi.yaml nor iam.yaml: point to it, or delete it.",
      ],
      [
        "rule/root-holds-only-refs-to-security-schemes",
        "openapi.yaml:20",
        "The root holds only references: move token to a file in components/securitySchemes/ and point to it.",
      ],
    ],
  },
  "a register written into the root": {
    edits: {
      "openapi.yaml": [
        "x-error-codes:\n  $ref: error-codes.yaml",
        "x-error-codes:\n  - { code: T.1000, producer: dis, status: [400], meaning: Wrong., confidence: sdk }",
      ],
    },
    findings: [
      [
        "rule/root-holds-only-refs-to-registers",
        "openapi.yaml:24",
        "The root holds only references: move the register to a file and point to it.",
      ],
    ],
  },
  "a schema listed in the root": {
    edits: {
      "openapi.yaml": [
        "components:\n",
        "components:\n  schemas:\n    Task:\n      $ref: components/schemas/Task.yaml\n",
      ],
    },
    findings: [
      [
        "rule/root-holds-no-other-components",
        "openapi.yaml:19",
        'The root holds only references: "schemas" is disallowed here, a component is a file that others point to.',
      ],
    ],
  },

  "a schema file in lower case": {
    edits: {
      "components/schemas/task_owner.yaml":
        "type: string\ndescription: Somebody.\nexamples: [me]\n",
      [task]: [
        "properties:\n",
        "properties:\n  owner:\n    $ref: task_owner.yaml\n    description: Whose it is.\n",
      ],
    },
    findings: [
      [
        "house/file-name-equals-component-name",
        `${task}:5`,
        "`task_owner.yaml` must be `components/schemas/<PascalCaseName>.yaml`, and the whole of it: a component has the name of its file.",
      ],
    ],
  },
  "a reference into the middle of a file": {
    edits: { [task]: ["properties:\n", property("kind", "$ref: TaskState.yaml#/anyOf/1")] },
    findings: [
      [
        "house/file-name-equals-component-name",
        `${task}:5`,
        "`TaskState.yaml#/anyOf/1` must be `components/schemas/TaskState.yaml`, and the whole of it: a component has the name of its file.",
      ],
    ],
  },
  "a path file with another name": {
    edits: {
      "openapi.yaml": ["paths/v1_tasks_{task_name}.yaml", "paths/tasks.yaml"],
      "paths/tasks.yaml":
        'get:\n  operationId: showTask\n  summary: Show\n  description: Returns one task.\n  tags: [Dump tasks]\n  parameters:\n    - $ref: ../components/parameters/TaskName.yaml\n  responses:\n    "200":\n      description: The task.\n      headers:\n        X-Request-Id: { $ref: ../components/headers/XRequestId.yaml }\n      content:\n        application/json:\n          schema: { $ref: ../components/schemas/Task.yaml }\n          examples:\n            TaskRunning: { $ref: ../components/examples/TaskRunning.yaml }\n    "400": { $ref: ../components/responses/BadRequest.yaml }\n',
    },
    findings: [
      [
        "house/no-unused-component-file",
        `${path}:1`,
        `${path} is reached neither from openapi.yaml nor iam.yaml: point to it, or delete it.`,
      ],
      [
        "house/file-name-equals-component-name",
        "openapi.yaml:17",
        "`paths/tasks.yaml` must be `paths/v1_tasks_{task_name}.yaml`, and the whole of it: a component has the name of its file.",
      ],
    ],
  },
  "an example under another name than its file's": {
    edits: { [path]: ["            TaskRunning:\n", "            Running:\n"] },
    findings: [
      [
        "house/file-name-equals-component-name",
        `${path}:21`,
        "`../components/examples/TaskRunning.yaml` must be `components/examples/Running.yaml`, and the whole of it: a component has the name of its file.",
      ],
    ],
  },
  "two schemas that bundling would give one name": {
    edits: {
      "components/schemas/old/TaskState.yaml":
        "type: string\ndescription: Another.\nexamples: [x]\n",
      [task]: [
        "properties:\n",
        "properties:\n  before:\n    $ref: old/TaskState.yaml\n    description: The state before.\n",
      ],
    },
    findings: [
      [
        "house/file-name-equals-component-name",
        `${task}:5`,
        "`old/TaskState.yaml` must be `components/schemas/TaskState.yaml`, and the whole of it: a component has the name of its file.",
      ],
      [
        "component-name-unique",
        "components/schemas/old/TaskState.yaml:1",
        expect.stringMatching(/^Component 'schemas\/TaskState' is not unique/),
      ],
      [
        "component-name-unique",
        `${taskState}:1`,
        expect.stringMatching(/^Component 'schemas\/TaskState' is not unique/),
      ],
    ],
  },
  "two headers that bundling would give one name": {
    edits: {
      "components/headers/old/XRequestId.yaml":
        "description: Another.\nschema: { type: string }\nexample: x\n",
      [path]: [
        "../components/headers/XRequestId.yaml",
        "../components/headers/old/XRequestId.yaml",
      ],
    },
    findings: [
      [
        "house/file-name-equals-component-name",
        `${path}:14`,
        "`../components/headers/old/XRequestId.yaml` must be `components/headers/XRequestId.yaml`, and the whole of it: a component has the name of its file.",
      ],
    ],
  },
  "a component file that nothing reaches": {
    edits: { "components/schemas/Orphan.yaml": "type: string\n" },
    findings: [
      [
        "house/no-unused-component-file",
        "components/schemas/Orphan.yaml:1",
        "components/schemas/Orphan.yaml is reached neither from openapi.yaml nor iam.yaml: point to it, or delete it.",
      ],
    ],
  },
  "a code sample that nothing reaches": {
    edits: { "code-samples/showTask/curl.sh": "curl\n" },
    findings: [
      [
        "house/no-unused-component-file",
        "code-samples/showTask/curl.sh:1",
        "code-samples/showTask/curl.sh is reached neither from openapi.yaml nor iam.yaml: point to it, or delete it.",
      ],
    ],
  },

  "a password that is not marked": {
    edits: { [task]: ["properties:\n", property("user_password", "type: string")] },
    findings: [
      [
        "house/sensitive-marked",
        `${task}:4`,
        "user_password looks like a secret: add `x-sensitive: true`, so that it is never printed.",
      ],
    ],
  },
  "a field of the format password that is not marked": {
    edits: { [task]: ["properties:\n", property("phrase", "type: string\nformat: password")] },
    findings: [
      [
        "house/sensitive-marked",
        `${task}:4`,
        "phrase looks like a secret: add `x-sensitive: true`, so that it is never printed.",
      ],
    ],
  },
  "a header and a parameter that are not marked": {
    edits: {
      [path]: [
        "          $ref: ../components/headers/XRequestId.yaml",
        "          $ref: ../components/headers/XRequestId.yaml\n        X-Subject-Token:\n          $ref: ../components/headers/XSubjectToken.yaml",
      ],
      "components/headers/XSubjectToken.yaml":
        "description: A token.\nschema: { type: string }\nexample: x\n",
      [parameter]: ["name: task_name", "name: task_secret"],
      "openapi.yaml": ["/v1/tasks/{task_name}", "/v1/tasks/{task_secret}"],
    },
    findings: [
      // The path has to change with its parameter, and its file does not.
      ["house/file-name-equals-component-name", "openapi.yaml:17", expect.anything()],
      [
        "house/sensitive-marked",
        `${parameter}:1`,
        "task_secret looks like a secret: add `x-sensitive: true`, so that it is never printed.",
      ],
      [
        "house/sensitive-marked",
        "components/headers/XSubjectToken.yaml:1",
        "X-Subject-Token looks like a secret: add `x-sensitive: true`, so that it is never printed.",
      ],
    ],
  },
  "a security scheme that is not marked": {
    edits: { "components/securitySchemes/token.yaml": ["x-sensitive: true", "x-sensitive: false"] },
    findings: [
      [
        "rule/security-scheme-sensitive",
        "components/securitySchemes/token.yaml:5",
        "A security scheme carries a secret: add `x-sensitive: true` to token.",
      ],
    ],
  },
};

const fine: Record<string, Edits> = {
  "the fixture itself": {},
  "a component that only the other API reaches": {
    "iam.yaml": "x: { $ref: components/schemas/Other.yaml }\n",
    "components/schemas/Other.yaml": "type: string\n",
  },
  "a closed enumeration and required fields in an error": {
    [taskError]: ["    type: string\n", "    type: string\n    enum: [T.4000]\n"],
  },
  "evidence of no row": {
    [header]: [
      "example:",
      "x-confidence: sdk\nx-evidence:\n  - source: The SDKs\n    says: They read it.\nexample:",
    ],
  },
  "an object called token": {
    [task]: [
      "properties:\n",
      "properties:\n  token:\n    type: object\n    description: Its dates.\n    examples: [{}]\n",
    ],
  },
  "a secret that is marked": {
    [task]: [
      "properties:\n",
      property("user_password", "type: string\nformat: password\nx-sensitive: true"),
    ],
  },
  "names, acronyms and code in a summary": {
    [path]: ["Show an OBS task", "DWS on Open Telekom Cloud, with `Prefer` and OpenTSDB"],
  },
};

const found = await lintEach(source, "openapi", {
  ...Object.fromEntries(Object.entries(broken).map(([name, { edits }]) => [name, edits])),
  ...fine,
});

describe("lint refuses", () => {
  it.each(Object.entries(broken))("%s", (name, { findings }) => {
    expect(found[name]).toEqual(findings.map(([rule, at, message]) => ({ rule, at, message })));
  });
});

describe("lint accepts", () => {
  it.each(Object.keys(fine))("%s", (name) => {
    expect(found[name]).toEqual([]);
  });
});
