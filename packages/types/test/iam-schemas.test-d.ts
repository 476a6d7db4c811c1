import { expectTypeOf, test } from "vitest";
import type * as types from "../src/iam.js";
import type { Differing } from "./differing.js";

/** See schemas.test-d.ts. */
interface Expected {
  CreateTokenRequest: { auth: types.IamAuth };
  IamAuth: { identity: types.IamIdentity; scope: types.IamScope };
  IamIdentity: { methods: types.IamAuthMethod[]; password: types.IamPassword };
  IamAuthMethod: "password" | (string & {});
  IamPassword: { user: types.IamPasswordUser };
  IamPasswordUser: { name: string; password: string; domain: types.IamUserDomain };
  IamUserDomain: { name: string };
  IamScope: { project: types.IamProjectById | types.IamProjectByName };
  IamProjectById: { id: string };
  IamProjectByName: { name: string };

  CreateTokenResponse: { token?: types.IamToken };
  IamToken: {
    expires_at?: string;
    issued_at?: string;
    methods?: types.IamAuthMethod[];
    project?: types.IamTokenProject;
    domain?: types.IamDomain;
    user?: types.IamTokenUser;
    roles?: types.IamRole[];
    catalog?: types.IamService[];
  };
  IamTokenProject: { id?: string; name?: string; domain?: types.IamDomain };
  IamTokenUser: {
    id?: string;
    name?: string;
    domain?: types.IamDomain;
    password_expires_at?: string | null;
  };
  IamDomain: { id?: string; name?: string };
  IamRole: { id?: string; name?: string };
  IamService: { id?: string; name?: string; type?: string; endpoints?: types.IamEndpoint[] };
  IamEndpoint: {
    id?: string;
    interface?: string;
    region?: string;
    region_id?: string;
    url?: string;
  };

  ListProjectsResponse: { projects?: types.IamProject[]; links?: types.IamLinks };
  IamProject: {
    id?: string;
    name?: string;
    domain_id?: string;
    parent_id?: string;
    description?: string;
    is_domain?: boolean;
    enabled?: boolean;
    links?: types.IamLinks;
  };
  IamLinks: { self?: string; previous?: string | null; next?: string | null };

  GatewayError: {
    error_code: string;
    error_msg: string;
    request_id?: string;
    encoded_authorization_message?: string;
  };
  IamError: { error: types.IamErrorDetail };
  IamErrorDetail: { code?: number; message?: string; title?: string };
}

test("every schema of IAM has the type that is expected of it", () => {
  expectTypeOf<never>().toEqualTypeOf<Differing<types.components["schemas"], Expected>>();
});
