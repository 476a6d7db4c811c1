import { aliasesToDescription } from "./aliases-to-description.js";
import * as extensions from "./changes/extensions.js";
import * as operations from "./changes/operations.js";
import * as schemas from "./changes/schemas.js";
import { describedAndExemplified } from "./described-and-exemplified.js";
import { evidenceComplete } from "./evidence-complete.js";
import { expressible } from "./expressible.js";
import { extensionTypes } from "./extension-types.js";
import { fileNameEqualsComponentName } from "./file-name-equals-component-name.js";
import { jsonBodies } from "./json-bodies.js";
import { noRawHtml } from "./no-raw-html.js";
import { noUnresolvedRefs } from "./no-unresolved-refs.js";
import { noUnusedComponentFile } from "./no-unused-component-file.js";
import { openObjects } from "./open-objects.js";
import { openQuestionsAnswerable } from "./open-questions-answerable.js";
import { packageVersion } from "./package-version.js";
import { registersWellFormed } from "./registers-well-formed.js";
import { resourcesKnown } from "./resources-known.js";
import { responseNoRequired } from "./response-no-required.js";
import { responseOpenEnums } from "./response-open-enums.js";
import { responseOpenObjects } from "./response-open-objects.js";
import { sensitiveMarked } from "./sensitive-marked.js";
import { sentenceCase } from "./sentence-case.js";
import { sourcesKnown } from "./sources-known.js";
import { unauthorizedResponse } from "./unauthorized-response.js";

/** House style that neither a built-in rule nor an assertion in redocly.yaml can express. */
export default function house() {
  return {
    id: "house",
    typeExtension: { oas3: extensionTypes },
    rules: {
      oas3: {
        "described-and-exemplified": describedAndExemplified,
        "evidence-complete": evidenceComplete,
        expressible,
        "file-name-equals-component-name": fileNameEqualsComponentName,
        "json-bodies": jsonBodies,
        "no-raw-html": noRawHtml,
        "no-unresolved-refs": noUnresolvedRefs,
        "no-unused-component-file": noUnusedComponentFile,
        "open-questions-answerable": openQuestionsAnswerable,
        "registers-well-formed": registersWellFormed,
        "resources-known": resourcesKnown,
        "response-no-required": responseNoRequired,
        "response-open-enums": responseOpenEnums,
        "response-open-objects": responseOpenObjects,
        "sensitive-marked": sensitiveMarked,
        "sentence-case": sentenceCase,
        "sources-known": sourcesKnown,
        "unauthorized-response": unauthorizedResponse,
      },
    },
    diff: {
      oas3: {
        "behaviour-changed": extensions.behaviourChanged,
        "client-fact-changed": extensions.clientFactChanged,
        deprecated: operations.deprecated,
        "documentation-changed": extensions.documentationChanged,
        "error-class-added": extensions.errorClassAdded,
        "error-class-removed": extensions.errorClassRemoved,
        "error-code-added": extensions.errorCodeAdded,
        "error-code-removed": extensions.errorCodeRemoved,
        "parameter-renamed": operations.parameterRenamed,
        "property-removed": schemas.propertyRemoved,
        "region-added": operations.regionAdded,
        "region-removed": operations.regionRemoved,
        "request-default-changed": operations.requestDefaultChanged,
        "request-loosened": schemas.requestLoosened,
        "request-narrowed": schemas.requestNarrowed,
        "response-type-changed": schemas.responseTypeChanged,
        "security-inherited": operations.securityInherited,
        "success-added": operations.successAdded,
        "type-added": operations.typeAdded,
        "type-removed": operations.typeRemoved,
        "value-added": schemas.valueAdded,
        "value-removed": schemas.valueRemoved,
        "waiter-removed": extensions.waiterRemoved,
      },
    },
    decorators: {
      oas3: {
        "aliases-to-description": aliasesToDescription,
        "open-objects": openObjects,
        "package-version": packageVersion,
      },
    },
  };
}
