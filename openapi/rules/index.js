import { evidenceComplete } from "./evidence-complete.js";
import { evidenceToDescription } from "./evidence-to-description.js";
import { fileNameEqualsComponentName } from "./file-name-equals-component-name.js";
import { noUnusedComponentFile } from "./no-unused-component-file.js";
import { openObjects } from "./open-objects.js";
import { openQuestionsAnswerable } from "./open-questions-answerable.js";
import { propertyDescribedAndExemplified } from "./property-described-and-exemplified.js";
import { responseNoRequired } from "./response-no-required.js";
import { responseOpenEnums } from "./response-open-enums.js";
import { responseOpenObjects } from "./response-open-objects.js";
import { sensitiveMarked } from "./sensitive-marked.js";

/** The house style that no built-in rule and no assertion in redocly.yaml can express. */
export default function house() {
  return {
    id: "house",
    rules: {
      oas3: {
        "evidence-complete": evidenceComplete,
        "file-name-equals-component-name": fileNameEqualsComponentName,
        "no-unused-component-file": noUnusedComponentFile,
        "open-questions-answerable": openQuestionsAnswerable,
        "property-described-and-exemplified": propertyDescribedAndExemplified,
        "response-no-required": responseNoRequired,
        "response-open-enums": responseOpenEnums,
        "response-open-objects": responseOpenObjects,
        "sensitive-marked": sensitiveMarked,
      },
    },
    decorators: {
      oas3: {
        "evidence-to-description": evidenceToDescription,
        "open-objects": openObjects,
      },
    },
  };
}
