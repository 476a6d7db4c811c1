import type { Choice, OperationRequest } from "./choice.js";
import type { Example } from "./examples.js";
import { at, isRecord } from "./json.js";

/** How an operation of IAM chooses among its examples; undefined when none is suitable. */
export type Behaviour = (
  request: OperationRequest,
  examples: readonly Example[],
) => Choice | undefined;

/** Issue a new token for each request, valid from now on for as long as the example's. */
export function createToken(
  users: readonly { readonly name: string; readonly password: string }[] | undefined,
  onToken: (token: string) => void,
  now: () => number,
): Behaviour {
  const header = "X-Subject-Token";
  let count = 0;
  return ({ query, body }, examples) => {
    const user = at(body, "auth", "identity", "password", "user");
    const isKnown = users?.some(
      ({ name, password }) => name === at(user, "name") && password === at(user, "password"),
    );
    if (isKnown === false) {
      return { error: "IamUnauthorized", note: "no user of this mock has this name and password" };
    }
    const example = examples.find(({ value }) => {
      const catalog = at(value, "token", "catalog");
      const isEmpty = !Array.isArray(catalog) || catalog.length === 0;
      return isEmpty === (query.nocatalog !== undefined);
    });
    if (!example || !isRecord(example.value) || !isRecord(example.value.token)) return undefined;
    const { issued_at, expires_at } = example.value.token;
    const validity = Date.parse(String(expires_at)) - Date.parse(String(issued_at));
    const issued = now();
    count += 1;
    const token = `${example.headers[header]}-${count}`;
    onToken(token);
    return {
      ...example,
      headers: { ...example.headers, [header]: token },
      value: {
        ...example.value,
        token: {
          ...example.value.token,
          issued_at: new Date(issued).toISOString(),
          expires_at: new Date(issued + validity).toISOString(),
        },
      },
    };
  };
}

/**
 * Choose by the requested name: the example in which all projects have it; otherwise one in which
 * some have it, so that one name finds two projects; otherwise the empty list. Without a name,
 * choose the longest list.
 */
export const listProjects: Behaviour = ({ query }, examples) => {
  const lists = examples.map((example) => {
    const projects = at(example.value, "projects");
    return {
      example,
      names: Array.isArray(projects) ? projects.map((project) => at(project, "name")) : [],
    };
  });
  const { name } = query;
  const list =
    name === undefined
      ? lists.sort((a, b) => b.names.length - a.names.length)[0]
      : (lists.find(({ names }) => names.length > 0 && names.every((other) => other === name)) ??
        lists.find(({ names }) => names.includes(name)) ??
        lists.find(({ names }) => names.length === 0));
  return list?.example;
};
