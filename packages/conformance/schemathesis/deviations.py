"""Failures that Schemathesis accepts because the service deviates from HTTP custom.

Every check is on. Each entry accepts one kind of failure of one operation, with one status and one
code. A run that does not need an entry fails, so that the list stays current.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse


@dataclass(frozen=True)
class Deviation:
    name: str
    operation: str
    failure: type[Failure]
    status: int
    code: str


SPEC = json.loads(
    (Path(__file__).parents[3] / "openapi" / "generated" / "openapi.json").read_text()
)


def refusals():
    """D25 in openapi/differences.yaml: a missing or an existing resource is a 400, never a 404 or 409."""
    resources = SPEC["x-resources"]
    for path in SPEC["paths"].values():
        for operation in path.values():
            action = operation.get("x-resource")
            if action is None:
                continue
            name = action["name"]
            parent = resources[name]["parent"]
            codes = {f"missing {parent}": resources[parent]["errors"]["missing"]}
            if action["action"] == "create":
                codes[f"existing {name}"] = resources[name]["errors"]["duplicate"]
            elif action["action"] != "list":
                codes[f"missing {name}"] = resources[name]["errors"]["missing"]
            for what, code in codes.items():
                yield Deviation(what, operation["operationId"], RejectedPositiveData, 400, code)


DEVIATIONS = (
    *refusals(),
    # APIGW.0101 in openapi/error-codes.yaml: an unsupported method is a 404, never a 405.
    Deviation("wrong method", "createToken", UnsupportedMethodResponse, 404, "APIGW.0101"),
    Deviation("wrong method", "listProjects", UnsupportedMethodResponse, 404, "APIGW.0101"),
)

met: set[Deviation] = set()


def operation_of(case) -> str:
    return case.operation.definition.raw["operationId"]


def code_of(response) -> str | None:
    body = response.json()
    return body.get("errorCode") or body.get("error_code")


@schemathesis.hook
def filter_failure(context, failure, case, response) -> bool:
    """Drop a failure that is a known deviation."""
    for deviation in DEVIATIONS:
        if (
            isinstance(failure, deviation.failure)
            and operation_of(case) == deviation.operation
            and response.status_code == deviation.status
            and code_of(response) == deviation.code
        ):
            met.add(deviation)
            return False
    return True


@schemathesis.check
class EveryDeviationIsMet:
    """Fail a run in which an operation succeeded without needing all of its deviations."""

    def __init__(self):
        self.succeeded = set()

    def after_response(self, ctx, response, case):
        # OPTIONS always succeeds, because the mock supports browsers.
        if response.status_code < 300 and response.request.method != "OPTIONS":
            self.succeeded.add(operation_of(case))

    def after_run(self, ctx):
        idle = [
            f"{deviation.operation}: {deviation.name}"
            for deviation in DEVIATIONS
            if deviation.operation in self.succeeded and deviation not in met
        ]
        assert not idle, f"remove unused entries from deviations.py: {', '.join(idle)}"
